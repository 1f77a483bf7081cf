//go:build e2e

package e2e

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/web/e2e/internal/engine"
)

// bannerOnScreen is whether there is a banner to see.
const bannerOnScreen = `!!document.querySelector("sayso-banner")?.shadowRoot.querySelector(":host > section")?.checkVisibility()`

// requested is what was asked of the consent server beside the tag.
const requested = `performance.getEntriesByType("resource").map((e) => e.name).filter((n) => /wasm|\/panel|\/v1\//.test(n))`

// Without the same outcome in all three engines, it would be a matter of the
// visitor's browser whether a yes or a no holds.
func TestEveryEngineAccepts(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.wait(inBanner("accept_all"))
		v.untouched()
		v.press("", inBanner("accept_all"))
		v.wait(`window.ran?.includes("analytics") && window.ran.includes("functional")`)
		v.wait(`!(` + bannerOnScreen + `)`)
		jar := v.cookies()
		if jar["sayso_krowork"] == "" || jar["gated_analytics"] == "" {
			v.Errorf("after the choice there are cookies %q", jar)
		}
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.wait(`window.ran?.includes("analytics")`)
		v.settled()
		if got := v.cookies()["sayso_krowork"]; got != jar["sayso_krowork"] {
			v.Error("a visit renewed the cookie")
		}
	})
}

// untouched checks that nothing ran yet, and that nothing is stored.
func (v *visitor) untouched() {
	v.Helper()
	if ran, jar := v.ran(), v.cookies(); len(ran) > 0 || len(jar) > 0 {
		v.Errorf("before the choice %q ran, and there are cookies %q", ran, jar)
	}
}

// settled checks that a visitor who answered is left in peace.
func (v *visitor) settled() {
	v.Helper()
	if look[bool](v, "", bannerOnScreen) {
		v.Error("a visitor who answered is asked again")
	}
	if got := look[[]string](v, "", requested); len(got) > 0 {
		v.Errorf("for a visitor who answered the page asked for %q", got)
	}
}

// Without a panel that is made anew, ticks that were dismissed with Escape would
// come back with whoever opens it again at once, and be saved.
func TestEveryEngineOpensThePanelAfresh(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.press("", inBanner("open_preferences"))
		v.live()
		v.press(panelFrame, toggle("advertising"))
		v.waitIn(panelFrame, toggle("advertising")+`.checked`)
		look[any](v, "", `void (`+theDialog+`.close(), sayso.open())`) // before the event "close"
		v.waitIn(panelFrame, `!`+toggle("advertising")+`.checked`)
	})
}

func TestEveryEngineRefuses(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.press("", inBanner("reject_all"))
		v.wait(`document.cookie.includes("sayso_krowork")`)
		v.wait(`!(` + bannerOnScreen + `)`)
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.settled()
		if ran, jar := v.ran(), v.cookies(); len(ran) > 0 || len(jar) != 1 {
			v.Errorf("after refusing %q ran, and there are cookies %q", ran, jar)
		}
	})
}

// What the panel needs of an engine: a native modal dialog, a frame of another
// origin, WebAssembly, and Web Crypto for the receipt.
func TestEveryEngineChoosesAndWithdraws(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.press("", inBanner("open_preferences"))
		v.live()
		if !look[bool](v, "", theDialog+`.matches(":modal")`) {
			v.Error("the dialog is not modal")
		}
		v.press(panelFrame, toggle("analytics"))
		v.waitIn(panelFrame, toggle("analytics")+`.checked`)
		v.press(panelFrame, inPanel("save_choices"))
		v.wait(`!` + theDialog)
		v.wait(`window.ran?.length > 0`)
		if diff := cmp.Diff([]string{"analytics"}, v.ran()); diff != "" {
			v.Errorf("after the choice there ran (-want +got):\n%s", diff)
		}
		v.press("", `document.querySelector("[data-sayso-open]")`)
		v.live()
		v.waitIn(panelFrame, toggle("analytics")+`.checked && !`+toggle("functional")+`.checked`)
		v.press(panelFrame, inPanel("withdraw"))
		v.wait(`!` + theDialog)
		v.wait(`sayso.allowed("analytics") === false`)
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.settled()
		if ran := v.ran(); len(ran) > 0 {
			v.Errorf("on the page after the withdrawal %q ran", ran)
		}
	})
}

// Without Web Crypto really asked, anybody who can write a cookie could say
// yes for the visitor (COM-44).
func TestEveryEngineVerifiesTheReceipt(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.press("", inBanner("accept_all"))
		v.wait(`document.cookie.includes("sayso_krowork") && window.ran?.length > 0`)
		// One letter of the signature becomes another.
		look[any](v, "", `((jws) => {
			const at = jws.lastIndexOf(".") + 20;
			const forged = jws.slice(0, at) + (jws[at] == "A" ? "B" : "A") + jws.slice(at + 1);
			document.cookie = "sayso_krowork=" + forged + ";Path=/";
		})(document.cookie.match(/sayso_krowork=([^;]+)/)[1])`)
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.wait(inBanner("accept_all"))
		if ran := v.ran(); len(ran) > 0 {
			v.Errorf("by a forged receipt %q ran", ran)
		}
	})
}

