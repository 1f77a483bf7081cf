package view

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"

	"sayso/app/i18n"
	"sayso/server/internal/asset"
	"sayso/server/internal/site"
	"sayso/web"
)

// The budgets, in bytes of brotli: of the loader without any feature, of what
// the first one brings along (its host, and the places where the loader calls
// it), and of what each feature adds. One is
// raised only by a commit that says what the bytes buy.
const (
	loaderBudget = 4570
	hostBudget   = 280
)

var featureBudgets = map[string]int{
	"google": 290, "microsoft": 280, "meta": 300, "matomo": 200, "shopify": 270, "wordpress": 280, "gpp": 1400, "handover": 360, "usp": 420,
	"switches": 380, "block": 920, "clean": 600, "embeds": 1200, "report": 450,
}

// Without the budgets, each feature would grow a little with every change, and
// the loader of those who use none of them too.
func TestFeatureWeights(t *testing.T) {
	built, err := asset.Load(web.Built())
	if errors.Is(err, asset.ErrEmpty) {
		t.Skip(`web/built is empty; run "make build" first`)
	}
	if err != nil {
		t.Fatal(err)
	}
	bare := packed(t, built, nil)
	t.Logf("%-12s %5d bytes of brotli, of at most %d", "the loader", bare, loaderBudget)
	if bare > loaderBudget {
		t.Errorf("the loader weighs %d bytes, the budget is %d", bare, loaderBudget)
	}
	host := packed(t, built, []feature{})
	t.Logf("%-12s %+5d bytes of brotli, of at most %d, with the first feature", "their host", host-bare, hostBudget)
	if host-bare > hostBudget {
		t.Errorf("the host of the features adds %d bytes, its budget is %d", host-bare, hostBudget)
	}
	for _, f := range features {
		grown, budget := packed(t, built, []feature{f})-host, featureBudgets[f.name]
		t.Logf("%-12s %+5d bytes of brotli, of at most %d", f.name, grown, budget)
		if grown > budget {
			t.Errorf("the feature %s adds %d bytes, its budget is %d", f.name, grown, budget)
		}
	}
	t.Logf("%-12s %+5d bytes of brotli", "all of them", packed(t, built, features)-bare)
}

func packed(t *testing.T, built *asset.Shelf, used []feature) int {
	t.Helper()
	halves, err := code(built, used)
	if err != nil {
		t.Fatal(err)
	}
	var to bytes.Buffer
	w := brotli.NewWriterLevel(&to, brotli.BestCompression)
	w.Write(halves[0])
	w.Write(halves[1])
	w.Close()
	return to.Len()
}

// A site gets the features that it uses, in their order, and no others.
func TestOnlyUsedFeaturesAreSent(t *testing.T) {
	built, err := asset.Load(fstest.MapFS{
		"loader.js":         {Data: []byte("b(__SAYSO_VIEW__)")},
		"loader-hosting.js": {Data: []byte("a(__SAYSO_FEATURES__,__SAYSO_VIEW__)")},
		"feature-host.js":   {Data: []byte("h\n")},
		"feature-x.js":      {Data: []byte("(()=>x)()\n")},
		"feature-y.js":      {Data: []byte("(()=>y)()\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	always := func(*site.Site) bool { return true }
	x, y := feature{name: "x", used: always}, feature{name: "y", used: func(s *site.Site) bool { return s.Demo }}
	for _, tt := range []struct {
		name string
		site site.Site
		want string
	}{
		{"one", site.Site{}, "a(h([(()=>x)()]),|)"},
		{"two", site.Site{Demo: true}, "a(h([(()=>x)(),\n(()=>y)()]),|)"},
	} {
		halves, err := code(built, usedBy(&tt.site, []feature{x, y}))
		if got := string(bytes.Join(halves[:], []byte("|"))); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
	if halves, err := code(built, nil); err != nil || string(halves[0]) != "b(" {
		t.Errorf("none: %q, %v", halves, err)
	}
	if _, err := code(built, []feature{{name: "z"}}); err == nil || !strings.Contains(err.Error(), "feature-z.js") {
		t.Errorf("a feature that was not built: %v", err)
	}
}

// The versioned loader tells its features what the site says, before anything
// is known of a visitor: none of them may stumble over that.
func TestFeaturesStartWithoutVisitor(t *testing.T) {
	s, err := site.Parse("all.yaml", []byte(`
id: all
service: krowork
origins: [https://www.shop.example.co.uk]
embeds: true
handover: [other]
switches: true
report: true
services: [{id: youtube}, {id: google-analytics}, {id: own, name: Own, category: analytics, hosts: [own.example], block: true}]
storage: {functional: {cookies: [a]}}
signals: {google: {}, uet: true, clarity: true, meta: true, wordpress: true, matomo: true, shopify: true, gpp: true, us_privacy: true}
`))
	if err != nil {
		t.Fatal(err)
	}
	used := usedBy(s, features)
	if len(used) != len(features) {
		t.Errorf("%d features are used, want all %d", len(used), len(features))
	}
	texts := &i18n.Catalog{Lang: "en", Dir: "ltr"}
	m := &Maker{}
	all := m.options(blank(s, texts))
	if diff := cmp.Diff([]string{"example.co.uk"}, all["clean"].(map[string]any)["domains"]); diff != "" {
		t.Errorf("domains of cookies (-want +got):\n%s", diff)
	}
}
