package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
	"sayso/server/internal/store"
)

// logGrows appends past the edge of a tile, many at once and some twice, and
// computes the tree anew from nothing but the entries.
func logGrows(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	const choices = 600
	var wg sync.WaitGroup
	for i := range choices + 50 {
		wg.Go(func() {
			if _, _, err := s.Append(t.Context(), Record("a", i%choices)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	size, err := s.Size(t.Context())
	if err != nil || size != choices {
		t.Fatalf("Size = %d, %v; want %d", size, err, choices)
	}
	var hashes []tlog.Hash
	for e, err := range s.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Number != int64(len(hashes)) || e.Record == nil {
			t.Fatalf("entry %d comes as number %d, with content: %v", e.Number, len(hashes), e.Record != nil)
		}
		if leaf, err := e.Record.Leaf(e.Salt); err != nil || leaf != e.Leaf {
			t.Fatalf("entry %d: its leaf is not of its content: %v", e.Number, err)
		}
		hashes = append(hashes, e.Leaf.Hash())
	}
	read := func(level int, n int64, count int) ([]tlog.Hash, error) {
		return s.Hashes(t.Context(), level, n, count)
	}
	got, err := tlog.TreeHash(size, merkle.Reader(size, read))
	if err != nil {
		t.Fatal(err)
	}
	if want := plainRoot(hashes); got != want {
		t.Errorf("root from the tiles = %v, from the entries = %v", got, want)
	}
	if leaves, err := s.Leaves(t.Context(), choices-3, 10); err != nil || len(leaves) != 3 {
		t.Errorf("Leaves of the last three = %d, %v", len(leaves), err)
	}
	if strays, err := s.Strays(t.Context()); err != nil || len(strays) != 0 {
		t.Errorf("Strays = %v, %v; want none", strays, err)
	}
}

// plainRoot is RFC 6962, section 2.1, word for word.
func plainRoot(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	k := 1
	for 2*k < len(hashes) {
		k *= 2
	}
	return tlog.NodeHash(plainRoot(hashes[:k]), plainRoot(hashes[k:]))
}

func erase(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	gone, stays := mustAppend(t, s, Record("a", 1)), mustAppend(t, s, Record("a", 2))
	before, err := s.Entry(t.Context(), gone.ID)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	why := store.Erasure{At: at, Who: "visitor", Why: "asked for it"}
	if err := s.Erase(t.Context(), gone.ID, why); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), gone.ID, why); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("erasing twice = %v, want ErrNotFound", err)
	}
	if _, err := s.ByID(t.Context(), gone.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ByID of the erased = %v, want ErrNotFound", err)
	}
	var got []store.Entry
	for e, err := range s.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if len(got) != 2 {
		t.Fatalf("%d entries, want 2", len(got))
	}
	if diff := cmp.Diff(store.Entry{Number: 0, Leaf: before.Leaf, ErasedAt: at}, got[0]); diff != "" {
		t.Errorf("the erased entry (-want +got):\n%s", diff)
	}
	if got[1].Record == nil || got[1].Record.ID != stays.ID {
		t.Errorf("the other entry = %+v", got[1])
	}
	if _, _, err := s.Append(t.Context(), gone); !errors.Is(err, store.ErrErased) {
		t.Errorf("the same post again = %v, want ErrErased", err)
	}
	if _, err := s.ByKey(t.Context(), gone.Site, gone.Key); !errors.Is(err, store.ErrErased) {
		t.Errorf("ByKey of the erased = %v, want ErrErased", err)
	}
	next := mustAppend(t, s, Record("a", 3))
	if e, err := s.Entry(t.Context(), next.ID); err != nil || e.Number != 2 {
		t.Errorf("the next entry has the number %d, %v; want 2", e.Number, err)
	}
}

func checkpoints(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	first := store.Checkpoint{Size: 1, Note: "first", At: time.Unix(100, 0).UTC()}
	second := store.Checkpoint{Size: 7, Note: "second", At: time.Unix(200, 0).UTC()}
	third := store.Checkpoint{Size: 7, Events: 1, Note: "third", At: time.Unix(300, 0).UTC()}
	for _, c := range []store.Checkpoint{third, second, first, {Size: 7, Note: "another", At: time.Unix(400, 0)}} {
		if err := s.AddCheckpoint(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Checkpoints(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]store.Checkpoint{first, second, third}, got); diff != "" {
		t.Errorf("Checkpoints (-want +got):\n%s", diff)
	}
}