// A profile that stores nothing stores nothing in any engine, and asks nobody.
func TestEveryEngineStoresNothingForKalos(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "kalos", "place=DE"))
		v.visit(shopSite.at("shop", "kalos", "place=DE"))
		kept := look[[]string](v, "", `(async () => [
			...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await caches.keys()),
			...(await indexedDB.databases()).map((d) => d.name), ...document.cookie.split("; ").filter(Boolean),
		])()`)
		if ran, jar := v.ran(), v.cookies(); len(ran)+len(jar)+len(kept) > 0 || look[bool](v, "", bannerOnScreen) {
			v.Errorf("ran %q, cookies %q, kept %q, banner %v", ran, jar, kept, look[bool](v, "", bannerOnScreen))
		}
	})
}

// Somebody who told the browser once need not tell every site again (COM-21).
// Chromium and Firefox send the header; WebDriver has no command by which
// WebKit would, and WebKit itself knows no such setting, so there the tag says
// it, as a server in front of the page would.
func TestEveryEngineHonoursTheSignal(t *testing.T) {
	everywhere(t, func(v *visitor) {
		tag := []string{"place=US"}
		if err := v.page.Header("Sec-GPC", "1"); errors.Is(err, engine.ErrCannot) && v.engine == "webkit" {
			v.Log("said in the tag:", err)
			tag = append(tag, "gpc=1")
		} else if err != nil {
			v.Fatal(err)
		}
		v.visit(shopSite.at("shop", "kalodata", tag...))
		v.wait(`window.ran?.length == 3`)
		if diff := cmp.Diff([]string{"analytics", "functional", "personalisation"}, v.ran()); diff != "" {
			v.Errorf("under the signal there ran (-want +got):\n%s", diff)
		}
		if gpc := look[string](v, "", `sayso.plan.gpc`); gpc != "honoured" {
			v.Errorf("plan.gpc is %q", gpc)
		}
	})
}

// The strictest pages in each engine. All three have Trusted Types by now, so
// none is left out.
func TestEveryEngineBearsStrictPages(t *testing.T) {
	everywhere(t, func(v *visitor) {
		for _, name := range []string{"hosts", "trusted types, named"} {
			v.visit(shopSite.with("strict", consent.url, "krowork", policies()[name], "place=DE"))
			if !look[bool](v, "", `"trustedTypes" in window`) {
				v.Errorf("%s: the engine has no Trusted Types: what it proves is too little", name)
			}
			v.wait(inBanner("accept_all"))
			style := look[string](v, "", `[getComputedStyle(`+inBanner("accept_all")+`.closest("section")).position,
				document.querySelector("sayso-banner").shadowRoot.adoptedStyleSheets.length].join()`)
			if style != "fixed,1" {
				v.Errorf("%s: the banner has no style: %s", name, style)
			}
			v.press("", inBanner("accept_all"))
			v.wait(`window.ran?.length == 3`)
			if got := strings.Join(look[[]string](v, "", `ran`), " "); got != "analytics inline functional" {
				v.Errorf("%s: ran %q", name, got)
			}
			v.press("", `document.querySelector("[data-sayso-open]")`)
			v.live()
			v.press(panelFrame, inPanel("withdraw"))
			v.wait(`!` + theDialog)
			look[any](v, "", `void (document.cookie = "sayso_krowork=;Path=/;Max-Age=0")`)
		}
	})
}

// Right to left, the banner's and the panel's columns change places.
func TestEveryEngineLaysOutRightToLeft(t *testing.T) {
	const before = `((a, b) => a.getBoundingClientRect().left > b.getBoundingClientRect().left)`
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=AE", "lang=ar"))
		v.wait(inBanner("accept_all"))
		box := `document.querySelector("sayso-banner").shadowRoot.querySelector("section")`
		if got := look[[]any](v, "", `[getComputedStyle(`+box+`).direction, `+before+`(`+box+`.children[0], `+box+`.children[1]), document.dir]`); !cmp.Equal(got, []any{"rtl", true, ""}) {
			v.Errorf("direction, text right of the buttons, direction of the page: %v", got)
		}
		v.press("", inBanner("open_preferences"))
		v.live()
		if got := look[[]any](v, panelFrame, `[document.dir, `+before+`(document.querySelector(".words"), document.querySelector(".toggle"))]`); !cmp.Equal(got, []any{"rtl", true}) {
			v.Errorf("in the panel, direction and words right of the switch: %v", got)
		}
		v.press(panelFrame, inPanel("close"))
		v.wait(`!` + theDialog)
		v.untouched()
	})
}
