//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"

	"github.com/chromedp/chromedp"
)

// block lets no request through whose address fits pattern, as a content
// blocker or a broken line would.
func (tb *tab) block(pattern string) {
	tb.Helper()
	if err := chromedp.Listen(tb.ctx, func(ev any) {
		if ev, ok := ev.(*fetch.EventRequestPaused); ok {
			go chromedp.Call(tb.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: ev.RequestID, ErrorReason: network.ErrorReasonBlockedByClient})
		}
	}); err != nil {
		tb.Fatal(err)
	}
	call(tb, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}})
}

// Without the header in the plan, or the second look at navigator, somebody
// who told the browser once would have to tell every site again (COM-21).
func TestGlobalPrivacyControl(t *testing.T) {
	for name, arrange := range map[string]func(tb *tab){
		"by header alone": func(tb *tab) {
			call(tb, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Sec-GPC": "1"}})
		},
		"by navigator alone": func(tb *tab) {
			call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
				Source: `Object.defineProperty(navigator, "globalPrivacyControl", { value: true })`,
			})
		},
		"by the browser": func(tb *tab) {
			set := func(on bool) {
				if _, err := chromedp.CallBrowser(tb.ctx, cdpbrowser.SetGlobalPrivacyControl, cdpbrowser.SetGlobalPrivacyControlParams{Gpc: on}); err != nil {
					tb.Fatal(err)
				}
			}
			set(true)
			tb.Cleanup(func() { set(false) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTab(t)
			arrange(tb)
			tb.visit(shopSite.at("shop", "kalodata", "place=US"))
			tb.wantRan("under the signal", "analytics", "functional", "personalisation")
			if gpc := eval[string](tb, `sayso.plan.gpc`); gpc != "honoured" {
				t.Errorf("plan.gpc is %q", gpc)
			}
			tb.clean()
			tb.run(`sayso.accept()`)
			tb.reload()
			tb.wantRan("after accepting all under the signal", "analytics", "functional", "personalisation")
		})
	}
}

// Without the signal above the receipt, an old yes would outlive a new no
// (COM-22).
func TestSignalAfterAcceptance(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "kalodata", "place=DE"))
	tb.run(`sayso.accept()`)
	tb.wantRan("after accepting", "advertising", "analytics", "both", "functional", "personalisation")
	tb.clean()
	call(tb, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Sec-GPC": "1"}})
	tb.open(shopSite.at("shop", "kalodata", "place=DE") + "&again")
	tb.run(`sayso.ready`)
	tb.wantRan("under the new signal", "analytics", "functional", "personalisation")
}

// Without the signature, anybody who can write a cookie could say yes for the
// visitor (COM-44).
func TestForgedCookieIsNoDecision(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.run(`sayso.reject()`)
	jws := tb.cookies()["sayso_krowork"].Value
	head, rest, _ := strings.Cut(jws, ".")
	body, signature, _ := strings.Cut(rest, ".")
	flip := func(s string, at int) string {
		c := byte('A')
		if s[at] == c {
			c = 'B'
		}
		return s[:at] + string(c) + s[at+1:]
	}
	for name, forged := range map[string]string{
		"a byte of the claims":             head + "." + flip(body, len(body)/2) + "." + signature,
		"a byte of the signature":          head + "." + body + "." + flip(signature, 40),
		"the last letter":                  head + "." + body + "." + signature[:85] + string(signature[85]+1),
		"a part more":                      jws + ".e30",
		"no signature, algorithm \"none\"": "eyJhbGciOiJub25lIn0." + body + ".",
		"nothing like it":                  "yes",
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTab(t)
			tb.open(shopSite.origin + "/pixel/blank")
			tb.run(`document.cookie = "sayso_krowork=` + forged + `;Path=/"`)
			tb.visit(shopSite.at("shop", "krowork", "place=DE"))
			tb.wait(inBanner("accept_all"))
			tb.wantRan("with the forged cookie (COM-44)")
		})
	}
	t.Run("one of another site", func(t *testing.T) {
		tb := newTab(t)
		tb.open(shopSite.origin + "/pixel/blank")
		tb.run(`document.cookie = "sayso_egretsoft=` + jws + `;Path=/"`)
		tb.visit(shopSite.at("shop", "egretsoft", "place=DE"))
		tb.wait(inBanner("accept_all"))
	})
}

// Without a standard format, nobody but us could check what a visitor agreed
// to.
func TestReceiptVerifiesElsewhere(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.run(`sayso.accept()`)
	jws := tb.cookies()["sayso_krowork"].Value
	out, err := exec.Command("node", "verify.mjs", consent.url+"/.well-known/jwks.json", jws).CombinedOutput()
	if err != nil {
		t.Fatalf("jose refuses the receipt: %s", out)
	}
	var claims struct {
		Aud, Profile string
		Grants       map[string]bool
	}
	if err := json.Unmarshal(out, &claims); err != nil || claims.Aud != "krowork" || claims.Profile != "krowork-intl" || !claims.Grants["analytics"] {
		t.Errorf("jose reads %s (%v)", out, err)
	}
	at := len(jws) - 50
	changed := jws[:at] + string(jws[at]^1) + jws[at+1:]
	if out, err := exec.Command("node", "verify.mjs", consent.url+"/.well-known/jwks.json", changed).CombinedOutput(); err == nil {
		t.Errorf("jose takes a receipt with one changed byte: %s", out)
	}
}

