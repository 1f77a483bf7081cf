// Package postgres keeps the record in PostgreSQL, or in what speaks its
// protocol. Any number of servers may share one database: the row of the log's
// head is what they take turns by.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"sayso/server/internal/store/relational"
)

//go:embed migrations/*.sql
var migrations embed.FS

// maxConnections bounds what one server takes of the database.
const maxConnections = 8

// again are the SQLSTATE codes after which a transaction may run once more:
// serialization failure and deadlock.
var again = []string{"40001", "40P01"}

var dialect = relational.Dialect{
	Lock: `SELECT size FROM head WHERE id = 1 FOR UPDATE`,
	Both: true,
	Find: `SELECT seq FROM choices WHERE id = $1 LIMIT 1`,
	Retry: func(err error) bool {
		var pg *pgconn.PgError
		return errors.As(err, &pg) && slices.Contains(again, pg.Code)
	},
}

// Open opens the database at url ("postgres://…") and brings its tables up to
// date. Servers that start at once migrate one after the other.
func Open(ctx context.Context, url string) (*relational.DB, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	locker, err := lock.NewPostgresTableLocker()
	if err == nil {
		err = relational.Migrate(ctx, goose.DialectPostgres, db, migrations, goose.WithLocker(locker))
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	d := dialect
	apart, err := split(ctx, db)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("splitting the choices by month: %w", err)
	}
	if apart {
		d = months(dialect)
	}
	store, err := relational.New(ctx, db, db, d)
	if err != nil {
		return nil, err
	}
	if err := store.Prepare(ctx, time.Now()); err != nil {
		store.Close()
		return nil, err
	}
	return store, nil
}
