package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"sayso/server/internal/store"
)

// AddParts implements [store.Parts].
func (d *DB) AddParts(ctx context.Context, parts []store.Part, at time.Time) error {
	err := d.locked(ctx, func(tx *sql.Tx, _ int64) error {
		for _, p := range parts {
			_, err := tx.ExecContext(ctx, `INSERT INTO parts (hash, kind, content, kept_at) VALUES ($1, $2, $3, $4)
				ON CONFLICT (hash) DO NOTHING`, p.Hash, string(p.Kind), p.Content, at.Unix())
			if err != nil {
				return fmt.Errorf("%s %s: %w", p.Kind, p.Hash, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keeping what is shown: %w", err)
	}
	return nil
}

// Part implements [store.Parts].
func (d *DB) Part(ctx context.Context, hash string) (store.Part, error) {
	return part(d.read.QueryRowContext(ctx, `SELECT hash, kind, content FROM parts WHERE hash = $1`, hash))
}

// AllParts implements [store.Parts].
func (d *DB) AllParts(ctx context.Context) iter.Seq2[store.Part, error] {
	return rows(ctx, d.read, part, `SELECT hash, kind, content FROM parts ORDER BY hash`)
}

func part(row scanner) (p store.Part, err error) {
	err = row.Scan(&p.Hash, &p.Kind, &p.Content)
	if errors.Is(err, sql.ErrNoRows) {
		return p, store.ErrNotFound
	}
	if err != nil {
		return p, fmt.Errorf("reading what was shown: %w", err)
	}
	return p, nil
}
