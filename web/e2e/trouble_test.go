//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Without the order, a site whose server reads the cookie (server/guard) would
// refuse the first script that the visitor allowed, on every first visit.
func TestCookieIsThereBeforeTheGatesOpen(t *testing.T) {
	had := make(chan bool, 10)
	serveOnShop("/guarded.js", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("sayso_krowork")
		had <- err == nil
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `window.ran = ["guarded"]`)
	})
	serveOnShop("/guarded", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><script src="%s/sayso.js?site=krowork&place=DE"></script>
			<script>document.addEventListener("sayso:change", () => (window.inChange = document.cookie.includes("sayso_krowork=")))</script>
			<h1>Guarded</h1><script type="text/plain" data-sayso="analytics" src="/guarded.js"></script>`, consent.url)
	})
	for range 3 {
		tb := newTab(t)
		tb.visit(shopSite.origin + "/guarded")
		tb.run(`sayso.accept()`)
		tb.wait(`window.ran`)
		if !<-had {
			t.Error("the first gated script was asked for without the cookie")
		}
		if !eval[bool](tb, `inChange`) {
			t.Error(`in "sayso:change" the cookie is not there`)
		}
	}
}

// Without the long name, a page that has an "origin" of its own (of flights, of a
// map) would give it to the panel, which then opens for nobody.
func TestPanelOpensOnAPageWithItsOwnOrigin(t *testing.T) {
	serveOnShop("/flights", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><script>let origin = "SGN", destination = "HAN"</script>
			<script async src="%s/sayso.js?site=krowork&place=DE"></script><h1>Flights</h1>`, consent.url)
	})
	tb := newTab(t)
	tb.visit(shopSite.origin + "/flights")
	tb.press(inBanner("open_preferences"))
	tb.panel().live()
}

// Without its own catch, what a browser or another script forbids would leave a
// recorded choice half applied: gates open under a banner that asks on.
func TestChoiceHoldsWhereStorageThrows(t *testing.T) {
	for what, script := range map[string]string{
		"BroadcastChannel": `window.BroadcastChannel = class { constructor() { throw new DOMException("denied", "SecurityError"); } };`,
		"document.cookie": `const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
			Object.defineProperty(document, "cookie", { get: () => jar.get.call(document), set() { throw new Error("denied"); } });`,
	} {
		t.Run(what, func(t *testing.T) {
			tb := newTab(t)
			tb.atStart(script + `window.chosen = 0; document.addEventListener("sayso:choice", () => chosen++);`)
			tb.visit(shopSite.at("shop", "krowork", "place=DE"))
			tb.wait(inBanner("accept_all"))
			tb.run(`new Promise((done) => setTimeout(done, 200))`) // it has tried to listen by then
			if !eval[bool](tb, `sayso.accept()`) {
				t.Errorf("the choice was not recorded: %q", tb.said())
			}
			if !eval[bool](tb, `sayso.allowed("analytics")`) || tb.bannerShown() || eval[int](tb, `chosen`) != 1 {
				t.Error("nothing is granted, the banner asks on, or the page was not told")
			}
		})
	}
}

// Without the answer 409, every page that is open during an upgrade, or comes
// from a cache of before it, would have buttons that do nothing.
func TestTokenOfAnotherTime(t *testing.T) {
	tb := newTab(t)
	tb.atStart(`{ const send = fetch; let first = true; window.fetch = (to, how) => {
		if (first && how?.body) { first = false; how = { ...how, body: JSON.stringify({ ...JSON.parse(how.body), plan: "A".repeat(200) }) }; }
		return send(to, how); } }`)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.wait(theDialogAhead + `?.firstChild`)
	tb.run(`window.ahead = ` + theDialogAhead + `.firstChild, 0`)
	if eval[bool](tb, `sayso.accept()`) {
		t.Fatal("a token that this server never made was taken")
	}
	if len(tb.asked("/v1/view")) != 1 {
		t.Fatal("no new plan was asked for")
	}
	// A panel that was made ahead holds the token that was refused.
	if eval[bool](tb, `window.ahead && `+theDialogAhead+`?.firstChild == ahead`) {
		t.Error("the panel of the old plan waits to be opened")
	}
	tb.press(inBanner("accept_all"))
	tb.wait(`sayso.allowed("analytics")`)
}

// Without its words on the banner, a choice that the server refuses would be a
// press that nothing follows.
func TestRefusedChoiceSaysSo(t *testing.T) {
	tb := newTab(t)
	tb.atStart(`{ const send = fetch; window.fetch = (to, how) => how?.body ? Promise.resolve(new Response("{}", { status: 429 })) : send(to, how); }`)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("accept_all"))
	tb.wait(sorry)
}

// Without the same words, so would be one whose receipt does not verify, as when
// the keys were rotated while the page was open.
func TestForgedReceiptSaysSo(t *testing.T) {
	tb := newTab(t)
	tb.atStart(`{ const send = fetch; window.fetch = (to, how) => how?.body ? Promise.resolve(new Response('{"receipt":"a.b.c"}', { status: 201 })) : send(to, how); }`)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("accept_all"))
	tb.wait(sorry)
	if eval[bool](tb, `sayso.allowed("analytics")`) {
		t.Error("it grants")
	}
}

