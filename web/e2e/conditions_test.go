//go:build e2e

package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A condition is one way in which the page with forty gates may be embedded or
// attacked.
type condition struct {
	name string
	// head is what stands first in the head of the page, csp its policy.
	head, csp string
	// arrange prepares the tab, before the page is opened. Optional.
	arrange func(tb *tab)
	// visit opens the page instead of the plain way. Optional.
	visit func(tb *tab, url string)
	// yes is how the visitor says yes; empty is the button of the banner.
	yes func(tb *tab)
	// shut says that nothing may ever open: nobody could be asked, or nothing
	// could be recorded.
	shut bool
	// less are files that stay out because the page's policy forbids them.
	less []string
	// noise is what the console may say, beside "sayso: …" where shut is set.
	noise []string
}

func tag(attributes string) string {
	return `<script src="` + consent.url + `/sayso.js?site=krowork&place=DE" ` + attributes + `></script>`
}

// fetchText is what the consent server answers.
func fetchText(t *testing.T, path string) string {
	t.Helper()
	res, err := http.Get(consent.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, res.Status, err)
	}
	return string(text)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// rest is what every strict policy here lets the forty nodes load, once they
// are open.
func rest() string {
	return "; default-src 'none'; base-uri 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; object-src 'self'; frame-src 'self' " + consent.url +
		"; connect-src " + consent.url
}

func (tb *tab) atStart(js string) {
	tb.Helper()
	call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: js})
}

func accept(tb *tab) { tb.run(`sayso.accept()`) }

// hide hides the banner as a content blocker does that reaches into shadow
// roots: from outside, our own style would win.
func hide(tb *tab) {
	tb.atStart(`document.addEventListener("sayso:show", () => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(":host { display: none !important }");
		document.querySelector("sayso-banner").shadowRoot.adoptedStyleSheets.push(sheet);
	})`)
}

// remove takes the banner out of the page as often as it comes.
func remove(tb *tab) {
	tb.atStart(`new MutationObserver(() => document.querySelector("sayso-banner")?.remove()).observe(document, { childList: true, subtree: true })`)
}

func told(tb *tab) { tb.wait(`problems.some((p) => p.includes("hides the banner"))`) }

func conditions(t *testing.T) []condition {
	strict := "script-src 'nonce-r4nd0m' 'strict-dynamic'" + rest()
	types := strict + "; require-trusted-types-for 'script'; trusted-types sayso"
	inline := fetchText(t, "/sayso.js?site=krowork&place=DE")
	var pin struct{ Tag string }
	if err := json.Unmarshal([]byte(fetchText(t, "/v1/loader?site=krowork")), &pin); err != nil {
		t.Fatal(err)
	}
	manager := `<script nonce="r4nd0m">setTimeout(() => { const s = document.createElement("script"); s.async = true; s.src = "` + consent.url + `/sayso.js?site=krowork&place=DE"; document.head.append(s); }, 100)</script>`
	dead := strings.Replace(tag("async"), consent.url, "http://127.0.0.1:9", 1)
	return append([]condition{
		{name: "async", head: tag("async")},
		{name: "defer", head: tag("defer")},
		{name: "first in the head, blocking", head: tag("")},
		{name: "written into the head", head: "<script>" + inline + "</script>"},
		{name: "by a tag manager", head: manager},
		{name: "twice", head: tag("async") + tag("defer")},
		{name: "versioned, with integrity", head: pin.Tag},
		{name: "policy of hosts and nonces", head: tag(`async nonce="r4nd0m"`), csp: "script-src " + consent.url + " 'self' 'nonce-r4nd0m'" + rest()},
		{name: "policy of hashes", head: "<script>" + inline + "</script>", csp: "script-src 'self' " + hashOf(inline) + " " + hashOf(addLate) + " 'nonce-r4nd0m'" + rest()},
		{name: "strict-dynamic", head: tag(`async nonce="r4nd0m"`), csp: strict},
		{name: "strict-dynamic, by a tag manager", head: manager, csp: strict},
		{name: "versioned under strict-dynamic", head: strings.Replace(pin.Tag, " async", ` async nonce="r4nd0m"`, 1), csp: strict},
		{name: "Trusted Types, any policy", head: tag(`async nonce="r4nd0m"`), csp: strict + "; require-trusted-types-for 'script'"},
		{name: "Trusted Types, strictest policy", head: tag(`async nonce="r4nd0m"`), csp: types},
	}, attacks(dead)...)
}

