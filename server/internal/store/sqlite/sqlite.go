// Package sqlite keeps the record in one SQLite file, without cgo.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"sayso/server/internal/store/relational"
)

//go:embed migrations/*.sql
var migrations embed.FS

// maxReaders bounds the connections that read beside the one that writes.
const maxReaders = 4

// dialect: the transaction has the write lock from its beginning, because the
// connection says so (_txlock). An id is looked for in each block of 2048
// choices, the newest first: a few microseconds each.
var dialect = relational.Dialect{
	Lock: `SELECT size FROM head WHERE id = 1`,
	Find: `WITH RECURSIVE block (n) AS (SELECT size / 2048 FROM head UNION ALL SELECT n - 1 FROM block WHERE n > 0)
		SELECT c.seq FROM block CROSS JOIN choices c ON c.seq / 2048 = block.n AND c.id = $1 LIMIT 1`,
}

// Open opens the database in file, creates it and its folder (0700) when
// missing, and brings its tables up to date.
func Open(ctx context.Context, file string) (*relational.DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("creating the data folder: %w", err)
	}
	write, err := connect(ctx, file, 1, "immediate")
	if err != nil {
		return nil, err
	}
	if err := relational.Migrate(ctx, goose.DialectSQLite3, write, migrations); err != nil {
		write.Close()
		return nil, err
	}
	read, err := connect(ctx, file, maxReaders, "deferred")
	if err != nil {
		write.Close()
		return nil, err
	}
	return relational.New(ctx, write, read, dialect)
}

// OpenCopy opens the database in file to be read only, such as a backup that
// nobody writes to. Its tables must be those of this version.
func OpenCopy(ctx context.Context, file string) (*relational.DB, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: "mode=ro&_pragma=busy_timeout(10000)&_pragma=query_only(on)"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", file, err)
	}
	db.SetMaxOpenConns(maxReaders)
	if _, err := db.ExecContext(ctx, `SELECT size FROM head`); err != nil {
		db.Close()
		return nil, fmt.Errorf("opening %s: %w; name a backup that sayso made", file, err)
	}
	return relational.New(ctx, db, db, dialect)
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