// sorry is whether the banner says that nothing was recorded.
const sorry = `document.querySelector("sayso-banner").shadowRoot.querySelector("[data-sayso-error]").checkVisibility()`

// Without hiding it, the banner of a plan that does not hold any more would stay
// where the new one asks nothing.
func TestNewPlanDoesNotAsk(t *testing.T) {
	tb := newTab(t)
	tb.atStart(`{ const send = fetch; window.fetch = async (to, how) => {
		if (how?.body) return new Response("{}", { status: 409 });
		const answer = await send(to, how);
		if (!String(to).includes("/v1/view")) return answer;
		const { banner, ...view } = await answer.json();
		return new Response(JSON.stringify({ ...view, ask: false })); } }`)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.wait(inBanner("accept_all"))
	tb.run(`sayso.accept()`)
	if tb.bannerShown() {
		t.Error("the old banner asks on")
	}
}

// Without putting it back, a page that swaps its body on each navigation would
// lose the banner, and its link to the panel would do nothing.
func TestBodyIsReplaced(t *testing.T) {
	const swap = `async (times, pause = 30) => { for (let i = 0; i < times; i++) {
		const body = document.createElement("body");
		body.innerHTML = "<h1>Page " + i + "</h1><button data-sayso-open>Choices</button>";
		document.body.replaceWith(body);
		await new Promise((done) => setTimeout(done, pause)); } }`
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.wait(inBanner("accept_all"))
	for range 2 {
		tb.run(`(` + swap + `)(15, 0)`)
		tb.wait(inBanner("accept_all"))
		tb.run(`new Promise((done) => setTimeout(done, 1200))`)
	}
	const modal = theDialog + `?.matches(":modal")`
	tb.press(`document.querySelector("[data-sayso-open]")`)
	tb.wait(modal)
	// The dialog comes back open, and the page around it is not inert.
	tb.run(`(` + swap + `)(1)`)
	tb.press(`document.querySelector("[data-sayso-open]")`)
	tb.wait(modal)
	tb.panel().wait(`!!document.querySelector("[data-sayso-toggle=analytics]")`)
}

// Without a new channel, a tab that came back from the back/forward cache would choose for
// itself alone, or not at all.
func TestPageThatCameBackTellsOthers(t *testing.T) {
	one := newTab(t)
	one.visit(shopSite.at("shop", "krowork", "place=DE"))
	two := one.another()
	two.visit(shopSite.at("shop", "krowork", "place=DE"))
	for _, tb := range []*tab{one, two} {
		tb.run(`new Promise((done) => setTimeout(done, 200))`) // it listens by then
	}
	two.run(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })); dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`)
	if !eval[bool](two, `sayso.accept()`) {
		t.Errorf("the choice was not recorded: %q", two.said())
	}
	one.wait(`sayso.allowed("analytics")`)
}

// Without an end to it, the banner and a script that removes it would keep each
// other busy, and each time a panel would be fetched ahead.
func TestBannerGivesUp(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.wait(`!!` + theDialogAhead)
	tb.run(`(() => {
		window.removed = 0;
		let soon;
		const tidy = () => { soon = 0; const it = document.querySelector("sayso-banner"); if (it) it.remove(), removed++; };
		new MutationObserver(() => (soon ||= setTimeout(tidy, 25))).observe(document.body, { childList: true });
		tidy();
	})()`)
	tb.run(`new Promise((done) => setTimeout(done, 2500))`)
	if n := eval[int](tb, `removed`); n > 25 {
		t.Errorf("the banner came back %d times in 2.5 s", n)
	}
	tb.run(`sayso.open()`)
	tb.wait(theDialog + `?.matches(":modal")`)
}

// Without another look at the cookie, a page that was prerendered under a consent
// would run its scripts when it is shown, although the consent was withdrawn.
func TestWithdrawnWhilePrerendered(t *testing.T) {
	one := newTab(t)
	one.visit(shopSite.at("shop", "krowork", "place=DE"))
	one.run(`sayso.accept()`)
	two := one.another()
	prerender(two)
	two.atStart(`window.BroadcastChannel = class { postMessage() {} close() {} };`) // messages wait until the page is shown
	two.visit(shopSite.at("shop", "krowork", "place=DE"))
	two.run(`new Promise((done) => setTimeout(done, 200))`)
	one.run(`sayso.withdraw()`)
	two.run(`hidden = false; document.dispatchEvent(new Event("prerenderingchange"))`)
	two.wait(inBanner("accept_all") + ` || !sayso.allowed("analytics")`)
	two.quiet()
	if got := two.asked("/gated/"); len(got) != 0 {
		t.Errorf("after the withdrawal the page asked for %s", strings.Join(got, ", "))
	}
}
