package stories

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/words"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The drawing of every story is a golden file: read the diff before -update.
func TestStories(t *testing.T) {
	for _, s := range All(&load(t).Files()[0].Catalog) {
		t.Run(s.Name, func(t *testing.T) {
			got, err := s.fragment()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, s.Name+".html", strings.ReplaceAll(got, "><", ">\n<")+"\n")
		})
	}
}

func load(t *testing.T) *words.Shelf {
	t.Helper()
	shelf, err := words.Load(os.DirFS("../../../web/words"))
	if err != nil {
		t.Fatal(err)
	}
	return shelf
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test ./server/internal/stories -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// Accepting and refusing must differ in nothing but their words and their
// action; whatever else differed, a theme could use.
func TestAcceptAndRefuseAreEquals(t *testing.T) {
	for _, s := range All(&load(t).Files()[0].Catalog) {
		html, err := s.fragment()
		if err != nil {
			t.Fatal(err)
		}
		accept, refuse := button(html, "accept_all"), button(html, "reject_all")
		if accept != refuse {
			t.Errorf("%s: accept is drawn %s, refuse %s", s.Name, accept, refuse)
		}
		if agree, decline := button(html, "guardian_agree"), button(html, "guardian_decline"); agree != decline || s.Ward != nil && s.Ward.Closed == "" && agree == "" {
			t.Errorf("%s: a guardian's yes is drawn %s, the no %s", s.Name, agree, decline)
		}
	}
}

// button cuts the start tag of the button for action out of html, and the
// action out of the tag.
func button(html, action string) string {
	for tag := range strings.SplitSeq(html, "<button") {
		tag, _, _ = strings.Cut(tag, ">")
		if strings.Contains(tag, `data-sayso-action="`+action+`"`) {
			return strings.ReplaceAll(tag, action, "ACTION")
		}
	}
	return ""
}
