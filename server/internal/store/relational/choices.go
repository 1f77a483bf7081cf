package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"sayso/server/internal/merkle"
	"sayso/server/internal/store"
)

const columns = `id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority,
	gpc, dnt, band, band_until, decided_at, valid_until, kid, previous, guardian, late, waited, ward`

const (
	insertChoice = `INSERT INTO choices (seq, month, salt, ` + columns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`
	insertLeaf = `INSERT INTO leaves (seq, leaf, month, site, key) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (site, key) DO NOTHING`
	// insertBoth is one round trip instead of two, where the database can.
	insertBoth = `WITH leaf AS (INSERT INTO leaves (seq, month, leaf, site, key) VALUES ($1, $2, $27, $5, $6)
			ON CONFLICT (site, key) DO NOTHING RETURNING seq, month)
		INSERT INTO choices (seq, month, salt, ` + columns + `)
		SELECT seq, month, $3::bytea, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::bigint, $16::bigint, $17, $18, $19::bigint, $20::bigint,
			$21, $22, $23, $24::bigint, $25::bigint, $26::bigint FROM leaf`
	// claim keeps other writers out, as Dialect.Lock does, and takes numbers for
	// a batch: one round trip instead of two.
	claim   = `UPDATE head SET size = size + $1 WHERE id = 1 RETURNING size - $1`
	setHead = `UPDATE head SET size = $1 WHERE id = 1`
)

// Append implements [store.Choices].
func (d *DB) Append(ctx context.Context, r store.Record) (store.Record, bool, error) {
	return d.gather.Append(ctx, r)
}

// Batches counts the commits since the start and the choices in them.
func (d *DB) Batches() (commits, choices uint64) { return d.gather.Batches() }

// commit stores a batch in one transaction. It outlives the requests that
// asked for it: some of them may have gone, the others still wait.
func (d *DB) commit(batch []store.Record) ([]store.Outcome, error) {
	outcomes := make([]store.Outcome, len(batch))
	ctx := context.Background()
	err := d.retried(ctx, d.claim, []any{len(batch)}, func(tx *sql.Tx, size int64) error {
		b := &appending{ctx: ctx, tx: tx, size: size, choice: tx.StmtContext(ctx, d.insert), leaf: tx.StmtContext(ctx, d.insertLeaf)}
		if d.insertBoth != nil {
			b.both = tx.StmtContext(ctx, d.insertBoth)
		}
		for i := range batch {
			var err error
			if outcomes[i], err = b.add(&batch[i]); err != nil {
				return fmt.Errorf("choice %s: %w", batch[i].ID, err)
			}
		}
		return b.grow(size, size+int64(len(batch)))
	})
	if err != nil {
		return nil, fmt.Errorf("adding choices: %w", err)
	}
	return outcomes, nil
}

// An appending is a batch on its way into the tables.
type appending struct {
	ctx  context.Context
	tx   *sql.Tx
	size int64 // of the log, so far

	choice, leaf *sql.Stmt
	both         *sql.Stmt // nil where the database cannot
}

func (b *appending) add(r *store.Record) (store.Outcome, error) {
	grants, err := json.Marshal(r.Grants)
	if err != nil {
		return store.Outcome{}, err
	}
	salt := merkle.NewSalt()
	leaf, err := r.Leaf(salt)
	if err != nil {
		return store.Outcome{}, err
	}
	n, err := b.insert(leaf[:], b.size, month(r.DecidedAt), salt, r.ID, r.Site, r.Key, r.Profile, r.PolicyVersion, r.TextHash, r.Lang, r.Place,
		string(grants), string(r.Method), string(r.Authority), flag(r.GPC), flag(r.DNT), string(r.Band), r.BandUntil,
		r.DecidedAt.Unix(), r.ValidUntil.Unix(), r.KeyID, r.Previous, r.Guardian.Text(), flag(r.Late), r.WaitedS, flag(r.Ward))
	if err != nil || n == 0 {
		return b.again(r, err)
	}
	b.size++
	return store.Outcome{Stored: *r, Added: true}, nil
}

// insert adds a leaf and the choice, as insertChoice takes it, unless the key
// is there: then it adds nothing and says 0.
func (b *appending) insert(leaf []byte, choice ...any) (n int64, err error) {
	if b.both != nil {
		return affected(b.both.ExecContext(b.ctx, append(choice, leaf)...))
	}
	// The leaf comes first: its site and key outlive the choice.
	number, month, site, key := choice[0], choice[1], choice[4], choice[5]
	if n, err = affected(b.leaf.ExecContext(b.ctx, number, leaf, month, site, key)); err != nil || n == 0 {
		return n, err
	}
	return affected(b.choice.ExecContext(b.ctx, choice...))
}

func affected(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// month is the month of t as the tables hold it: 202611.
func month(t time.Time) int { return t.UTC().Year()*100 + int(t.UTC().Month()) }

// again answers for a key that is there already.
func (b *appending) again(r *store.Record, err error) (store.Outcome, error) {
	if err != nil {
		return store.Outcome{}, err
	}
	first, err := byKey(b.ctx, b.tx, r.Site, r.Key)
	switch {
	case errors.Is(err, store.ErrErased):
		return store.Outcome{Err: store.ErrErased}, nil
	case err == nil && !first.SameChoice(r):
		return store.Outcome{Err: store.ErrConflict}, nil
	}
	return store.Outcome{Stored: first}, err
}

// grow completes the tiles after the leaves from before on, and gives back the
// numbers up to claimed that repeats did not need.
func (b *appending) grow(before, claimed int64) error {
	err := merkle.Grow(before, b.size, source(b.ctx, b.tx), func(n merkle.Node) error {
		_, err := b.tx.ExecContext(b.ctx, `INSERT INTO nodes (level, n, hash) VALUES ($1, $2, $3)`, n.Level, n.N, n.Hash[:])
		return err
	})
	if err != nil || b.size == claimed {
		return err
	}
	_, err = b.tx.ExecContext(b.ctx, setHead, b.size)
	return err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// An asker is a database or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func byKey(ctx context.Context, q asker, site, key string) (store.Record, error) {
	var (
		seq, month int64
		erased     sql.NullInt64
	)
	err := q.QueryRowContext(ctx, `SELECT seq, month, erased_at FROM leaves WHERE site = $1 AND key = $2`, site, key).Scan(&seq, &month, &erased)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return store.Record{}, store.ErrNotFound
	case err != nil:
		return store.Record{}, fmt.Errorf("reading the log: %w", err)
	case erased.Valid:
		return store.Record{}, store.ErrErased
	}
	return scan(q.QueryRowContext(ctx, `SELECT `+columns+` FROM choices WHERE seq = $1 AND month = $2`, seq, month))
}

// ByKey implements [store.Choices].
func (d *DB) ByKey(ctx context.Context, site, key string) (store.Record, error) {
	return byKey(ctx, d.read, site, key)
}

// ByID implements [store.Choices].
func (d *DB) ByID(ctx context.Context, id string) (store.Record, error) {
	return scan(d.read.QueryRowContext(ctx, `SELECT `+columns+` FROM choices WHERE seq = (`+d.dialect.Find+`)`, id))
}

// Records implements [store.Choices].
func (d *DB) Records(ctx context.Context) iter.Seq2[store.Record, error] {
	return rows(ctx, d.read, scan, `SELECT `+columns+` FROM choices ORDER BY seq`)
}

// rows yields what scan reads of each row.
func rows[T any](ctx context.Context, q asker, scan func(scanner) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		found, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, fmt.Errorf("reading the database: %w", err))
			return
		}
		defer found.Close()
		for found.Next() {
			if v, err := scan(found); !yield(v, err) || err != nil {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(none, fmt.Errorf("reading the database: %w", err))
		}
	}
}

// A scanner is a row.
type scanner interface{ Scan(...any) error }

// scan reads the columns of a choice, after what into holds.
func scan(row scanner) (store.Record, error) { return scanAfter(row) }

func scanAfter(row scanner, into ...any) (store.Record, error) {
	var (
		r              store.Record
		grants, held   string
		decided, until int64
	)
	err := row.Scan(append(into, &r.ID, &r.Site, &r.Key, &r.Profile, &r.PolicyVersion, &r.TextHash, &r.Lang, &r.Place, &grants,
		&r.Method, &r.Authority, &r.GPC, &r.DNT, &r.Band, &r.BandUntil, &decided, &until, &r.KeyID, &r.Previous, &held, &r.Late, &r.WaitedS, &r.Ward)...)
	if errors.Is(err, sql.ErrNoRows) {
		return r, store.ErrNotFound
	}
	if err != nil {
		return r, fmt.Errorf("reading a choice: %w", err)
	}
	if err := json.Unmarshal([]byte(grants), &r.Grants); err != nil {
		return r, fmt.Errorf("reading choice %s: %w", r.ID, err)
	}
	if held != "" {
		if err := json.Unmarshal([]byte(held), &r.Guardian); err != nil {
			return r, fmt.Errorf("reading choice %s: %w", r.ID, err)
		}
	}
	r.DecidedAt, r.ValidUntil = instant(decided), instant(until)
	return r, nil
}
