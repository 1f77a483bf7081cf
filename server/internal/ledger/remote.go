package ledger

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
)

// maxAnswer bounds what is read of one answer, in bytes. A full tile of
// entries has 8704.
const maxAnswer = 1 << 20

// A Remote is a log that another server serves under its /v1/log.
type Remote struct {
	// URL is the address of the log: "https://consent.example/v1/log".
	URL    string
	Client *http.Client
	// Key is the public key of the log, as an earlier visit saw it. Empty asks
	// the server, which then vouches for itself.
	Key string
	// Kept are checkpoints that somebody else has kept.
	Kept []string
	// Progress is called after every tile with the entries read so far. Nil is
	// allowed.
	Progress func(entries, of int64)
}

// Verify reads the whole log through its tiles and checks that its entries
// have the tree that the server signs now, and had the trees that it signed
// before.
func (r *Remote) Verify(ctx context.Context) (*Report, error) {
	if r.Key == "" {
		key, err := r.read(ctx, "/key")
		if err != nil {
			return nil, err
		}
		r.Key = strings.TrimSpace(string(key))
	}
	signed, err := r.read(ctx, "/checkpoint")
	if err != nil {
		return nil, err
	}
	w := newWalk()
	now, err := ReadCheckpoint(string(signed), r.Key)
	if err != nil {
		return nil, &Finding{-1, err.Error()}
	}
	for _, text := range append([]string{string(signed)}, r.Kept...) {
		t, err := ReadCheckpoint(text, r.Key)
		if err != nil {
			return nil, &Finding{-1, err.Error()}
		}
		if err := w.promise(t, now.N); err != nil {
			return nil, err
		}
	}
	if err := w.compare(); err != nil {
		return nil, err
	}
	for first := int64(0); first < now.N; first += 1 << merkle.TileHeight {
		if err := r.block(ctx, w, first, min(now.N-first, 1<<merkle.TileHeight)); err != nil {
			return nil, err
		}
		if r.Progress != nil {
			r.Progress(w.n, now.N)
		}
	}
	return &Report{Entries: now.N, Checkpoints: w.checked, Root: now.Hash}, nil
}

// block reads count entries from number first on, and the tile above them.
func (r *Remote) block(ctx context.Context, w *walk, first, count int64) error {
	t := tlog.Tile{H: merkle.TileHeight, N: first >> merkle.TileHeight, W: int(count)}
	name := strings.TrimPrefix(t.Path(), "tile/8/0/")
	hashes, err := r.read(ctx, "/tile/0/"+name)
	if err != nil {
		return err
	}
	entries, err := r.read(ctx, "/tile/entries/"+name)
	if err != nil {
		return err
	}
	const entrySize = 2 + len(merkle.Leaf{})
	if int64(len(hashes)) != count*tlog.HashSize || int64(len(entries)) != count*int64(entrySize) {
		return &Finding{first, fmt.Sprintf("the tile %s has %d bytes of hashes and %d of entries, not those of %d entries", name, len(hashes), len(entries), count)}
	}
	for i := range count {
		entry := entries[i*int64(entrySize):][:entrySize]
		leaf := merkle.Leaf(entry[2:])
		if int(entry[0])<<8|int(entry[1]) != len(leaf) || leaf.Hash() != tlog.Hash(hashes[i*tlog.HashSize:][:tlog.HashSize]) {
			return &Finding{first + i, "its hash in the tree is not that of its leaf"}
		}
		if err := w.grow(leaf); err != nil {
			return err
		}
	}
	return nil
}

func (r *Remote) read(ctx context.Context, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(r.URL, "/")+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s; is this the address of a log, such as https://consent.example/v1/log?", req.URL, resp.Status)
	}
	return io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
}
