package sqlite

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"sayso/server/internal/store/storetest"
)

// A database of an earlier version is brought up to date with all that it
// holds.
func TestMigratesWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	newer, older := filepath.Join(dir, "newer.db"), filepath.Join(dir, "older.db")
	db, err := Open(t.Context(), newer)
	if err != nil {
		t.Fatal(err)
	}
	want := storetest.Record("a", 1)
	if _, _, err := db.Append(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	db.Close()
	plain, err := connect(t.Context(), older, 1, "immediate")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, plain, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	if _, err := plain.Exec(`ATTACH $1 AS newer`, newer); err != nil {
		t.Fatal(err)
	}
	for table, columns := range map[string]string{
		"choices": `seq, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority, gpc, dnt, band,
			band_until, decided_at, valid_until, kid, guardian, month, late, waited, previous, ward`,
		"leaves": `seq, leaf, site, key, month`,
	} {
		if _, err := plain.Exec(fmt.Sprintf(`INSERT INTO %s (%s) SELECT %[2]s FROM newer.%[1]s`, table, columns)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := plain.Exec(`UPDATE head SET size = 1`); err != nil {
		t.Fatal(err)
	}
	plain.Close()
	db, err = Open(t.Context(), older)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	storetest.Migrated(t, db, want)
}
