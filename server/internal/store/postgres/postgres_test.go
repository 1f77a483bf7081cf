package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

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
