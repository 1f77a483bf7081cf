//go:build e2e

package e2e

import (
	"net/http"
	"net/http/httputil"
	"net/url"
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
	beside := tb.another()
	beside.visit(at)
	beside.run(`new Promise((done) => setTimeout(done, 200))`) // it listens by then, and looks no more by itself
	// The panel saves from its own frame, and its answer sets the cookie too.
	tb.run(`sayso.withdraw()`)
	if tb.cookies()["sayso_own"].Value == cookie.Value {
		t.Error("the withdrawal did not change the cookie")
	}
	// No message passes between two names: a tab looks when the visitor comes back
	// to it. A browser without windows shows every tab, so the event is the test's.
	if !eval[bool](beside, `sayso.allowed("analytics")`) {
		t.Fatal("the other tab knew before it was looked at")
	}
	beside.run(`document.dispatchEvent(new Event("visibilitychange"))`)
	beside.wait(`!sayso.allowed("analytics")`)
}

// Behind a path of the page's own host, the loader, the panel and its WASM find
// everything below that path, and the cookie belongs to the host alone.
func TestBehindAPath(t *testing.T) {
	t.Setenv("SAYSO_TRUSTED_PROXY", "loopback")
	s := serverFor(t, "id: path\nservice: krowork")
	target, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
		r.Out.URL.Path = strings.TrimPrefix(r.In.URL.Path, "/consent")
		r.Out.Header.Set("X-Forwarded-Prefix", "/consent")
	}}
	shopSite.server.Handler.(*http.ServeMux).Handle("/consent/", proxy)
	tb := newTab(t)
	tb.visit(shopSite.with("shop", shopSite.origin+"/consent", "path", "", "place=DE"))
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	p.live()
	p.tick("analytics")
	p.press("[data-sayso-action=save_choices]")
	tb.wait(`sayso.allowed("analytics")`)
	if cookie := tb.cookies()["sayso_path"]; cookie == nil || cookie.Domain != "shop.localhost" {
		t.Errorf("the cookie is %+v", cookie)
	}
	for _, asked := range tb.asked("") {
		if strings.Contains(asked, s.url) {
			t.Errorf("it went around the proxy: %s", asked)
		}
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
