package web_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"sayso/web"
)

// TestBarOffersEveryLanguage holds the demonstration bar to the languages
// that there are words for.
func TestBarOffersEveryLanguage(t *testing.T) {
	bar, err := fs.ReadFile(web.Demo(), "bar.js")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(bar), `lang: ["Language", {`)
	list, _, closed := strings.Cut(list, "}]")
	if !found || !closed {
		t.Fatal("bar.js has no list of languages")
	}
	words, err := fs.Glob(web.Words(), "*.json")
	if err != nil || len(words) == 0 {
		t.Fatalf("%d files of words, error %v", len(words), err)
	}
	for _, name := range words {
		tag := strings.TrimSuffix(name, ".json")
		if !regexp.MustCompile(`[ \t]"?` + tag + `"?: "`).MatchString(list) {
			t.Errorf("the bar does not offer %s", tag)
		}
	}
}