func attacks(dead string) []condition {
	return []condition{
		{name: "an application that draws anew", head: tag("async"), visit: singlePage},
		{name: "left and come back (bfcache)", head: tag("async"), visit: leaveAndReturn},
		{name: "prerendered, then shown", head: tag("async"), arrange: prerender, yes: shownThenYes},
		{name: "named by speculation rules", head: tag("async"), visit: speculated},
		{name: "yes in another tab", head: tag("async"), yes: yesElsewhere},
		{name: "a webview", head: tag("async"), arrange: webview},
		{name: "HTML out of a shared cache", head: tag("async"), visit: func(tb *tab, url string) { tb.visit(url + "&cached=1"); tb.visit(url + "&cached=1") }},
		{name: "an element with our name", head: tag("async") + `<meta id="sayso" name="sayso">`},
		{name: "a page that changes fetch", head: tag("async"), arrange: func(tb *tab) { tb.atStart(`const own = fetch; window.fetch = (...a) => own(...a)`) }},
		{name: "no BroadcastChannel, no idle callback", head: tag("async"), arrange: func(tb *tab) { tb.atStart(`delete window.requestIdleCallback`) }},
		{name: "hidden by a filter list", head: tag("async"), arrange: hide, yes: told, shut: true},
		{name: "removed by a content blocker", head: tag("async"), arrange: remove, yes: told, shut: true},
		{name: "a forged cookie", head: tag("async"), arrange: func(tb *tab) {
			tb.atStart(`if (origin != "null") document.cookie = "sayso_krowork=eyJhbGciOiJub25lIn0.e30.;Path=/"`)
		}},
		{name: "the script is blocked", head: tag("async"), arrange: func(tb *tab) { tb.block("*/sayso.js*") }, visit: (*tab).open, yes: nobody, shut: true, noise: []string{"ERR_BLOCKED_BY_CLIENT"}},
		{name: "the server is gone", head: dead, visit: (*tab).open, yes: nobody, shut: true, noise: []string{"ERR_"}},
		{name: "the server goes before the answer", head: tag("async"), arrange: func(tb *tab) { tb.block("*/v1/choices") }, yes: accept, shut: true, noise: []string{"ERR_BLOCKED_BY_CLIENT"}},
		{name: "receipts cannot be verified", head: tag("async"), arrange: func(tb *tab) { tb.atStart(`SubtleCrypto.prototype.verify = () => Promise.reject(Error("no"))`) }, yes: accept, shut: true},
		{name: "sandboxed, of no origin", head: tag("async"), csp: "sandbox allow-scripts", yes: refused, shut: true},
		{name: "Trusted Types, no policy allowed", head: tag(`async nonce="r4nd0m"`), csp: "script-src 'nonce-r4nd0m' 'strict-dynamic'" + rest() + "; require-trusted-types-for 'script'; trusted-types 'none'", less: []string{"e01.svg", "e02.svg", "o01.svg", "o02.svg", "s03.js", "s13.js"}, noise: []string{"TrustedType", "TrustedScript", "trusted-types"}},
	}
}

func nobody(*tab) {}

// refused says yes where there is no origin to say it for.
func refused(tb *tab) {
	tb.wait(`problems.some((p) => p.includes("no origin"))`)
	tb.run(`Promise.race([sayso.accept(), new Promise((done) => setTimeout(done, 500))])`)
}

// singlePage opens the page, moves on without loading, draws the body anew and
// throws the banner out.
func singlePage(tb *tab, url string) {
	tb.visit(url)
	tb.wait(inBanner("accept_all"))
	tb.run(`history.pushState({}, "", "/forty/other"); document.body.replaceWith(document.body.cloneNode(true))`)
	tb.run(`document.querySelector("sayso-banner")?.remove()`)
	tb.wait(inBanner("accept_all"))
}

func leaveAndReturn(tb *tab, url string) {
	tb.visit(url)
	tb.run(`window.here = true`)
	tb.open(fortyURL("", ""))
	tb.run(`history.back()`)
	tb.wait(`window.sayso?.ready`)
}

// speculated lets the page before ask the browser to prerender ours. Whether it
// then shows that page or a new one is the browser's choice.
func speculated(tb *tab, url string) {
	tb.open(fortyURL(`<script type="speculationrules">{"prerender":[{"urls":["`+url+`"],"eagerness":"immediate"}]}</script>`, ""))
	for end := time.Now().Add(30 * time.Second); !slices.Contains(tb.asked("/forty"), "GET "+url); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatal("the browser does not follow speculation rules")
		}
	}
	tb.quiet()
	if early := tb.files(); len(early) > 0 {
		tb.Errorf("the prerendered page asked for %q", early)
	}
	tb.run(`void setTimeout(() => (location.href = ` + "`" + url + "`" + `))`)
	tb.wait(`location.href == ` + "`" + url + "`" + ` && window.sayso?.ready`)
}

// prerender makes the page believe that nobody sees it yet.
func prerender(tb *tab) {
	tb.atStart(`window.hidden = true; Object.defineProperty(document, "prerendering", { get: () => window.hidden })`)
}

func shownThenYes(tb *tab) {
	if eval[bool](tb, `!!document.querySelector("sayso-banner")`) {
		tb.Error("a prerendered page asks")
	}
	tb.run(`hidden = false; document.dispatchEvent(new Event("prerenderingchange"))`)
	tb.press(inBanner("accept_all"))
}

func yesElsewhere(tb *tab) {
	tb.wait(inBanner("accept_all"))
	other := tb.another()
	other.visit(fortyURL(tag("async"), ""))
	other.press(inBanner("accept_all"))
}

