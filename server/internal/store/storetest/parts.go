package storetest

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/store"
)

// parts adds the same pieces from many sides at once.
func parts(t *testing.T, open func() store.Store) {
	s := open()
	all := []store.Part{
		store.NewPart(store.PartWords, []byte(`{"a":"b"}`)), store.NewPart(store.PartBanner, []byte("<p>\x00ü")), store.NewPart(store.PartStyle, []byte("p{}")),
	}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if err := s.AddParts(t.Context(), all[:1+i%len(all)], time.Unix(int64(i), 0)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := s.Part(t.Context(), store.NewPart(store.PartWords, []byte("other")).Hash); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Part of nothing = %v, want ErrNotFound", err)
	}
	bad := []store.Part{store.NewPart(store.PartWords, []byte("new")), {Hash: "short", Kind: store.PartWords}}
	if err := s.AddParts(t.Context(), bad, time.Now()); err == nil {
		t.Error("a part with a bad hash was kept")
	}
	s.Close()
	s = open()
	defer s.Close()
	var got []store.Part
	for p, err := range s.AllParts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		one, err := s.Part(t.Context(), p.Hash)
		if err != nil || !p.Whole() || cmp.Diff(p, one) != "" {
			t.Errorf("part %s is not whole, or not the one found by its hash: %v", p.Hash, err)
		}
		got = append(got, p)
	}
	want := slices.SortedFunc(slices.Values(all), func(a, b store.Part) int { return strings.Compare(a.Hash, b.Hash) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("AllParts (-want +got):\n%s", diff)
	}
}
