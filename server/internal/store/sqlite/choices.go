package sqlite

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

const columns = `id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority,
	gpc, dnt, band, band_until, decided_at, valid_until, kid`

const insert = `INSERT INTO choices (` + columns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (site, key) DO NOTHING`

// Append implements [store.Store].
func (d *DB) Append(ctx context.Context, r store.Record) (store.Record, bool, error) {
	return d.gather.Append(ctx, r)
}

// commit stores a batch in one transaction. It outlives the requests that
// asked for it: some of them may have gone, the others still wait.
func (d *DB) commit(batch []store.Record) ([]store.Outcome, error) {
	ctx := context.Background()
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("adding choices: %w", err)
	}
	defer tx.Rollback() // a no-op after Commit
	stmt := tx.StmtContext(ctx, d.insert)
	outcomes := make([]store.Outcome, len(batch))
	for i := range batch {
		if outcomes[i], err = add(ctx, tx, stmt, &batch[i]); err != nil {
			return nil, fmt.Errorf("adding choice %s: %w", batch[i].ID, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("adding choices: %w", err)
	}
	return outcomes, nil
}

func add(ctx context.Context, tx *sql.Tx, stmt *sql.Stmt, r *store.Record) (store.Outcome, error) {
	grants, err := json.Marshal(r.Grants)
	if err != nil {
		return store.Outcome{}, err
	}
	res, err := stmt.ExecContext(ctx, r.ID, r.Site, r.Key, r.Profile, r.PolicyVersion, r.TextHash, r.Lang, r.Place,
		string(grants), string(r.Method), string(r.Authority), r.GPC, r.DNT, string(r.Band), r.BandUntil,
		r.DecidedAt.Unix(), r.ValidUntil.Unix(), r.KeyID)
	if err != nil {
		return store.Outcome{}, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return store.Outcome{Stored: *r, Added: true}, err
	}
	first, err := byKey(ctx, tx, r.Site, r.Key)
	if err == nil && !first.SameChoice(r) {
		return store.Outcome{Err: store.ErrConflict}, nil
	}
	return store.Outcome{Stored: first}, err
}

// An asker is a database or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func byKey(ctx context.Context, q asker, site, key string) (store.Record, error) {
	return scan(q.QueryRowContext(ctx, `SELECT `+columns+` FROM choices WHERE site = ? AND key = ?`, site, key))
}

// ByKey implements [store.Store].
func (d *DB) ByKey(ctx context.Context, site, key string) (store.Record, error) {
	return byKey(ctx, d.read, site, key)
}

// ByID implements [store.Store].
func (d *DB) ByID(ctx context.Context, id string) (store.Record, error) {
	return scan(d.read.QueryRowContext(ctx, `SELECT `+columns+` FROM choices WHERE id = ?`, id))
}

// Records implements [store.Store].
func (d *DB) Records(ctx context.Context) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		rows, err := d.read.QueryContext(ctx, `SELECT `+columns+` FROM choices ORDER BY seq`)
		if err != nil {
			yield(store.Record{}, fmt.Errorf("reading choices: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			r, err := scan(rows)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(store.Record{}, fmt.Errorf("reading choices: %w", err))
		}
	}
}

func scan(row interface{ Scan(...any) error }) (store.Record, error) {
	var (
		r              store.Record
		grants         string
		decided, until int64
	)
	err := row.Scan(&r.ID, &r.Site, &r.Key, &r.Profile, &r.PolicyVersion, &r.TextHash, &r.Lang, &r.Place, &grants,
		&r.Method, &r.Authority, &r.GPC, &r.DNT, &r.Band, &r.BandUntil, &decided, &until, &r.KeyID)
	if errors.Is(err, sql.ErrNoRows) {
		return r, store.ErrNotFound
	}
	if err != nil {
		return r, fmt.Errorf("reading a choice: %w", err)
	}
	if err := json.Unmarshal([]byte(grants), &r.Grants); err != nil {
		return r, fmt.Errorf("reading choice %s: %w", r.ID, err)
	}
	r.DecidedAt, r.ValidUntil = time.Unix(decided, 0).UTC(), time.Unix(until, 0).UTC()
	return r, nil
}