func webview(tb *tab) {
	call(tb, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36",
	})
}

// A table has a row for each condition; the rows come in any order.
type table struct {
	mu   sync.Mutex
	rows map[string]string
}

// Under whatever condition: nothing of the forty leaves before the visitor said
// yes, everything opens afterwards, in order, and the console stays clean. Where
// nobody can be asked or nothing recorded, nothing ever opens and the page
// works.
func TestFortyGates(t *testing.T) {
	all := conditions(t)
	rows := table{rows: map[string]string{}}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) { c.play(t, &rows) })
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-38s %7s %7s %6s %6s  %s\n", "condition", "before", "opened", "ran", "order", "console errors")
	for _, c := range all {
		if row := rows.rows[c.name]; row != "" {
			b.WriteString(row + "\n")
		}
	}
	t.Log(b.String())
}

func (c *condition) play(t *testing.T, rows *table) {
	tb := newTab(t)
	call(tb, cdplog.Enable, cdp.Empty{})
	errors := tb.logged()
	tb.atStart(`window.problems = []; document.addEventListener("sayso:error", (e) => problems.push(e.detail))`)
	if c.arrange != nil {
		c.arrange(tb)
	}
	visit := c.visit
	if visit == nil {
		visit = (*tab).openUntilThere
	}
	visit(tb, fortyURL(c.head, c.csp))
	tb.run(`addLate()`)
	tb.quiet()
	before := len(tb.files())
	if ran := eval[int](tb, `ran.length`); ran > 0 || before > 0 {
		t.Errorf("before the choice %d scripts ran and the browser asked for %q", ran, tb.files())
	}
	switch {
	case c.yes != nil:
		c.yes(tb)
	default:
		tb.press(inBanner("accept_all"))
	}
	if !c.shut {
		tb.wait(fmt.Sprintf(`ran.length >= %d`, len(inOrder())+1-count(c.less, ".js")))
	}
	tb.quiet()
	opened, ran := tb.files(), eval[[]string](tb, `ran`)
	order := slices.DeleteFunc(slices.Clone(ran), func(s string) bool { return strings.HasPrefix(s, "a") })
	inorder := "yes"
	switch {
	case c.shut:
		inorder = "-"
		if len(opened) > 0 || len(ran) > 0 {
			t.Errorf("nobody could consent, and the browser asked for %q and ran %q", opened, ran)
		}
		if !eval[bool](tb, `document.getElementById("own").isConnected && document.querySelectorAll("[data-sayso]").length >= 40`) {
			t.Error("the page is not what it was")
		}
	default:
		barred := func(name string) bool { return slices.Contains(c.less, name) }
		if want := slices.DeleteFunc(inOrder(), barred); !slices.Equal(order, want) {
			inorder = "no"
			t.Errorf("ran %q, want %q", order, want)
		}
		want := slices.DeleteFunc(fetched(), barred)
		slices.Sort(want)
		if !slices.Equal(opened, want) {
			t.Errorf("the browser asked for %q, want %q", opened, want)
		}
	}
	said := errors(c.noise)
	if len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
	rows.mu.Lock()
	defer rows.mu.Unlock()
	rows.rows[c.name] = fmt.Sprintf("%-38s %7d %7d %6d %6s  %d", c.name, before, len(opened), len(ran), inorder, len(said))
}

// count is how many of names end with ext.
func count(names []string, ext string) (n int) {
	for _, name := range names {
		if strings.HasSuffix(name, ext) {
			n++
		}
	}
	return n
}

// openUntilThere opens a page and waits for our object, but not for its
// promise: a page of no origin never settles.
func (tb *tab) openUntilThere(url string) {
	tb.Helper()
	tb.open(url)
	tb.wait(`window.sayso?.ready`)
}

// files lists which of the forty files were asked for, each once.
func (tb *tab) files() (names []string) {
	for _, r := range tb.asked("/forty/") {
		name := r[strings.LastIndexByte(r, '/')+1:]
		if strings.Contains(name, ".") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// logged collects what the browser itself logs as errors, and exceptions; the
// function that it returns leaves out what is expected.
func (tb *tab) logged() func(noise []string) []string {
	var mu sync.Mutex
	var lines []string
	if err := chromedp.Listen(tb.ctx, func(ev any) {
		if ev, ok := ev.(*cdplog.EventEntryAdded); ok && ev.Entry.Level == cdplog.EntryLevelError {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, ev.Entry.Text)
		}
	}); err != nil {
		tb.Fatal(err)
	}
	return func(noise []string) []string {
		mu.Lock()
		defer mu.Unlock()
		all := slices.Clone(lines)
		for _, line := range tb.said() {
			if strings.HasPrefix(line, "error") || strings.HasPrefix(line, "exception") {
				all = append(all, line)
			}
		}
		return slices.DeleteFunc(all, func(line string) bool {
			// The test's own script, in a sandboxed frame of the page.
			return strings.Contains(line, "Blocked script execution in 'about:blank'") || slices.ContainsFunc(noise, func(n string) bool { return strings.Contains(line, n) })
		})
	}
}
