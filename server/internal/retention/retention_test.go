package retention_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sayso/server/internal/ledger"
	"sayso/server/internal/profile"
	"sayso/server/internal/retention"
	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
	"sayso/server/internal/store/storetest"
)

func keeper(t *testing.T, days int) *retention.Keeper {
	t.Helper()
	book, err := profile.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return &retention.Keeper{Book: book, Unstated: days}
}

// fill records a choice in each place, which lapses on the day.
func fill(t *testing.T, lapses time.Time, places ...string) *relational.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for i, place := range places {
		r := storetest.Record("a", i)
		r.Place, r.DecidedAt, r.ValidUntil = place, lapses.AddDate(0, -6, 0), lapses
		if _, _, err := db.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func places(t *testing.T, s store.Store) (all string) {
	t.Helper()
	for r, err := range s.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all += r.Place + " "
	}
	return all
}

// In South Korea the policy says five years (KRO-KR-03); elsewhere it is
// silent, and the operator's number counts. The last day of keeping is kept.
func TestRun(t *testing.T) {
	lapses := time.Date(2027, 5, 23, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name     string
		unstated int
		now      time.Time
		left     string
		erased   int64
		months   int
	}{
		{"nothing has lapsed", 100, lapses.AddDate(0, 0, -1), "KR BR ", 0, 0},
		{"the operator's last day", 100, lapses.AddDate(0, 0, 100), "KR BR ", 0, 0},
		{"the day after it", 100, lapses.AddDate(0, 0, 101), "KR ", 1, 0},
		{"for ever, where nobody says", 0, lapses.AddDate(4, 0, 0), "KR BR ", 0, 0},
		{"the last day of KRO-KR-03", 100, time.Date(2032, 5, 23, 23, 59, 0, 0, time.UTC), "KR ", 1, 0},
		{"the day after it: a whole month", 100, time.Date(2032, 5, 24, 0, 0, 0, 0, time.UTC), "", 2, 1},
		{"the day after it, the rest for ever", 0, time.Date(2032, 5, 24, 0, 0, 0, 0, time.UTC), "BR ", 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := fill(t, lapses, "KR", "BR")
			k := keeper(t, tt.unstated)
			if r, err := k.Run(t.Context(), db, tt.now, true); err != nil || r.Erased != 0 || places(t, db) != "KR BR " {
				t.Fatalf("a dry run = %+v, %v, and leaves %s", r, err, places(t, db))
			}
			r, err := k.Run(t.Context(), db, tt.now, false)
			if err != nil || r.Erased != tt.erased || len(r.Months) != tt.months || places(t, db) != tt.left {
				t.Errorf("Run = %+v, %v, and leaves %q; want %d erased, %d months, %q left", r, err, places(t, db), tt.erased, tt.months, tt.left)
			}
			if again, err := k.Run(t.Context(), db, tt.now, false); err != nil || again.Erased != 0 {
				t.Errorf("Run again = %+v, %v", again, err)
			}
			proof(t, db, tt.erased)
		})
	}
}

// proof: the log still holds, and says of each erased entry who erased it.
func proof(t *testing.T, db *relational.DB, erased int64) {
	t.Helper()
	report, err := ledger.Verify(t.Context(), db)
	if err != nil || report.Erased != erased || report.Entries != 2 {
		t.Errorf("Verify = %+v, %v; want 2 entries, %d erased", report, err, erased)
	}
	for one, err := range db.Erased(t.Context()) {
		if err != nil || len(one.ID) != 36 || one.Why[:11] != "retention: " {
			t.Errorf("tombstone %s, %v", fmt.Sprint(one), err)
		}
	}
}
