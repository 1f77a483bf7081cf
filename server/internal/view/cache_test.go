package view

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sayso/server/internal/asset"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newCache() *cache { return &cache{entries: map[cacheKey]*entry{}} }

func key(n int) cacheKey { return cacheKey{Variant: Variant{Site: fmt.Sprint(n)}} }

// Many who ask at once wait for one that makes the answer.
func TestMadeOnce(t *testing.T) {
	c := newCache()
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			c.find(key(1), noon, func() (*asset.Body, time.Time, error) {
				made.Add(1)
				time.Sleep(10 * time.Millisecond)
				return &asset.Body{}, noon.Add(time.Hour), nil
			})
		})
	}
	wg.Wait()
	if got := made.Load(); got != 1 {
		t.Errorf("made %d times, want 1", got)
	}
}

// However many variants are asked for, the cache does not grow; the one used
// all the time stays.
func TestBounded(t *testing.T) {
	c := newCache()
	made := map[cacheKey]int{}
	find := func(k cacheKey) {
		c.find(k, noon, func() (*asset.Body, time.Time, error) {
			made[k]++
			return &asset.Body{}, noon.Add(time.Hour), nil
		})
	}
	for n := range 3 * maxKept {
		find(key(n))
		find(key(0))
	}
	if got := len(c.entries); got != maxKept || c.recent.Len() != maxKept {
		t.Errorf("%d entries, want %d", got, maxKept)
	}
	if made[key(0)] != 1 {
		t.Errorf("the one in use was made %d times, want 1", made[key(0)])
	}
}

func TestLapses(t *testing.T) {
	c := newCache()
	made := 0
	find := func(now time.Time, err error) {
		c.find(key(1), now, func() (*asset.Body, time.Time, error) {
			made++
			return &asset.Body{}, now.Add(time.Hour), err
		})
	}
	for _, step := range []struct {
		name string
		now  time.Time
		err  error
		want int
	}{
		{"an error is not kept", noon, errors.New("no"), 1},
		{"so it is tried again", noon, nil, 2},
		{"a second before its end it holds", noon.Add(time.Hour - time.Second), nil, 2},
		{"at its end it is made again", noon.Add(time.Hour), nil, 3},
	} {
		if find(step.now, step.err); made != step.want {
			t.Errorf("%s: made %d times, want %d", step.name, made, step.want)
		}
	}
}
