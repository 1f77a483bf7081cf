// Package sqlite keeps choices in one SQLite file, without cgo.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"sayso/server/internal/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// maxReaders bounds the connections that read beside the one that writes.
const maxReaders = 4

// A DB is a [store.Store] in one file.
type DB struct {
	write  *sql.DB // one connection: SQLite has one writer
	read   *sql.DB
	insert *sql.Stmt // on write
	gather *store.Gather
}

var _ store.Store = (*DB)(nil)

// Open opens the database in file, creates it and its folder (0700) when
// missing, and brings its tables up to date.
func Open(ctx context.Context, file string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("creating the data folder: %w", err)
	}
	db := &DB{}
	var err error
	if db.write, err = connect(ctx, file, 1, "immediate"); err != nil {
		return nil, err
	}
	if err = migrate(ctx, db.write); err == nil {
		db.insert, err = db.write.PrepareContext(ctx, insert)
	}
	if err == nil {
		db.read, err = connect(ctx, file, maxReaders, "deferred")
	}
	if err != nil {
		db.write.Close()
		return nil, err
	}
	db.gather = store.NewGather(db.commit)
	return db, nil
}

// connect opens a pool of at most conns connections. The order of the pragmas
// counts: a busy_timeout that is set after journal_mode comes too late for the
// lock that journal_mode itself needs.
func connect(ctx context.Context, file string, conns int, txlock string) (*sql.DB, error) {
	q := url.Values{
		"_txlock": {txlock},
		"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)"},
	}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	// The file holds the signing key: nobody else on the machine may read it.
	if err := os.Chmod(file, 0o600); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, dir)
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	return nil
}

// Ping implements [store.Store]: it takes the write lock and gives it back.
func (d *DB) Ping(ctx context.Context) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("asking the database: %w", err)
	}
	return tx.Rollback()
}

// Close implements [store.Store].
func (d *DB) Close() error {
	d.gather.Close()
	readErr := d.read.Close()
	if err := d.write.Close(); err != nil {
		return err
	}
	return readErr
}
