//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/google/go-cmp/cmp"

	"github.com/chromedp/chromedp"
)

// hostile are themes that would like to hide the refusal. The last one counts
// the buttons: it would paint the first one in its own ground.
var hostile = map[string]string{
	"none":      ``,
	"gradient":  `sayso-banner { --sayso-accent: linear-gradient(90deg, #fff 50%, #000 50%) fixed; --sayso-on-accent: #fff }`,
	"parts":     `sayso-banner::part(choice) { min-width: 10px; font-size: 13px } sayso-banner::part(choice):hover { opacity: .9 }`,
	"overrides": `sayso-banner { --sayso-background: #fff; --sayso-text: #fff; --sayso-radius: 90px; --sayso-button-radius: 40px; --sayso-font: cursive }`,
	"counting": `sayso-banner { --sayso-accent: rgb(from #fff calc(255 - 200 * (sibling-index() - 1)) g b);
		--sayso-on-accent: rgb(from #fff r calc(255 * (2 - sibling-index())) b); --sayso-button-radius: calc(20px * sibling-index()) }`,
}

// An answer is one of the two buttons as a visitor sees it.
type answer struct {
	W, H, Size, Weight               float64
	X, Y                             float64
	Ink, Ground, Radius, Opacity, By string
	Hit                              bool
	Contrast                         float64
}

// measured reads a button where it stands in the story's shadow root.
const measured = `((action) => {
	const root = document.querySelector("sayso-banner").shadowRoot, b = root.querySelector("[data-sayso-action=" + action + "]");
	const s = getComputedStyle(b), r = b.getBoundingClientRect();
	const light = (c) => { const [x, y, z] = c.match(/[\d.]+/g).map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * x + .7152 * y + .0722 * z };
	const [hi, lo] = [light(s.color), light(s.backgroundColor)].sort((a, b) => b - a);
	return { W: r.width, H: r.height, X: r.x, Y: r.y, Size: parseFloat(s.fontSize), Weight: +s.fontWeight, Ink: s.color, Ground: s.backgroundColor,
		Radius: s.borderRadius, Opacity: s.opacity, By: s.filter + s.visibility + s.transform, Contrast: (hi + .05) / (lo + .05),
		Hit: root.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) == b };
})(%q)`

// Without a wrapper that fixes what the two inherit, a theme could tell the
// first button from the second, and hide it (COM-10).
func TestRefusingStaysEqualInEveryLook(t *testing.T) {
	tb := newTab(t)
	n := 0
	for _, layout := range []string{"", "-card", "-dialog"} {
		for _, theme := range []string{"light", "dark"} {
			for _, dir := range []string{"ltr", "rtl"} {
				for _, width := range []int64{1280, 320} {
					if err := chromedp.Do(tb.ctx, chromedp.EmulateViewport(width, 800)); err != nil {
						t.Fatal(err)
					}
					tb.open(consent.url + "/demo/stories/banner-opt_in" + layout + "?theme=" + theme + "&dir=" + dir)
					for name, css := range hostile {
						at := fmt.Sprintf("%s%s, %s, %s, %d px, theme %q", "bar", layout, theme, dir, width, name)
						tb.run(fmt.Sprintf(`{ const s = new CSSStyleSheet(); s.replaceSync(%q); document.adoptedStyleSheets = [s] }`, css))
						tb.equals(at, name == "none")
						n++
					}
				}
			}
		}
	}
	t.Logf("accept and refuse were equal in %d looks", n)
}

// equals compares the two answers; ours says that the theme is our own.
func (tb *tab) equals(at string, ours bool) {
	tb.Helper()
	accept, refuse := eval[answer](tb, fmt.Sprintf(measured, "accept_all")), eval[answer](tb, fmt.Sprintf(measured, "reject_all"))
	if !refuse.Hit || !accept.Hit {
		tb.Errorf("%s: covered or off the screen: accept %v, refuse %v", at, !accept.Hit, !refuse.Hit)
	}
	if accept.X != refuse.X && accept.Y != refuse.Y {
		tb.Errorf("%s: neither in one line nor in one column: accept %v,%v, refuse %v,%v", at, accept.X, accept.Y, refuse.X, refuse.Y)
	}
	if ours && refuse.Contrast < 4.5 {
		tb.Errorf("%s: contrast %.2f", at, refuse.Contrast)
	}
	accept.X, accept.Y, refuse.X, refuse.Y = 0, 0, 0, 0
	if diff := cmp.Diff(accept, refuse); diff != "" {
		tb.Errorf("%s: accept (-) and refuse (+) differ:\n%s", at, diff)
	}
}

// Without it, a banner could push the page about, or be what a browser takes
// for the page's own content.
func TestBannerLeavesThePageAlone(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.wait(inBanner("accept_all"))
	tb.run(`new Promise((done) => setTimeout(done, 500))`)
	// Of what is in a shadow tree, the browser tells no element.
	got := eval[string](tb, `new Promise((done) => {
		const of = (type) => new Promise((seen) => { const all = []; new PerformanceObserver((l) => all.push(...l.getEntries())).observe({ type, buffered: true }); setTimeout(() => seen(all), 200) });
		Promise.all([of("layout-shift"), of("largest-contentful-paint")]).then(([shifts, paints]) => done(
			shifts.reduce((sum, s) => sum + s.value, 0) + " " + paints.map((p) => p.element?.localName ?? "in a shadow")));
	})`)
	if got != "0 h1" {
		t.Errorf("layout shift, and what was the largest paint: %s; want 0 h1", got)
	}
	if !eval[bool](tb, `document.querySelector("sayso-banner").hasAttribute("data-nosnippet")`) {
		t.Error("search engines may quote the banner")
	}
}

