package merkle_test

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
)

// A memory is a store of hashes, grown as a store's is.
type memory struct {
	levels map[int][]tlog.Hash
}

func (m *memory) read(level int, n int64, count int) ([]tlog.Hash, error) {
	all := m.levels[level]
	return all[min(n, int64(len(all))):min(n+int64(count), int64(len(all)))], nil
}

func (m *memory) grow(t *testing.T, count int) {
	t.Helper()
	before := int64(len(m.levels[0]))
	for i := range count {
		leaf := merkle.NewLeaf([]byte("salt"), fmt.Appendf(nil, "%d", before+int64(i)))
		m.levels[0] = append(m.levels[0], leaf.Hash())
	}
	err := merkle.Grow(before, before+int64(count), m.read, func(n merkle.Node) error {
		if int64(len(m.levels[n.Level])) != n.N {
			t.Fatalf("node %d of level %d comes when there are %d", n.N, n.Level, len(m.levels[n.Level]))
		}
		m.levels[n.Level] = append(m.levels[n.Level], n.Hash)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The root that our tiles give is the root that package tlog computes from
// nothing but the leaves, at every size around the edges of tiles, however the
// log grew.
func TestRootIsTheTlogRoot(t *testing.T) {
	m := &memory{levels: map[int][]tlog.Hash{}}
	var stored []tlog.Hash
	plain := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	added := int64(0)
	for _, step := range []int{1, 1, 253, 1, 1, 255, 700, 65536 - 1212, 1, 300} {
		m.grow(t, step)
		size := int64(len(m.levels[0]))
		for ; added < size; added++ {
			hashes, err := tlog.StoredHashesForRecordHash(added, m.levels[0][added], plain)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, hashes...)
		}
		want, err := tlog.TreeHash(size, plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tlog.TreeHash(size, merkle.Reader(size, m.read))
		if err != nil {
			t.Fatalf("size %d: %v", size, err)
		}
		if got != want {
			t.Errorf("root at size %d = %v, want %v", size, got, want)
		}
	}
	if len(m.levels[2]) != 1 {
		t.Errorf("%d nodes on level 2, want 1", len(m.levels[2]))
	}
}

func TestNoSuchTile(t *testing.T) {
	m := &memory{levels: map[int][]tlog.Hash{}}
	m.grow(t, 300)
	for _, tile := range []tlog.Tile{{H: 8, L: 0, N: 1, W: 45}, {H: 8, L: 0, N: 2, W: 1}, {H: 8, L: 1, N: 0, W: 2}, {H: 8, L: 0, N: 0, W: 0}} {
		if _, err := merkle.Tile(300, tile, m.read); err == nil {
			t.Errorf("tile %+v of 300 leaves: no error", tile)
		}
	}
}
