package postgres

import (
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"sayso/server/internal/store/pgtest"
	"sayso/server/internal/store/storetest"
)

// A database of an earlier version is brought up to date with all that it
// holds, whether its choices were already split by month or not.
func TestMigratesWhatIsThere(t *testing.T) {
	server := pgtest.New(t)
	url := server.MustCreate(t, "newer")
	db, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	want := storetest.Record("a", 1)
	if _, _, err := db.Append(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	newer := plain(t, url)
	for _, apart := range []bool{false, true} {
		t.Run(fmt.Sprintf("split %v", apart), func(t *testing.T) {
			url := server.MustCreate(t, fmt.Sprintf("older_%v", apart))
			older := plain(t, url)
			begin(t, older, apart)
			carry(t, newer, older, "choices", `seq, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method,
				authority, gpc, dnt, band, band_until, decided_at, valid_until, kid, guardian, month, late, waited, previous, ward`)
			carry(t, newer, older, "leaves", `seq, leaf, site, key, month`)
			if _, err := older.Exec(`UPDATE head SET size = 1`); err != nil {
				t.Fatal(err)
			}
			db, err := Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			storetest.Migrated(t, db, want)
		})
	}
}

func plain(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// begin makes the tables as they were in version 7.
func begin(t *testing.T, db *sql.DB, apart bool) {
	t.Helper()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	if !apart {
		return
	}
	if done, err := split(t.Context(), db); err != nil || !done {
		t.Fatalf("split = %v, %v", done, err)
	}
}

// carry copies the one row of a table.
func carry(t *testing.T, from, to *sql.DB, table, columns string) {
	t.Helper()
	n := strings.Count(columns, ",") + 1
	row, places := make([]any, n), make([]string, n)
	into := make([]any, n)
	for i := range row {
		into[i], places[i] = &row[i], fmt.Sprintf("$%d", i+1)
	}
	if err := from.QueryRow(fmt.Sprintf(`SELECT %s FROM %s`, columns, table)).Scan(into...); err != nil {
		t.Fatal(err)
	}
	if _, err := to.Exec(fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`, table, columns, strings.Join(places, ", ")), row...); err != nil {
		t.Fatal(err)
	}
}
