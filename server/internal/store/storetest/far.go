package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sayso/server/internal/store"
)

// farBack records more than an index keeps in one piece, and looks for choices
// at the edges.
func farBack(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	const choices = 2*2048 + 2
	var (
		wg   sync.WaitGroup
		next atomic.Int64
	)
	for range 256 {
		wg.Go(func() {
			for n := next.Add(1); n <= choices; n = next.Add(1) {
				mustAppend(t, s, Record("a", int(n)))
			}
		})
	}
	wg.Wait()
	var ids []string
	for e, err := range s.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.Record.ID)
	}
	for _, n := range []int{0, 1, 2047, 2048, 2049, 4095, 4096, choices - 1} {
		r, err1 := s.ByID(t.Context(), ids[n])
		e, err2 := s.Entry(t.Context(), ids[n])
		again, added, err3 := s.Append(t.Context(), r)
		if err := errors.Join(err1, err2, err3); err != nil || r.ID != ids[n] || e.Number != int64(n) || added || again.ID != r.ID {
			t.Errorf("choice %d is found as %s, as entry %d, and added again: %v (%v)", n, r.ID, e.Number, added, err)
		}
		why := store.Erasure{At: time.Unix(5000, 0), Who: "visitor", Why: "asked for it"}
		if err := s.Erase(t.Context(), r.ID, why); err != nil {
			t.Errorf("erasing choice %d: %v", n, err)
		}
		if _, err := s.Entry(t.Context(), r.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("choice %d after its erasure: %v, want ErrNotFound", n, err)
		}
	}
}
