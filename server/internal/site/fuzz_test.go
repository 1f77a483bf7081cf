package site_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sayso/server/internal/site"
)

// Whatever a site file holds, it is refused by name and place, or it is a site
// that somebody can be let into.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("sites/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, text := range []string{
		"id: shop\nservice: krowork\norigins: [https://www.shop.co.uk, https://shop.co.uk]\nshare: shop.co.uk\nhandover: [app]\n" +
			"services: [{id: google-analytics}, {id: youtube, category: functional}]\nstorage: {functional: {cookies: [theme], local: [cart]}}\n" +
			"signals: {google: {wait_for_update_ms: 500}, gpp: true}\nblock: {advertising: [ads.example]}\nembeds: true\nplace_header: cloudflare\n",
		"id: a\nservice: b\norigins: ['http://[::1]:8080']\n", "origins: !!seq\n", "id: &a [*a]\n", "\xff", "- ", "id: shop\n---\nid: other\n", "id: shop\n...\nid: other\n", "a: b\n...\n#",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := site.Parse("fuzz.yaml", raw)
		if err != nil {
			if s != nil || !strings.HasPrefix(err.Error(), "fuzz.yaml:") {
				t.Errorf("Parse(%q) = %+v, %v; want no site, and where in the file", raw, s, err)
			}
			return
		}
		if s.ID == "" || s.Service == "" || len(s.Origins) == 0 && !s.Demo {
			t.Errorf("Parse(%q) = %+v", raw, s)
		}
		for _, origin := range s.Origins {
			if !s.Allows(origin) {
				t.Errorf("the site of %q does not let its own origin %q in", raw, origin)
			}
		}
	})
}
