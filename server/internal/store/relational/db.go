// Package relational is a [store.Store] on any database/sql database that
// speaks the portable subset used here: $1, ON CONFLICT, no more. SQLite and
// PostgreSQL differ in how they are opened and locked; see [Dialect].
package relational

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"sayso/server/internal/store"
)

// A Dialect is what one kind of database does in its own way.
type Dialect struct {
	// Lock reads the size of the log and keeps other writers out until the
	// transaction ends.
	Lock string
	// Find reads the number of the choice with the decision id $1.
	Find string
	// Both says that one statement can insert into two tables (WITH leaf AS
	// (INSERT …) INSERT …).
	Both bool
	// Retry reports whether a transaction that ended in err may be tried
	// again as it is. Nil never retries.
	Retry func(err error) bool
	// Room makes a table of its own for the choices of a month. Nil keeps all
	// in one table.
	Room func(ctx context.Context, db *sql.DB, month int) error
	// Drop removes the table of a month with all that is in it, if there is
	// one. Nil never has one.
	Drop func(ctx context.Context, tx *sql.Tx, month int) error
}

// tries bounds how often one transaction is tried.
const tries = 8

// A DB is a store in a database.
type DB struct {
	write, read *sql.DB // may be the same
	dialect     Dialect
	// Prepared on write: what every commit needs.
	lock, claim, insert, insertLeaf *sql.Stmt
	insertBoth                      *sql.Stmt // nil without Dialect.Both

	gather *store.Gather
}

var _ store.Store = (*DB)(nil)

// New makes a store of a migrated database. It owns both pools from here on,
// also when it returns an error.
func New(ctx context.Context, write, read *sql.DB, dialect Dialect) (*DB, error) {
	d := &DB{write: write, read: read, dialect: dialect}
	queries := map[**sql.Stmt]string{&d.lock: dialect.Lock, &d.claim: claim, &d.insert: insertChoice, &d.insertLeaf: insertLeaf}
	if dialect.Both {
		queries[&d.insertBoth] = insertBoth
	}
	for to, query := range queries {
		stmt, err := write.PrepareContext(ctx, query)
		if err != nil {
			d.closePools()
			return nil, fmt.Errorf("preparing the database: %w", err)
		}
		*to = stmt
	}
	d.gather = store.NewGather(d.commit)
	return d, nil
}

// Migrate brings the tables up to date with the numbered files in the folder
// migrations of files.
func Migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, files embed.FS, options ...goose.ProviderOption) error {
	dir, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, dir, options...)
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	return nil
}

// locked runs work in a transaction that keeps other writers out, and hands it
// the size of the log. Where the database asks for it, work runs again.
func (d *DB) locked(ctx context.Context, work func(tx *sql.Tx, size int64) error) error {
	return d.retried(ctx, d.lock, nil, work)
}

// retried is locked with the statement that keeps others out and reads the
// size.
func (d *DB) retried(ctx context.Context, lock *sql.Stmt, args []any, work func(tx *sql.Tx, size int64) error) error {
	for try := 1; ; try++ {
		err := d.once(ctx, lock, args, work)
		if err == nil || try == tries || d.dialect.Retry == nil || !d.dialect.Retry(err) {
			return err
		}
		select {
		case <-time.After(time.Duration(try*try) * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

func (d *DB) once(ctx context.Context, lock *sql.Stmt, args []any, work func(tx *sql.Tx, size int64) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // a no-op after Commit
	var size int64
	if err := tx.StmtContext(ctx, lock).QueryRowContext(ctx, args...).Scan(&size); err != nil {
		return err
	}
	if err := work(tx, size); err != nil {
		return err
	}
	return tx.Commit()
}

// Ping implements [store.Store]: it takes the write lock and gives it back.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.once(ctx, d.lock, nil, func(*sql.Tx, int64) error { return nil }); err != nil {
		return fmt.Errorf("asking the database: %w", err)
	}
	return nil
}

// Close implements [store.Store].
func (d *DB) Close() error {
	d.gather.Close()
	return d.closePools()
}

func (d *DB) closePools() error {
	readErr := d.read.Close()
	if err := d.write.Close(); err != nil {
		return err
	}
	return readErr
}

// instant is Unix seconds as the tables hold them.
func instant(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
