package ledger_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sayso/server/internal/ledger"
	"sayso/server/internal/store"
	"sayso/server/internal/store/sqlite"
	"sayso/server/internal/store/storetest"
)

// fill makes a log with count entries, the tenth erased, and a checkpoint.
func fill(t *testing.T, file string, count int) (checkpoint string) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i := range count {
		r, _, err := db.Append(t.Context(), storetest.Record("a", i))
		if err != nil {
			t.Fatal(err)
		}
		if i == 10 {
			if err := db.Erase(t.Context(), r.ID, store.Erasure{At: time.Unix(5000, 0), Who: "visitor", Why: "asked for it"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := db.AddParts(t.Context(), []store.Part{store.NewPart(store.PartWords, []byte("{}"))}, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(t.Context(), db, ledger.Name("https://consent.example"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Note
}

func verify(t *testing.T, file string, kept ...string) (*ledger.Report, error) {
	t.Helper()
	db, err := sqlite.Open(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return ledger.Verify(t.Context(), db, kept...)
}

func TestWholeLogHolds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sayso.db")
	kept := fill(t, file, 300)
	if !strings.HasPrefix(kept, "consent.example/v1/log\n300\n") {
		t.Errorf("checkpoint:\n%s", kept)
	}
	got, err := verify(t, file, kept)
	if err != nil || got.Entries != 300 || got.Erased != 1 || got.Checkpoints != 2 {
		t.Errorf("Verify = %+v, %v", got, err)
	}
}

// Whoever changes the tables by hand is found out, and the entry is named.
func TestTampering(t *testing.T) {
	for _, tt := range []struct{ name, sql, want string }{
		{"a choice is changed", `UPDATE choices SET grants = '{"analytics":true}' WHERE seq = 7`, "entry 7: its choice is not the one that was recorded"},
		{"a choice is changed back in time", `UPDATE choices SET decided_at = decided_at - 1 WHERE seq = 0`, "entry 0: its choice is not the one that was recorded"},
		{"a choice is deleted", `DELETE FROM choices WHERE seq = 8`, "entry 8: its choice is gone, and nobody erased it"},
		{"an entry is deleted", `DELETE FROM leaves WHERE seq = 9`, "entry 9: it is missing"},
		{"the last entry is deleted", `DELETE FROM choices WHERE seq = 299; DELETE FROM leaves WHERE seq = 299`, "entry 299: it is missing: the log has 300 entries"},
		{"the log is cut short", `DELETE FROM choices WHERE seq = 299; DELETE FROM leaves WHERE seq = 299; UPDATE head SET size = 299`, "entry 299: it and all after it are missing: a checkpoint has 300 entries"},
		{"two choices are swapped", `UPDATE choices SET seq = -1 WHERE seq = 3; UPDATE choices SET seq = 3 WHERE seq = 4; UPDATE choices SET seq = 4 WHERE seq = -1`, "entry 3: its choice is not the one that was recorded"},
		{"a choice is inserted", `INSERT INTO choices (seq, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority, gpc, dnt, band, band_until, decided_at, valid_until, kid, month, late, waited) SELECT 300, salt, replace(id, substr(id, 1, 1), 'x'), site || 'x', key, profile, policy_version, text_hash, lang, place, grants, method, authority, gpc, dnt, band, band_until, decided_at, valid_until, kid, month, 0, 0 FROM choices WHERE seq = 5`, "entry 300: there is a choice that the log never committed to"},
		{"an entry is inserted", `INSERT INTO leaves (seq, leaf, erased_at) SELECT 300, leaf, 1 FROM leaves WHERE seq = 5`, "entry 300: it was never added: the log has 300 entries"},
		{"a leaf is changed", `UPDATE leaves SET leaf = randomblob(32) WHERE seq = 10`, "the first 300 entries are not those of a signed checkpoint"},
		{"a node is changed", `UPDATE nodes SET hash = randomblob(32)`, "the kept tree has the root"},
		{"a choice is erased on the quiet", `DELETE FROM choices WHERE seq = 8; UPDATE leaves SET erased_at = 1 WHERE seq = 8`, "entry 8: it is marked as erased, and the audit tells of nobody who did it"},
		{"an erased choice is brought back", `INSERT INTO choices (seq, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority, gpc, dnt, band, band_until, decided_at, valid_until, kid, month, late, waited) SELECT 10, salt, replace(id, substr(id, 1, 1), 'x'), site || 'x', key, profile, policy_version, text_hash, lang, place, grants, method, authority, gpc, dnt, band, band_until, decided_at, valid_until, kid, month, 0, 0 FROM choices WHERE seq = 5`, "entry 10: event 1 of the audit tells of its erasure, and its choice is still there"},
		{"an event of the audit is changed", `UPDATE audit SET doc = replace(doc, 'visitor', 'operator')`, "event 1 of the audit is not the one that was written"},
		{"the audit is emptied", `DELETE FROM audit`, "event 1 of the audit and all after it are missing: a checkpoint names event 1"},
		{"a text is changed", `UPDATE parts SET content = CAST('other' AS BLOB)`, "the words 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a is not what its hash says"},
		{"a checkpoint is changed", `UPDATE checkpoints SET note = replace(note, '300', '299')`, "checking a checkpoint"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "sayso.db")
			fill(t, file, 300)
			hand, err := sql.Open("sqlite", file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := hand.Exec(tt.sql); err != nil {
				t.Fatal(err)
			}
			hand.Close()
			if _, err := verify(t, file); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("Verify = %v\nwant     %s", err, tt.want)
			}
		})
	}
}

// The audit's end is bound by a checkpoint also when nobody has chosen since
// the one before.
func TestAuditIsCutOff(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sayso.db")
	fill(t, file, 20)
	db, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	l, err := ledger.New(t.Context(), db, ledger.Name("https://consent.example"), func() time.Time { now = now.Add(time.Minute); return now })
	if err != nil {
		t.Fatal(err)
	}
	before, err := l.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AddEvent(t.Context(), store.Event{At: now, Who: "operator", What: "rotate"}); err != nil {
		t.Fatal(err)
	}
	after, err := l.Checkpoint(t.Context())
	if err != nil || after.Note == before.Note {
		t.Fatalf("the checkpoint after an event is the one before it: %v\n%s", err, after.Note)
	}
	if again, err := l.Checkpoint(t.Context()); err != nil || again != after {
		t.Errorf("with nothing new, another checkpoint is signed: %v\n%s", err, again.Note)
	}
	db.Close()
	if _, err := verify(t, file, before.Note, after.Note); err != nil {
		t.Error(err)
	}
	hand, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer hand.Close()
	const want = "event 2 of the audit and all after it are missing: a checkpoint names event 2"
	if _, err := hand.Exec(`DELETE FROM audit WHERE n = 2`); err != nil {
		t.Fatal(err)
	}
	if _, err := verify(t, file); err == nil || err.Error() != want {
		t.Errorf("Verify = %v, want %s", err, want)
	}
	if _, err := hand.Exec(`DELETE FROM checkpoints`); err != nil {
		t.Fatal(err)
	}
	if _, err := verify(t, file, after.Note); err == nil || err.Error() != want {
		t.Errorf("with a checkpoint that somebody else kept, Verify = %v, want %s", err, want)
	}
}

// A log that was written anew from the beginning, keys and all, holds in
// itself; a checkpoint that somebody else kept exposes it.
func TestRewrittenLog(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sayso.db")
	kept := fill(t, file, 20)
	old, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := old.Keys(t.Context(), store.KeyLog)
	if err != nil {
		t.Fatal(err)
	}
	old.Close()
	forged := filepath.Join(dir, "forged.db")
	db, err := sqlite.Open(t.Context(), forged)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AddKey(t.Context(), keys[0]); err != nil {
		t.Fatal(err)
	}
	db.Close()
	fill(t, forged, 20)
	if _, err := verify(t, forged); err != nil {
		t.Errorf("the forged log in itself: %v", err)
	}
	if _, err := verify(t, forged, kept); err == nil || !strings.Contains(err.Error(), "are not those of a signed checkpoint") {
		t.Errorf("with the kept checkpoint: %v", err)
	}
}
