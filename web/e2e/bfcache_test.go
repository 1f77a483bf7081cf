//go:build e2e

package e2e

import "testing"

// Browsers keep a page that was left and show it again as it was, without
// loading anything (the back/forward cache). A page with our tag must be fit to
// be kept, and when it comes back it holds what was chosen meanwhile. Without
// the first, going back is slow on every page that has the tag; without the
// second, a page could go on under a consent that was withdrawn.
//
// A page that is left while a frame still loads is not kept: the panel's, made
// ahead, has to make way.
func TestBackForwardCache(t *testing.T) {
	everywhere(t, func(v *visitor) {
		kept := shopSite.at("shop", "krowork", "place=DE")
		v.visit(kept)
		v.wait(inBanner("accept_all"))
		v.wait(`!!document.querySelector("sayso-banner").shadowRoot.querySelector("iframe")`)
		if v.engine == "firefox" { // keeps no page that is left while a frame loads, even when that makes way
			v.waitIn(panelFrame, `document.readyState == "complete" && performance.getEntriesByType("resource").some((e) => e.name.endsWith(".wasm") && e.responseEnd > 0)`)
		}
		v.remember()
		v.visit(shopSite.at("shop", "krowork", "place=DE", "other=1"))
		v.press("", inBanner("accept_all"))
		v.wait(`sayso.allowed("analytics") === true`)
		v.back()
		v.wait(`sayso.allowed("analytics") === true && window.ran?.includes("analytics")`)
		v.wait(`!(` + bannerOnScreen + `)`)

		v.remember()
		v.visit(shopSite.at("shop", "krowork", "place=DE", "other=2"))
		look[any](v, "", `sayso.withdraw().then(() => true)`)
		v.wait(`sayso.allowed("analytics") === false`)
		v.back()
		v.wait(`sayso.allowed("analytics") === false`)
	})
}

// remember marks the page, so that it can be told from one that was loaded anew.
func (v *visitor) remember() {
	v.Helper()
	look[any](v, "", `void (window.kept = true, delete window.persisted, window.addEventListener("pageshow", (e) => (window.persisted = e.persisted)))`)
}

// back goes back to a page that was marked, and wants that very page.
func (v *visitor) back() {
	v.Helper()
	look[any](v, "", `void setTimeout(() => history.back())`)
	// The page that comes back says so in "pageshow"; one that is loaded anew has no mark.
	v.wait(`document.readyState == "complete" && !location.search.includes("other") && !(window.kept && window.persisted === undefined)`)
	if !look[bool](v, "", `window.kept === true && window.persisted === true`) {
		v.Fatalf("the page was not kept: %s", look[string](v, "", `JSON.stringify(performance.getEntriesByType("navigation")[0].notRestoredReasons ?? "no reason given")`))
	}
}