// Without the look at the page, each first visit would wait a frame longer for
// the banner, also where the page shows something larger anyway; and where it
// does not, the banner would be what a browser takes for the page's content.
func TestBannerIsSeenInItsFirstFrame(t *testing.T) {
	const page = `<!doctype html><title>A page</title><div>%s</div><script>
		new MutationObserver((_, seen) => {
			const box = document.querySelector("sayso-banner")?.shadowRoot.querySelector(".b");
			if (box) seen.disconnect(), requestAnimationFrame(() => (window.opacity = box.style.opacity));
		}).observe(document, { childList: true, subtree: true });
	</script><script src="%s/sayso.js?site=krowork&place=DE"></script>`
	const largest = `new Promise((done) => new PerformanceObserver((l) => done(l.getEntries().at(-1).element?.localName ?? "the banner")).observe({ type: "largest-contentful-paint", buffered: true }))`
	lines := strings.Repeat("The page says something. ", 60)
	for name, tt := range map[string]struct {
		content          string
		width, height    int64
		opacity, largest string
	}{
		"little text":                   {`<p>Small`, 1280, 800, "0", "p"},
		"a heading of one word":         {`<h1 style="font-size: 60px">Hi`, 1280, 800, "0", "h1"},
		"little text in a large box":    {`<p style="height: 400px">Small`, 1280, 800, "0", "p"},
		"an image that never comes":     {`<p>Small</p><p><img alt="" width=900 height=400 src="data:image/png,none"></p>`, 1280, 800, "0", "p"},
		"much text":                     {`<p>` + lines, 1280, 800, "", "p"},
		"more text than the window has": {`<p>Small<p style="font-size: 40px">` + lines, 1280, 800, "0", "p"},
		"a window too low":              {`<p style="height: 100px">Small`, 320, 240, "0", "p"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTab(t)
			if err := chromedp.Do(tb.ctx, chromedp.EmulateViewport(tt.width, tt.height)); err != nil {
				t.Fatal(err)
			}
			serveOnShop("/looked-at", func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, page, tt.content, consent.url)
			})
			tb.open(shopSite.origin + "/looked-at")
			tb.wait(`window.opacity !== undefined`)
			if got := eval[string](tb, `opacity`); got != tt.opacity {
				t.Errorf("in its first frame the banner has the opacity %q, want %q", got, tt.opacity)
			}
			tb.run(`new Promise((done) => setTimeout(done, 300))`)
			if got := eval[string](tb, largest); got != tt.largest {
				t.Errorf("the largest paint is %s, want %s", got, tt.largest)
			}
		})
	}
}

// Without the links between choices and the words of one language at a time,
// nobody could read since when they allow something, or in their own language.
func TestRecordAndLanguageLive(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("accept_all"))
	tb.wait(`sayso.choices().analytics === true`)
	tb.run(`sayso.save({ ...sayso.choices(), analytics: false })`)
	tb.wait(`sayso.choices().analytics === false`)
	tb.press(`document.querySelector("[data-sayso-open]")`)
	p := tb.panel()
	p.live()
	p.wait(`document.querySelectorAll("#history li").length == 2`)
	p.tick("marketing_messages")
	in[bool](p, `((el) => { el.value = "ar"; return el.dispatchEvent(new Event("change", { bubbles: true })) })(document.querySelector("#lang"))`)
	p.wait(`document.documentElement.dir == "rtl" && document.documentElement.lang == "ar"`)
	if !in[bool](p, `document.querySelector("#s-marketing_messages").checked`) {
		t.Error("the tick was lost with the language")
	}
	if got := in[string](p, `document.querySelector("#history time").textContent`); strings.Contains(got, "UTC") {
		t.Errorf("the date is %q, not as Intl writes it", got)
	}
	if got := len(tb.asked("/v1/language")); got != 1 {
		t.Errorf("%d languages were asked for", got)
	}
	p.press("[data-sayso-action=save_choices]")
	tb.wait(`sayso.choices().marketing_messages === true`)
}

// Without the form below, a panel whose WASM never comes would be a picture.
func TestFailedWASMLeavesAForm(t *testing.T) {
	tb := newTab(t)
	call(tb, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.wasm", Block: true}}})
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	if in[bool](p, `!!document.querySelector("progress, [aria-busy=true], button:disabled")`) {
		t.Error("something on the usable form says that it is busy")
	}
	p.tick("functional")
	in[bool](p, `!!(document.querySelector("#lang").value = "de")`)
	p.press("[data-sayso-action=language]")
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		p = tb.panel()
		if lang, err := p.try(`document.documentElement.lang`); err == nil && string(lang) == `"de"` {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the panel never came in German")
		}
	}
	p.wait(`document.querySelector("#s-functional").checked`)
	p.press("[data-sayso-action=save_choices]")
	tb.wait(`sayso.choices().functional === true`)
	if said := tb.said(); !strings.Contains(strings.Join(said, "\n"), "works as a plain form") {
		t.Errorf("the console does not say why: %q", said)
	}
}
