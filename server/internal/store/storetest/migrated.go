package storetest

import (
	"testing"

	"sayso/server/internal/ledger"
	"sayso/server/internal/store"
)

// Migrated checks a database of an earlier version that was brought up to date
// and held the one choice want: it is there, is not taken twice, and another is.
func Migrated(t *testing.T, db store.Store, want store.Record) {
	t.Helper()
	if r, err := ledger.Verify(t.Context(), db); err != nil || r.Entries != 1 {
		t.Errorf("Verify = %+v, %v; want one entry", r, err)
	}
	if _, added, err := db.Append(t.Context(), want); err != nil || added {
		t.Errorf("the same choice again: added %v, %v", added, err)
	}
	if got, err := db.ByID(t.Context(), want.ID); err != nil || got.Key != want.Key {
		t.Errorf("ByID = %+v, %v", got, err)
	}
	if _, added, err := db.Append(t.Context(), Record("a", 2)); err != nil || !added {
		t.Errorf("another choice: added %v, %v", added, err)
	}
}
