package keyring_test

import (
	"path/filepath"
	"testing"
	"time"

	"sayso/server/internal/keyring"
	"sayso/server/internal/store/sqlite"
)

// A new key is published first, and signs when every view that browsers hold
// has it; a running server takes it up without a restart. A key that replaces
// one that has leaked signs at once.
func TestRotation(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	start := time.Unix(1_000_000, 0)
	ring, err := keyring.Load(t.Context(), db, start)
	if err != nil {
		t.Fatal(err)
	}
	now := start
	ring.Now = func() time.Time { return now }
	first := ring.Current()
	second, err := keyring.Rotate(t.Context(), db, start.Add(time.Minute), false)
	if err != nil {
		t.Fatal(err)
	}
	step := func(name string, at time.Time, want string, published int) {
		t.Helper()
		now = at
		if err := ring.Refresh(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		keys, err := ring.Public()
		if got := ring.Current(); got != want || err != nil || len(keys) != published {
			t.Errorf("%s: %s signs, %d are published (%v); want %s and %d", name, got, len(keys), err, want, published)
		}
	}
	step("just made", start, first, 2)
	step("a second before its time", start.Add(keyring.Lead+59*time.Second), first, 2)
	step("at its time", start.Add(keyring.Lead+time.Minute), second, 2)
	third, err := keyring.Rotate(t.Context(), db, now.Add(time.Second), true)
	if err != nil {
		t.Fatal(err)
	}
	step("at once", now.Add(time.Second), third, 3)
	if ring.Private(first) == nil {
		t.Error("the first key is gone, and with it the receipts that it signed")
	}
}
