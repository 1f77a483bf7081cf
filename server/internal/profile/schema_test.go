package profile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sayso/server/internal/profile"

	"github.com/goccy/go-yaml"
	"github.com/google/jsonschema-go/jsonschema"
)

// The schema files that editors pick up are those of the parser.
func TestSchemaFiles(t *testing.T) {
	for name, write := range map[string]func() ([]byte, error){"profile.schema.json": profile.Schema, "law.schema.json": profile.LawSchema} {
		got, err := write()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, string(got))
	}
}

func resolved(t *testing.T, write func() ([]byte, error)) *jsonschema.Resolved {
	t.Helper()
	raw, err := write()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// asJSON is a YAML file as a validator sees it.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	raw, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Schema and parser agree: what ships passes both, and what is spoilt in one
// place fails both.
func TestSchemaAgreesWithParser(t *testing.T) {
	schema := resolved(t, profile.Schema)
	files, err := filepath.Glob("profiles/*.yaml")
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(asJSON(t, string(raw))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	law, err := os.ReadFile("law.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := resolved(t, profile.LawSchema).Validate(asJSON(t, string(law))); err != nil {
		t.Errorf("law.yaml: %v", err)
	}
	if err := schema.Validate(asJSON(t, good)); err != nil {
		t.Error(err)
	}
	for _, spoil := range [][2]string{
		{"says: Minors", "sais: Minors"}, {"under: 18", "unter: 18"}, {"name: Acme", "name: Acme\ncolour: red"},
		{"under: 18", "under: young"}, {"zone: Europe/Berlin\n", ""}, {"key: analytics", "key: analitics"},
		{"locked_off", "lokced_off"}, {"allow_with_notice", "allowed"}, {"states: {analytics", "states: {analitics"},
		{`effective: "2026-01-01"`, `effective_at: "2026-01-01"`}, {"territory: {in: [\"*\"]}\n", "territory: {}\n"},
		{"    source: us\n", ""}, {"answer: {days: 10}", "answer: {day: 10}"},
		{"answer: {days: 10}", "from: soon, answer: {days: 10}"}, {"answer: {days: 10}", `from: "2027-2-30", answer: {days: 10}`},
	} {
		text := strings.Replace(good, spoil[0], spoil[1], 1)
		_, parsed := profile.Load("acme.yaml", []byte(text))
		validated := schema.Validate(asJSON(t, text))
		if text == good || parsed == nil || validated == nil {
			t.Errorf("%q for %q: parser says %v, schema says %v", spoil[1], spoil[0], parsed, validated)
		}
	}
}
