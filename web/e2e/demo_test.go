//go:build e2e

package e2e

import (
	"testing"
)

// Without it, the first page that anybody sees of Sayso could be broken: by its
// own strict policy, by a card that says something untrue, or by the bar.
func TestDemoSites(t *testing.T) {
	for _, site := range append(services, "egretsoft-enterprise") {
		t.Run(site, func(t *testing.T) {
			tb := newTab(t)
			tb.visit(consent.url + "/demo/" + site + "/?place=CN")
			tb.wait(`document.querySelectorAll("[data-demo] output").length == 3 && !!document.querySelector(".bar form")`)
			tb.quiet()
			if got := tb.asked("/demo/parts/"); len(got) > 0 {
				t.Errorf("before the choice the page asked for %q", got)
			}
			if site == "krowork" {
				tb.press(inBanner("accept_all"))
				tb.wait(`document.querySelector("[data-demo=analytics]").dataset.state == "on"`)
				tb.wait(`document.querySelector("[data-demo=advertising]").dataset.state == "never"`)
				tb.wait(`document.querySelector(".embed iframe").contentDocument.title == "Embedded player"`)
				tb.wait(`document.querySelector(".happened").textContent.includes('"profile": "krowork-cn"')`)
			}
			if said := tb.said(); len(said) > 0 {
				t.Errorf("the console says %q", said)
			}
		})
	}
	tb := newTab(t)
	tb.open(consent.url + "/")
	if n := eval[int](tb, `document.querySelectorAll(".sites a").length`); n != 6 {
		t.Errorf("the index names %d sites", n)
	}
}
