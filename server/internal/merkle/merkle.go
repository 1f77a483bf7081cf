// Package merkle is the shape of the log: a Merkle tree as RFC 6962 hashes it,
// cut into tiles of 256 as C2SP tlog-tiles has them.
//
// A store keeps one leaf for each choice (level 0) and, for each full block of
// 256 hashes of a level, the root of that block (the level above). Nothing
// that was written is ever changed.
package merkle

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// TileHeight is the height of a tile in bits: a full tile has 256 hashes.
const TileHeight = 8

// full is the number of hashes in a full tile.
const full = 1 << TileHeight

// SaltSize is the length of a salt, in bytes.
const SaltSize = 16

// A Leaf is what the log holds of one choice: a salted hash of its content.
// Once content and salt are gone, nobody can tell what it stood for.
type Leaf [sha256.Size]byte

// NewSalt is a fresh salt.
func NewSalt() []byte {
	salt := make([]byte, SaltSize)
	rand.Read(salt)
	return salt
}

// leafDomain keeps a leaf from being the hash of anything else.
const leafDomain = "sayso-choice-v1\n"

// NewLeaf commits to content.
func NewLeaf(salt, content []byte) (l Leaf) {
	h := sha256.New()
	h.Write([]byte(leafDomain))
	h.Write(salt)
	h.Write(content)
	h.Sum(l[:0])
	return l
}

// Hash is the leaf's hash in the tree.
func (l Leaf) Hash() tlog.Hash { return tlog.RecordHash(l[:]) }

// A Node is the root of a full block: number N of its level.
type Node struct {
	Level int // 1 and up
	N     int64
	Hash  tlog.Hash
}

// A Source reads count hashes of a level, from number n on. Level 0 has the
// hashes of the leaves.
type Source func(level int, n int64, count int) ([]tlog.Hash, error)

// Grow adds the nodes that become full when a log grows from before to after
// leaves, lower levels first. The new leaves must be readable.
func Grow(before, after int64, read Source, add func(Node) error) error {
	for level := 1; after>>(TileHeight*level) > 0; level++ {
		for n := before >> (TileHeight * level); n < after>>(TileHeight*level); n++ {
			hashes, err := read(level-1, n*full, full)
			if err != nil {
				return err
			}
			if len(hashes) != full {
				return fmt.Errorf("level %d has %d hashes from number %d on, not %d", level-1, len(hashes), n*full, full)
			}
			if err := add(Node{level, n, root(hashes)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// root is the root of a full block.
func root(hashes []tlog.Hash) tlog.Hash {
	for len(hashes) > 1 {
		above := make([]tlog.Hash, len(hashes)/2)
		for i := range above {
			above[i] = tlog.NodeHash(hashes[2*i], hashes[2*i+1])
		}
		hashes = above
	}
	return hashes[0]
}

// Reader reads the hashes of a tree with size leaves, as package tlog asks for
// them, from the tiles that read gives.
func Reader(size int64, read Source) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			t := tlog.TileForIndex(TileHeight, index)
			data, err := Tile(size, t, read)
			if err != nil {
				return nil, err
			}
			if hashes[i], err = tlog.HashFromTile(t, data, index); err != nil {
				return nil, err
			}
		}
		return hashes, nil
	})
}

// Tile is the data of a tile of a tree with size leaves.
func Tile(size int64, t tlog.Tile, read Source) ([]byte, error) {
	first := t.N << TileHeight
	if there := size >> (TileHeight * t.L); t.W < 1 || first+int64(t.W) > there {
		return nil, fmt.Errorf("the tree with %d leaves has no such tile", size)
	}
	hashes, err := read(t.L, first, t.W)
	if err != nil {
		return nil, err
	}
	if len(hashes) != t.W {
		return nil, fmt.Errorf("level %d has %d hashes from number %d on, not %d", t.L, len(hashes), first, t.W)
	}
	data := make([]byte, 0, len(hashes)*tlog.HashSize)
	for _, h := range hashes {
		data = append(data, h[:]...)
	}
	return data, nil
}
