package view

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"sayso/server/internal/asset"
	"sayso/server/internal/site"
	"sayso/web"
)

// The budgets, in bytes of brotli: of the loader without any feature, and of
// what each feature adds to it. One is raised only by a commit that says what
// the bytes buy.
const loaderBudget = 4280

var featureBudgets = map[string]int{
	"google": 280, "microsoft": 280, "meta": 300, "matomo": 200, "shopify": 270, "wordpress": 280, "gpp": 1400, "handover": 360, "usp": 420,
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
	for _, f := range features {
		grown, budget := packed(t, built, []feature{f})-bare, featureBudgets[f.name]
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
		"loader.js":    {Data: []byte("a(__SAYSO_FEATURES__,__SAYSO_VIEW__)")},
		"feature-x.js": {Data: []byte("(()=>x)()\n")},
		"feature-y.js": {Data: []byte("(()=>y)()\n")},
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
		{"one", site.Site{}, "a([(()=>x)()],|)"},
		{"two", site.Site{Demo: true}, "a([(()=>x)(),\n(()=>y)()],|)"},
	} {
		halves, err := code(built, usedBy(&tt.site, []feature{x, y}))
		if got := string(bytes.Join(halves[:], []byte("|"))); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
	if halves, err := code(built, nil); err != nil || string(halves[0]) != "a([]," {
		t.Errorf("none: %q, %v", halves, err)
	}
	if _, err := code(built, []feature{{name: "z"}}); err == nil || !strings.Contains(err.Error(), "feature-z.js") {
		t.Errorf("a feature that was not built: %v", err)
	}
}
