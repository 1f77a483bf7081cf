package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"sayso/server/internal/store/relational"
)

// Choices are split by the month of the decision, so that a month that nobody
// need keep goes at once. What fits no month's table (an odd clock, or rows
// from before the split) stands in choices_rest.

// unable are the SQLSTATE codes of an engine that speaks the protocol and
// cannot split tables: it keeps all choices in one, and loses nothing by it.
var unable = []string{"42601", "0A000", "42704", "42883"}

// split turns choices into a split table, once: the first server that starts
// does it, and the others wait for it.
func split(ctx context.Context, db *sql.DB) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback() // a no-op after Commit
	var size int64
	if err := tx.QueryRowContext(ctx, dialect.Lock).Scan(&size); err != nil {
		return false, err
	}
	var kind string
	err = tx.QueryRowContext(ctx, `SELECT relkind FROM pg_class WHERE oid = to_regclass('choices')`).Scan(&kind)
	if err != nil || kind == "p" {
		return kind == "p", ignore(err)
	}
	for _, step := range []string{
		`ALTER TABLE choices RENAME TO choices_rest`,
		`CREATE TABLE choices (LIKE choices_rest INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
			PRIMARY KEY (seq, month), UNIQUE (id, month)) PARTITION BY RANGE (month)`,
		`ALTER TABLE choices ATTACH PARTITION choices_rest DEFAULT`,
	} {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return false, ignore(err)
		}
	}
	return true, tx.Commit()
}

// ignore is nil for what only says that the engine cannot.
func ignore(err error) error {
	if code(err) != "" && slices.Contains(unable, code(err)) {
		return nil
	}
	return err
}

func code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// months adds to the dialect what a split table can do.
func months(d relational.Dialect) relational.Dialect {
	d.Room, d.Drop = room, drop
	return d
}

// table is the name of the table of a month.
func table(month int) string { return fmt.Sprintf("choices_%06d", month) }

// room makes the table of a month. Where choices of that month stand in
// choices_rest already, they and the others of the month stay there.
func room(ctx context.Context, db *sql.DB, month int) error {
	next := month + 1
	if month%100 == 12 {
		next = (month/100+1)*100 + 1
	}
	const thereAlready, inTheRest = "42P07", "23514"
	for try := 1; ; try++ {
		_, err := db.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s PARTITION OF choices FOR VALUES FROM (%d) TO (%d)`, table(month), month, next))
		if c := code(err); err == nil || c == thereAlready || c == inTheRest || c == "23505" || c == "42P17" {
			return nil
		}
		if try == 5 || !dialect.Retry(err) {
			return err
		}
		time.Sleep(time.Duration(try*try) * 10 * time.Millisecond)
	}
}

// drop removes the table of a month.
func drop(ctx context.Context, tx *sql.Tx, month int) error {
	_, err := tx.ExecContext(ctx, `DROP TABLE IF EXISTS `+table(month))
	return err
}
