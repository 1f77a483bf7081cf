package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/zone"
)

const acme = "testdata/acme.yaml"

// A sixth service is a file: every command answers for it, and so does the
// book as the browser gets it.
func TestSixthService(t *testing.T) {
	book, engine, err := loadEngine([]string{acme})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(book)
	if err != nil {
		t.Fatal(err)
	}
	var travelled policy.Book
	if err := json.Unmarshal(raw, &travelled); err != nil {
		t.Fatal(err)
	}
	browser, err := rules.New(&travelled)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ visitor, want string }{
		{`"country":"US","birth_date":"1990-01-01"`, `"banner":"opt_out","defaults":{"necessary":"locked_on","functional":"on","analytics":"on","advertising":"on","sale_or_share":"on","perm.location":"off"}`},
		{`"country":"US","birth_date":"1990-01-01","gpc":true`, `"advertising":"off","sale_or_share":"off"`},
		{`"country":"FR"`, `"banner":"opt_in","defaults":{"necessary":"locked_on","functional":"off","analytics":"off"`},
		{`"country":"FR","birth_date":"2013-01-01"`, `"access":"guardian_consent","guardian":"required"`},
		{`"country":"CN"`, `"scope":"out"`},
		{`"country":"FR"`, `"cookie_max_age_s":2592000`},
		{`"country":"FR","prior":{"profile":"acme","policy_version":"2025-02-01","decided_at":"2026-10-01T00:00:00Z","choices":{"functional":true,"analytics":true}}`, `"banner":"reconsent","defaults":{"necessary":"locked_on","functional":"on","analytics":"off"`},
		{`"country":"FR","prior":{"profile":"acme","policy_version":"2025-02-01","decided_at":"2026-10-01T00:00:00Z","choices":{"functional":true}}`, `"rights":["access","delete","portability"]`},
	} {
		line := []byte(`{"service":"acme","visitor":{"now":"2026-11-23T12:00:00Z",` + row.visitor + `}}`)
		got, ok := wire.Decide(engine, line, zone.Today)
		if !ok || !strings.Contains(string(got), row.want) {
			t.Errorf("%s\ngot  %swant %s", line, got, row.want)
		}
		if other, _ := wire.Decide(browser, line, zone.Today); !bytes.Equal(got, other) {
			t.Errorf("%s\nserver  %sbrowser %s", line, got, other)
		}
	}
	choice := `{"service":"acme","visitor":{"now":"2026-11-23T12:00:00Z","country":"FR"},"choice":{"policy_version":"2026-06-01","grants":{"analytics":true},"authority":"self"}}`
	if got, ok := wire.Admit(engine, []byte(choice), zone.Today); !ok || !strings.Contains(string(got), `"admitted":true`) {
		t.Errorf("admit: %s", got)
	}
	if got, ok := wire.DeadlineLine(engine, &book.Law, []byte(`{"service":"acme","country":"FR","kind":"access","received_at":"2026-11-23"}`), zone.Today); !ok || !strings.Contains(string(got), `"answer_by":"2026-11-30"`) {
		t.Errorf("deadline: %s", got)
	}
	if got, err := explanation(engine, []byte(choice)); err != nil || !strings.Contains(string(got), "ACME-07      Everybody may see and take their data. [Acme Maps privacy policy, §7]") || !strings.Contains(string(got), "The choice may be recorded.") {
		t.Errorf("explain: %s", got)
	}
}

// The table, the comparison and the check of the same file.
func TestSixthServiceTools(t *testing.T) {
	rows, err := outcomes(acme, "")
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := printRows(&table, rows); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"US       in     opt_out", "FR       in     opt_in", "CN       out    none", "0+ guardian_consent*, 15+ allow"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("matrix lacks %q:\n%s", want, table.String())
		}
	}
	raw, err := os.ReadFile(acme)
	if err != nil {
		t.Fatal(err)
	}
	changed := t.TempDir() + "/acme2.yaml"
	if err := os.WriteFile(changed, bytes.Replace(raw, []byte("under: 15"), []byte("under: 16"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	same, err := compareProfiles(acme, acme)
	if err != nil || same.Changed != 0 || same.Cases != 40*22*2*2*4*2 {
		t.Errorf("against itself: %+v, %v", same, err)
	}
	d, err := compareProfiles(acme, changed)
	if err != nil || d.Changed != d.Cases/22-16*2*1 || d.Fields["access"] != d.Changed || len(d.Examples) != mostExamples {
		t.Errorf("one age of 22 (but not in mainland China) should differ: %d of %d, fields %v, %d examples, %v", d.Changed, d.Cases, d.Fields, len(d.Examples), err)
	}
	var out bytes.Buffer
	book, _, err := loadEngine(nil)
	if err != nil {
		t.Fatal(err)
	}
	if status := checkFile(&out, acme, &book.Law); status != statusDone || out.String() != acme+": good\n" {
		t.Errorf("check: status %d, %s", status, &out)
	}
	out.Reset()
	broken := t.TempDir() + "/broken.yaml"
	if err := os.WriteFile(broken, bytes.Replace(raw, []byte("zone:"), []byte("zoen:"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if status := checkFile(&out, broken, &book.Law); status != statusNo || !strings.Contains(out.String(), `broken.yaml:5:1: unknown key "zoen"; write "zone" or leave it out`) {
		t.Errorf("check: status %d, %s", status, &out)
	}
}
