package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"sayso/server/internal/store"
)

// AddEvent implements [store.Audit].
func (d *DB) AddEvent(ctx context.Context, e store.Event) error {
	return d.locked(ctx, func(tx *sql.Tx, _ int64) error { return addEvent(ctx, tx, e) })
}

// addEvent adds an event within a transaction that holds the lock.
func addEvent(ctx context.Context, tx *sql.Tx, e store.Event) error {
	e.At = e.At.UTC().Truncate(time.Second)
	doc, err := json.Marshal(e)
	if err != nil {
		return err
	}
	last, err := lastEvent(ctx, tx)
	if err != nil {
		return err
	}
	next := last.After(doc)
	if _, err := tx.ExecContext(ctx, `INSERT INTO audit (n, doc, hash) VALUES ($1, $2, $3)`, next.Number, string(doc), next.Hash[:]); err != nil {
		return fmt.Errorf("adding to the audit: %w", err)
	}
	return nil
}

// LastEvent implements [store.Audit].
func (d *DB) LastEvent(ctx context.Context) (store.Link, error) { return lastEvent(ctx, d.read) }

func lastEvent(ctx context.Context, q asker) (store.Link, error) {
	l, err := link(q.QueryRowContext(ctx, `SELECT n, doc, hash FROM audit ORDER BY n DESC LIMIT 1`))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Link{}, nil
	}
	return l, err
}

// Events implements [store.Audit].
func (d *DB) Events(ctx context.Context) iter.Seq2[store.Link, error] {
	return rows(ctx, d.read, link, `SELECT n, doc, hash FROM audit ORDER BY n`)
}

func link(row scanner) (l store.Link, err error) {
	var (
		doc  string
		hash []byte
	)
	if err := row.Scan(&l.Number, &doc, &hash); err != nil {
		return l, fmt.Errorf("reading the audit: %w", err)
	}
	l.Doc = []byte(doc)
	if copy(l.Hash[:], hash) != len(l.Hash) {
		return l, fmt.Errorf("event %d of the audit: its hash has %d bytes", l.Number, len(hash))
	}
	return l, nil
}
