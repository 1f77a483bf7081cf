//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// port is that of an origin.
func port(origin string) string { return origin[strings.LastIndexByte(origin, ':')+1:] }

// A server on a subdomain of the page's site sets the cookie itself, for the
// whole domain, and no script writes the receipt. Without it Safari would
// forget every choice after seven days.
func TestServerSetsTheCookie(t *testing.T) {
	www := "http://www.shop.localhost:" + port(shopSite.origin)
	s := serverFor(t, "id: own\nservice: krowork\nshare: shop.localhost\norigins: [\""+shopSite.origin+"\", \""+www+"\"]")
	base := "http://consent.shop.localhost:" + port(s.url)
	tb := newTab(t)
	call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.written = [];
		const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
		Object.defineProperty(document, "cookie", {
			get: () => jar.get.call(document),
			set(text) { written.push(text); jar.set.call(document, text); },
		});
	`})
	at := shopSite.with("shop", base, "own", "", "place=DE")
	tb.visit(at)
	tb.run(`sayso.accept()`)
	tb.wait(`document.cookie.includes("sayso_own=")`)
	if wrote := eval[string](tb, `written.filter((text) => text.startsWith("sayso_own=e")).join()`); wrote != "" {
		t.Errorf("a script wrote %s", wrote)
	}
	cookie := tb.cookies()["sayso_own"]
	if cookie == nil || cookie.Domain != ".shop.localhost" || cookie.HTTPOnly || cookie.Session {
		t.Fatalf("the cookie is %+v", cookie)
	}
	tb.visit(strings.Replace(at, shopSite.origin, www, 1))
	if !eval[bool](tb, `sayso.allowed("analytics")`) || eval[bool](tb, `!!document.querySelector("sayso-banner")`) {
		t.Error("the other subdomain does not know the choice")
	}
	// The panel saves from its own frame, and its answer sets the cookie too.
	tb.run(`sayso.withdraw()`)
	if tb.cookies()["sayso_own"].Value == cookie.Value {
		t.Error("the withdrawal did not change the cookie")
	}
}

// A choice goes along to a sister domain; the pass leaves the address at once,
// and is good for nobody else.
func TestHandover(t *testing.T) {
	sister := "http://sister.localhost:" + port(shopSite.origin)
	s := serverFor(t, "id: one\nservice: krowork\nhandover: [two]", "id: two\nservice: krowork\nhandover: []\norigins: [\""+sister+"\"]")
	tb := newTab(t)
	tb.visit(shopSite.with("shop", s.url, "one", "", "place=DE"))
	there := strings.Replace(shopSite.with("shop", s.url, "two", "", "place=DE"), shopSite.origin, sister, 1)
	if plain := eval[string](tb, "sayso.handover(`"+there+"`)"); plain != there {
		t.Errorf("without a choice the address is %s", plain)
	}
	tb.run(`sayso.accept()`)
	address := eval[string](tb, "sayso.handover(`"+there+"#part`)")
	if !strings.Contains(address, "#part&sayso=") {
		t.Fatalf("the address is %s", address)
	}
	tb.visit(address)
	tb.wait(`sayso.allowed("analytics")`)
	if hash := eval[string](tb, `location.hash`); hash != "#part" {
		t.Errorf("the fragment is %s", hash)
	}
	if eval[bool](tb, `!!document.querySelector("sayso-banner")?.shadowRoot.querySelector("[data-sayso-action]")`) {
		t.Error("the visitor is asked again")
	}
	tb.reload()
	if !eval[bool](tb, `sayso.allowed("analytics")`) {
		t.Error("the choice is gone on the next page")
	}
	refused := eval[string](tb, "sayso.handover(`https://stranger.example/`).then(() => 'given', (e) => e.message)")
	if !strings.Contains(refused, "handover") {
		t.Errorf("to a stranger: %s", refused)
	}
}
