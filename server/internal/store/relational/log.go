package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
	"sayso/server/internal/store"
)

// Size implements [store.Log].
func (d *DB) Size(ctx context.Context) (size int64, err error) {
	if err := d.read.QueryRowContext(ctx, `SELECT size FROM head WHERE id = 1`).Scan(&size); err != nil {
		return 0, fmt.Errorf("reading the log's size: %w", err)
	}
	return size, nil
}

// Hashes implements [store.Log].
func (d *DB) Hashes(ctx context.Context, level int, n int64, count int) ([]tlog.Hash, error) {
	return source(ctx, d.read)(level, n, count)
}

// Leaves implements [store.Log].
func (d *DB) Leaves(ctx context.Context, n int64, count int) ([]merkle.Leaf, error) {
	return leaves(ctx, d.read, n, count)
}

// source reads the hashes of the log from q.
func source(ctx context.Context, q asker) merkle.Source {
	return func(level int, n int64, count int) ([]tlog.Hash, error) {
		if level == 0 {
			found, err := leaves(ctx, q, n, count)
			hashes := make([]tlog.Hash, len(found))
			for i := range found {
				hashes[i] = found[i].Hash()
			}
			return hashes, err
		}
		found, err := numbered(rows(ctx, q, hash32, `SELECT n, hash FROM nodes WHERE level = $1 AND n >= $2 AND n < $3 ORDER BY n`, level, n, n+int64(count)), n)
		hashes := make([]tlog.Hash, len(found))
		for i := range found {
			hashes[i] = tlog.Hash(found[i])
		}
		return hashes, err
	}
}

func leaves(ctx context.Context, q asker, n int64, count int) ([]merkle.Leaf, error) {
	found, err := numbered(rows(ctx, q, hash32, `SELECT seq, leaf FROM leaves WHERE seq >= $1 AND seq < $2 ORDER BY seq`, n, n+int64(count)), n)
	out := make([]merkle.Leaf, len(found))
	for i := range found {
		out[i] = merkle.Leaf(found[i])
	}
	return out, err
}

// A row32 is a numbered hash.
type row32 struct {
	n    int64
	hash []byte
}

func hash32(row scanner) (r row32, err error) {
	if err = row.Scan(&r.n, &r.hash); err == nil && len(r.hash) != tlog.HashSize {
		err = fmt.Errorf("hash %d has %d bytes, not %d", r.n, len(r.hash), tlog.HashSize)
	}
	return r, err
}

// numbered collects hashes from number n on and stops at the first gap.
func numbered(all iter.Seq2[row32, error], n int64) (hashes [][]byte, err error) {
	for r, err := range all {
		if err != nil {
			return nil, err
		}
		if r.n != n+int64(len(hashes)) {
			break
		}
		hashes = append(hashes, r.hash)
	}
	return hashes, nil
}

const entryColumns = `SELECT l.seq, l.leaf, l.erased_at, c.salt IS NOT NULL, coalesce(c.salt, l.leaf),
	coalesce(c.id, ''), coalesce(c.site, ''), coalesce(c.key, ''), coalesce(c.profile, ''), coalesce(c.policy_version, ''),
	coalesce(c.text_hash, ''), coalesce(c.lang, ''), coalesce(c.place, ''), coalesce(c.grants, '{}'), coalesce(c.method, ''),
	coalesce(c.authority, ''), coalesce(c.gpc, 0), coalesce(c.dnt, 0), coalesce(c.band, ''), coalesce(c.band_until, ''),
	coalesce(c.decided_at, 0), coalesce(c.valid_until, 0), coalesce(c.kid, ''), coalesce(c.previous, ''), coalesce(c.guardian, ''), coalesce(c.late, 0),
	coalesce(c.waited, 0), coalesce(c.ward, 0)
	FROM leaves l LEFT JOIN choices c ON c.seq = l.seq AND c.month = l.month`

// Entry implements [store.Log].
func (d *DB) Entry(ctx context.Context, id string) (store.Entry, error) {
	return entry(d.read.QueryRowContext(ctx, entryColumns+` WHERE l.seq = (`+d.dialect.Find+`) AND c.id = $1`, id))
}

// Entries implements [store.Log].
func (d *DB) Entries(ctx context.Context) iter.Seq2[store.Entry, error] {
	return rows(ctx, d.read, entry, entryColumns+` ORDER BY l.seq`)
}

func entry(row scanner) (store.Entry, error) {
	var (
		e          store.Entry
		leaf, salt []byte
		erased     sql.NullInt64
		there      bool
	)
	r, err := scanAfter(row, &e.Number, &leaf, &erased, &there, &salt)
	if err != nil {
		return e, err
	}
	if copy(e.Leaf[:], leaf) != len(leaf) || len(leaf) != len(e.Leaf) {
		return e, fmt.Errorf("leaf %d has %d bytes, not %d", e.Number, len(leaf), len(e.Leaf))
	}
	if erased.Valid {
		e.ErasedAt = instant(erased.Int64)
	}
	if there {
		e.Record, e.Salt = &r, salt
	}
	return e, nil
}

// Strays implements [store.Log].
func (d *DB) Strays(ctx context.Context) (found []int64, err error) {
	number := func(row scanner) (n int64, err error) { err = row.Scan(&n); return }
	for n, err := range rows(ctx, d.read, number, `SELECT seq FROM choices c
		WHERE NOT EXISTS (SELECT 1 FROM leaves l WHERE l.seq = c.seq AND l.month = c.month) ORDER BY seq LIMIT 10`) {
		if err != nil {
			return nil, err
		}
		found = append(found, n)
	}
	return found, nil
}

// AddCheckpoint implements [store.Log].
func (d *DB) AddCheckpoint(ctx context.Context, c store.Checkpoint) error {
	_, err := d.write.ExecContext(ctx, `INSERT INTO checkpoints (size, events, note, made_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (size, events) DO NOTHING`, c.Size, c.Events, c.Note, c.At.Unix())
	if err != nil {
		return fmt.Errorf("keeping a checkpoint: %w", err)
	}
	return nil
}

// Checkpoints implements [store.Log].
func (d *DB) Checkpoints(ctx context.Context) (all []store.Checkpoint, err error) {
	read := func(row scanner) (c store.Checkpoint, err error) {
		var at int64
		err = row.Scan(&c.Size, &c.Events, &c.Note, &at)
		c.At = instant(at)
		return
	}
	for c, err := range rows(ctx, d.read, read, `SELECT size, events, note, made_at FROM checkpoints ORDER BY size, events`) {
		if err != nil {
			return nil, errors.Join(errors.New("reading checkpoints"), err)
		}
		all = append(all, c)
	}
	return all, nil
}
