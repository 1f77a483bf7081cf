package i18n

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	f, err := Parse([]byte(`{"$lang":"de","$dir":"ltr","$name":"Deutsch","$reviewed":false,"a":"Guten Tag, {name}"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &File{Name: "Deutsch", Catalog: Catalog{Lang: "de", Dir: "ltr", Words: map[string]string{"a": "Guten Tag, {name}"}}}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
	if got := f.Say("a", "name", "Welt"); got != "Guten Tag, Welt" {
		t.Errorf("Say = %q", got)
	}
	if got := f.Say("no.such"); got != "no.such" {
		t.Errorf("Say of a missing key = %q, want the key", got)
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"no JSON", `{`, "reading words"},
		{"no language", `{"$dir":"ltr","$name":"X"}`, "give all three"},
		{"no direction", `{"$lang":"x","$name":"X"}`, "give all three"},
		{"unknown metadata", `{"$lang":"x","$dir":"ltr","$name":"X","$langg":"y"}`, "$langg: unknown"},
		{"empty text", `{"$lang":"x","$dir":"ltr","$name":"X","a":" "}`, "a: text is empty"},
		{"text that is no string", `{"$lang":"x","$dir":"ltr","$name":"X","a":1}`, "a: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Parse([]byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Parse(%s) = %v, want an error with %q", tt.in, err, tt.want)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	if diff := cmp.Diff([]string{"a", "b"}, Places("x {a} y {b} {")); diff != "" {
		t.Error(diff)
	}
}
