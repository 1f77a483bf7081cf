//go:build e2e

package e2e

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Without one component for both, refusing would soon be smaller, paler or
// further away than accepting (COM-10).
func TestRefusingIsAsEasyAsAccepting(t *testing.T) {
	for _, width := range []int64{1280, 320} {
		tb := newTab(t)
		if err := chromedp.Do(tb.ctx, chromedp.EmulateViewport(width, 800)); err != nil {
			t.Fatal(err)
		}
		tb.visit(shopSite.at("shop", "krowork", "place=DE"))
		tb.wait(inBanner("accept_all"))
		measure := func(action string) string {
			return eval[string](tb, `(async (b) => {
				while (getComputedStyle(b.closest("section")).opacity != 1) await new Promise(requestAnimationFrame);
				const s = getComputedStyle(b), r = b.getBoundingClientRect();
				return JSON.stringify([Math.round(r.width), Math.round(r.height), s.color, s.backgroundColor, s.fontSize, s.fontWeight, s.borderColor, s.opacity, s.textDecorationLine, b.part.value, b.localName]);
			})(`+inBanner(action)+`)`)
		}
		if diff := cmp.Diff(measure("accept_all"), measure("reject_all")); diff != "" {
			t.Errorf("at %d px, accept (-) and refuse (+) differ:\n%s", width, diff)
		}
		tb.press(inBanner("reject_all")) // one press, as for accepting
		tb.wait(`document.cookie.includes("sayso_")`)
	}
}

// Without the small screen's rules, people who zoom to 400 % would have to
// scroll in two directions.
func TestNarrow(t *testing.T) {
	for _, dir := range []string{"ltr", "rtl"} {
		tb := newTab(t)
		if err := chromedp.Do(tb.ctx, chromedp.EmulateViewport(320, 640)); err != nil {
			t.Fatal(err)
		}
		tb.visit(shopSite.at("shop", "kalodata", "place=US-CA"))
		tb.wait(inBanner("open_preferences"))
		tb.run(`document.querySelector("sayso-banner").dir = "` + dir + `"`)
		if got := eval[[]int](tb, `((b) => [document.documentElement.scrollWidth, b.scrollWidth - b.clientWidth, Math.max(0, -b.getBoundingClientRect().left), Math.round(b.getBoundingClientRect().right)])(`+inBanner("open_preferences")+`.closest("section"))`); got[0] > 320 || got[1] > 0 || got[2] > 0 || got[3] > 320 {
			t.Errorf("%s: width of page, overflow, left and right of banner: %v", dir, got)
		}
		tb.press(inBanner("open_preferences"))
		p := tb.panel()
		p.live()
		in[bool](p, `(document.documentElement.dir = "`+dir+`") != ""`)
		if got := in[[]int](p, `[document.documentElement.scrollWidth, innerWidth]`); got[0] > got[1] {
			t.Errorf("%s: the panel is %d px wide in %d px", dir, got[0], got[1])
		}
	}
}

// focused says what has the focus, through shadow roots.
const focused = `((el) => { while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement; return el?.dataset.saysoAction || el?.id || el?.localName })(document.activeElement)`

// Without native elements, and without giving the focus back, somebody with a
// keyboard alone would get lost.
func TestKeyboardAlone(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.wait(inBanner("accept_all"))
	if got := eval[string](tb, focused); got != "body" {
		t.Errorf("the banner took the focus: %s", got)
	}
	tb.key(kb.Tab)
	for i := 0; i < 4 && eval[string](tb, focused) != "open_preferences"; i++ {
		tb.key(kb.Tab)
	}
	if got := eval[string](tb, focused); got != "open_preferences" {
		t.Fatalf("the keyboard does not reach the banner first: it is at %s", got)
	}
	tb.key(kb.Enter)
	p := tb.panel()
	p.live()
	for i := 0; i < 30 && !in[bool](p, `document.activeElement.dataset.saysoToggle == "analytics"`); i++ {
		tb.key(kb.Tab)
	}
	tb.key(" ")
	p.wait(`document.querySelector("[data-sayso-toggle=analytics]").checked`)
	tb.key(kb.Escape)
	tb.wait(`!` + theDialog)
	if got := eval[string](tb, focused); got != "open_preferences" {
		t.Errorf("after Escape the focus is on %s", got)
	}
	tb.wantRan("after Escape, which is no answer")
	for i := 0; i < 6 && eval[string](tb, focused) != "reject_all"; i++ {
		tb.key(kb.Tab)
	}
	tb.key(kb.Enter)
	tb.wait(`document.cookie.includes("sayso_")`)
	if tb.bannerShown() {
		t.Error("the banner is still there")
	}
}
