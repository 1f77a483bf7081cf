//go:build e2e

package e2e

import (
	_ "embed"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"github.com/chromedp/chromedp"
)

// A demand is one thing that WCAG 2.2 asks and axe-core does not look at.
type demand struct {
	// name is that of a function in testdata/demands.js.
	name          string
	width, height int64
	// medium and features are what style sheets are told.
	medium, features string
}

// demands are asked of every state in both directions. 320 by 256 pixels is
// what a window of 1280 by 1024 has at 400 %.
var demands = []demand{
	{name: "targets", width: 320, height: 640},
	{name: "targets", width: 1280, height: 800},
	{name: "spacing", width: 320, height: 640},
	{name: "spacing", width: 768, height: 800},
	{name: "zoom", width: 320, height: 256},
	{name: "focusSeen", width: 320, height: 640},
	{name: "focusSeen", width: 1280, height: 600, features: "prefers-color-scheme: dark"},
	{name: "focusSeen", width: 768, height: 800, features: "forced-colors: active"},
	{name: "edges", width: 768, height: 800, features: "forced-colors: active"},
	{name: "still", width: 768, height: 800, features: "prefers-reduced-motion: reduce"},
	{name: "pinch", width: 320, height: 640},
	{name: "notch", width: 320, height: 640},
	{name: "printed", width: 768, height: 1024, medium: "print"},
}

//go:embed testdata/demands.js
var demandsJS string

// Without these, Sayso would pass a machine's test and still be hard to use
// for people who zoom, who need wider letters, who see edges and not shades,
// who cannot bear movement, or whose fingers are not steady.
func TestEveryStateMeetsTheDemands(t *testing.T) {
	tb := newTabFor(t, 10*time.Minute)
	for _, name := range storyNames(t) {
		for _, dir := range dirs {
			tb.open(consent.url + "/demo/stories/" + name + "?dir=" + dir)
			tb.run(demandsJS)
			for _, d := range demands {
				tb.arrange(d)
				if found := eval[[]string](tb, "demands."+d.name+"()"); len(found) > 0 {
					t.Errorf("%s, %s, %s at %d x %d %s%s:\n%s", name, dir, d.name, d.width, d.height, d.medium, d.features, strings.Join(found, "\n"))
				}
			}
		}
	}
}

// arrange makes the browser as d wants it.
func (tb *tab) arrange(d demand) {
	tb.Helper()
	params := emulation.SetEmulatedMediaParams{Media: d.medium, Features: media("light")}
	if feature, value, ok := strings.Cut(d.features, ": "); ok {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: feature, Value: value})
	}
	call(tb, emulation.SetEmulatedMedia, params)
	if err := chromedp.Do(tb.ctx, chromedp.EmulateViewport(d.width, d.height)); err != nil {
		tb.Fatal(err)
	}
}
