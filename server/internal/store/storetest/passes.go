package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sayso/server/internal/store"
)

// passes uses one pass from many sides at once: it is used once, also after
// the database was opened again.
func passes(t *testing.T, open func() store.Store) {
	s := open()
	now, id := time.Unix(1_800_000_000, 0), uuid.NewString()
	use := func(id string, now time.Time) bool {
		first, err := s.UsePass(t.Context(), id, now.Add(time.Minute), now)
		if err != nil {
			t.Error(err)
		}
		return first
	}
	var wg sync.WaitGroup
	var firsts atomic.Int32
	for range 12 {
		wg.Go(func() {
			if use(id, now) {
				firsts.Add(1)
			}
		})
	}
	wg.Wait()
	if n := firsts.Load(); n != 1 {
		t.Errorf("the pass was used %d times, want once", n)
	}
	s.Close()
	s = open()
	defer s.Close()
	if use(id, now.Add(59*time.Second)) || !use(uuid.NewString(), now) {
		t.Error("opened again, a used pass is good, or a new one is not")
	}
}
