package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"sayso/server/internal/ledger"
	"sayso/server/internal/store"
	"sayso/server/internal/store/pgtest"
	"sayso/server/internal/store/postgres"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/storetest"
)

func open(t *testing.T, url string) *relational.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestPostgres(t *testing.T) {
	server := pgtest.New(t)
	t.Run("contract", func(t *testing.T) {
		n := 0
		storetest.Run(t, func(t *testing.T) func() store.Store {
			n++
			url := server.MustCreate(t, fmt.Sprintf("contract%d", n))
			return func() store.Store { return open(t, url) }
		})
	})
	t.Run("three servers share one database", func(t *testing.T) { three(t, server.MustCreate(t, "shared")) })
	t.Run("a month has a table of its own", func(t *testing.T) { monthly(t, server.MustCreate(t, "monthly")) })
}

// monthly: the choices of a month stand in a table of their own, and when
// nobody need keep them, the table goes.
func monthly(t *testing.T, url string) {
	db := open(t, url)
	defer db.Close()
	plain, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	rows := func(table string) (n int) { // -1: there is no such table
		if err := plain.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
			return -1
		}
		return n
	}
	if err := db.Prepare(t.Context(), time.Date(2031, 12, 5, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for i, month := range []time.Month{12, 12, 13, 6} {
		r := storetest.Record("a", i)
		r.DecidedAt = time.Date(2031, month, 31, 23, 59, 59, 0, time.UTC)
		if _, _, err := db.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for table, want := range map[string]int{"choices_203112": 2, "choices_203201": 1, "choices_rest": 1, "choices_203202": 0, "choices": 4} {
		if got := rows(table); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
	if dropped, err := db.DropMonth(t.Context(), 203112, 2, store.Erasure{At: time.Now(), Who: "retention", Why: "a test"}); err != nil || !dropped {
		t.Fatalf("DropMonth = %v, %v", dropped, err)
	}
	if got := rows("choices_203112"); got != -1 || rows("choices") != 2 {
		t.Errorf("afterwards choices_203112 has %d rows, and choices %d; want none such, and 2", got, rows("choices"))
	}
	if report, err := ledger.Verify(t.Context(), db); err != nil || report.Erased != 2 {
		t.Errorf("Verify = %+v, %v", report, err)
	}
}

// three servers start at once on an empty database and record at once, each
// choice twice, on two of them: the log is one, whole, and each choice is once
// in it.
func three(t *testing.T, url string) {
	servers := make([]*relational.DB, 3)
	var started sync.WaitGroup
	for i := range servers {
		started.Go(func() {
			db, err := postgres.Open(context.Background(), url)
			if err != nil {
				t.Error(err)
			}
			servers[i] = db
		})
	}
	started.Wait()
	if t.Failed() {
		return
	}
	const choices = 300
	var wg sync.WaitGroup
	for i := range 2 * choices {
		wg.Go(func() {
			if _, _, err := servers[i%3].Append(context.Background(), storetest.Record("a", i%choices)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	report, err := ledger.Verify(t.Context(), servers[0])
	if err != nil || report.Entries != choices {
		t.Errorf("Verify = %+v, %v; want %d entries", report, err, choices)
	}
	for _, db := range servers {
		db.Close()
	}
}