// Without the onlooker's rule "no answer is no", a dead server would open the
// gates or break the page (COM-43).
func TestDeadServer(t *testing.T) {
	own := ownServer(t)
	tb := newTab(t)
	tb.visit(shopSite.with("shop", own.url, "krowork", "", "place=DE"))
	tb.wait(inBanner("accept_all"))
	own.stop()
	tb.press(inBanner("accept_all"))
	tb.wait(`document.querySelector("sayso-banner").shadowRoot.querySelector("[data-sayso-error]").checkVisibility()`)
	tb.wantRan("after an acceptance that nobody recorded (COM-43)")
	if said := tb.said(); len(said) != 1 || !strings.Contains(said[0], "sayso: ") {
		t.Errorf("the console says %q; want one line of ours", said)
	}
	tb.press(inBanner("reject_all"))
	if tb.bannerShown() {
		t.Error("a refusal needs no server, and the banner is still there")
	}
	tb.open(shopSite.with("shop", own.url, "krowork", "", "place=DE"))
	tb.wantRan("on a page whose tag does not answer")
	if title := eval[string](tb, `document.querySelector("h1").textContent`); title != "An ordinary shop" {
		t.Errorf("the page shows %q", title)
	}
}

// Without a real form in the panel, a blocked WASM would take the choice away.
func TestPanelWithoutWASM(t *testing.T) {
	tb := newTab(t)
	tb.block("*.wasm")
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	p.press(`[data-sayso-toggle=analytics]`)
	p.press(`.bar [data-sayso-action=save_choices]`)
	tb.wait(`sayso.allowed("analytics")`)
	tb.wait(`!` + theDialog)
	if posts := tb.asked("POST " + consent.url + "/panel"); len(posts) != 1 {
		t.Errorf("the form was sent %d times", len(posts))
	}
	tb.wantRan("after the plain form", "analytics")
	tb.clean()
	tb.press(`document.querySelector("[data-sayso-open]")`)
	p = tb.panel()
	if !in[bool](p, `document.querySelector("[data-sayso-toggle=analytics]").checked && !document.querySelector("[data-sayso-toggle=functional]").checked`) {
		t.Error("the panel does not show the choice")
	}
	p.press(`.bar [data-sayso-action=reject_all]`)
	tb.wait(`!sayso.allowed("analytics")`)
	tb.reload()
	tb.wantRan("after refusing in the plain form")
}

// Without the channel, two tabs would each believe something else.
func TestTabsAgree(t *testing.T) {
	one := newTab(t)
	one.visit(shopSite.at("shop", "krowork", "place=DE"))
	two := one.another()
	two.visit(shopSite.at("shop", "krowork", "place=DE"))
	two.wait(inBanner("accept_all"))
	one.run(`sayso.accept()`)
	two.wait(`(window.ran || []).includes("analytics")`)
	if two.bannerShown() {
		t.Error("the other tab still asks")
	}
	two.run(`sayso.withdraw()`)
	one.wait(`!sayso.allowed("analytics")`)
}

// Without a second look at the cookie, a tab would go on asking that was too busy
// to listen when another one chose; and a choice made in a tab that does not yet
// listen would reach no other.
func TestBusyTabsAgree(t *testing.T) {
	const busy = `{ const soon = setTimeout, held = []; window.calm = () => held.forEach((f) => f());
		window.setTimeout = (f, ms, ...more) => ms >= 50 ? held.push(f) : soon(f, ms, ...more); }`
	one := newTab(t)
	one.visit(shopSite.at("shop", "krowork", "place=DE"))
	two := one.another()
	two.atStart(busy)
	two.visit(shopSite.at("shop", "krowork", "place=DE"))
	one.run(`sayso.accept()`)
	if eval[bool](two, `sayso.allowed("analytics")`) {
		t.Fatal("the second tab was not busy")
	}
	two.run(`calm()`)
	two.wait(`sayso.allowed("analytics")`)
	two.visit(shopSite.at("shop", "krowork", "place=DE"))
	two.run(`sayso.withdraw()`)
	one.wait(`!sayso.allowed("analytics")`)
}

// Without the check, a tag that a template puts in twice would ask twice.
func TestTagTwice(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.run(`new Promise((done) => { const s = document.createElement("script"); s.src = document.querySelector("script[src*=sayso]").src; s.onload = done; document.head.append(s); })`)
	if n := eval[int](tb, `document.querySelectorAll("sayso-banner").length`); n != 1 {
		t.Errorf("there are %d banners", n)
	}
}

// Without a number, what every visitor downloads would grow unseen. A place that
// is played is packed in a hurry, since it is not kept; what visitors get is
// packed once and as small as can be, and so it is weighed.
func TestWeightOfTheTag(t *testing.T) {
	const most = 6656 // 6.5 KB: loader, plan, banner and style in one answer
	for _, place := range []string{"DE", "US", "CN"} {
		resp, err := http.Get(consent.url + "/sayso.js?site=krowork&place=" + place)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
		if _, err := io.Copy(w, resp.Body); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		w.Close()
		t.Logf("/sayso.js for krowork in %s: %d bytes of brotli", place, packed.Len())
		if packed.Len() > most {
			t.Errorf("/sayso.js for krowork in %s has %d bytes, more than %d", place, packed.Len(), most)
		}
	}
}

// Without strict types, the seams between loader, panel and server would be
// held by hope.
func TestTypes(t *testing.T) {
	if out, err := exec.Command("node", "node_modules/typescript/bin/tsc", "-p", "../loader").CombinedOutput(); err != nil {
		t.Errorf("tsc: %s", out)
	}
}
