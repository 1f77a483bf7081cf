//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// A tab is one page of a browser context of its own, with the browser's log of
// what was asked of the network and said on the console.
type tab struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string
	fetched  []string // answered by the network, not by a cache
	cached   map[network.RequestID]bool
	console  []string
}

// newTab opens an empty tab in a fresh browser context.
func newTab(t *testing.T) *tab {
	t.Helper()
	return newTabFor(t, 3*time.Minute)
}

// newTabFor opens a tab for a test that takes longer than most.
func newTabFor(t *testing.T, long time.Duration) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return attach(t, ctx, long)
}

// another opens a second tab beside tb: same cookies, same storage.
func (tb *tab) another() *tab {
	tb.Helper()
	ctx, cancel := chromedp.NewContext(tb.ctx)
	tb.Cleanup(cancel)
	return attach(tb.T, ctx, 3*time.Minute)
}

func attach(t *testing.T, ctx context.Context, long time.Duration) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, long)
	t.Cleanup(cancel)
	tb := &tab{T: t, ctx: ctx, cached: map[network.RequestID]bool{}}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	if err := chromedp.Listen(ctx, tb.note); err != nil {
		t.Fatal(err)
	}
	call(tb, network.Enable, network.EnableParams{})
	return tb
}

// note keeps what the tests ask for. It runs in the browser's event loop.
func (tb *tab) note(ev any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		tb.requests = append(tb.requests, ev.Request.Method+" "+ev.Request.URL)
	case *network.EventResponseReceived:
		if !ev.Response.FromDiskCache && !tb.cached[ev.RequestID] {
			tb.fetched = append(tb.fetched, ev.Response.URL)
		}
	case *network.EventRequestServedFromCache: // the cache in memory
		tb.cached[ev.RequestID] = true
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, a := range ev.Args {
			words = append(words, string(a.Value))
		}
		tb.console = append(tb.console, string(ev.Type)+": "+strings.Join(words, " "))
	case *runtime.EventExceptionThrown:
		tb.console = append(tb.console, "exception: "+ev.ExceptionDetails.Text)
	}
}

// call sends one command of the protocol.
func call[P, R any](tb *tab, cmd cdp.Command[P, R], params P) R {
	tb.Helper()
	r, err := chromedp.Call(tb.ctx, cmd, params)
	if err != nil {
		tb.Fatalf("%s: %v", cmd.Method, err)
	}
	return r
}

// open loads a page.
func (tb *tab) open(url string) {
	tb.Helper()
	if err := chromedp.Do(tb.ctx, chromedp.Navigate(url)); err != nil {
		tb.Fatalf("opening %s: %v", url, err)
	}
}

// visit loads a page with our tag and waits until it knows what holds.
func (tb *tab) visit(url string) {
	tb.Helper()
	tb.open(url)
	tb.wait(`!!window.sayso`)
	tb.run(`sayso.ready`)
}

// reload does what the visitor's button does.
func (tb *tab) reload() {
	tb.Helper()
	if err := chromedp.Do(tb.ctx, chromedp.Reload()); err != nil {
		tb.Fatalf("reloading: %v", err)
	}
	tb.wait(`!!window.sayso`)
	tb.run(`sayso.ready`)
}

// run evaluates js for its effect, and waits for it if it is a promise.
func (tb *tab) run(js string) {
	tb.Helper()
	if err := chromedp.Do(tb.ctx, chromedp.Evaluate[chromedp.Void](js, chromedp.EvalAwaitPromise)); err != nil {
		tb.Fatalf("%s: %v", js, err)
	}
}

// eval evaluates js, and waits for it if it is a promise.
func eval[T any](tb *tab, js string) T {
	tb.Helper()
	v, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.Fatalf("%s: %v", js, err)
	}
	return v
}

// wait polls until js is true.
func (tb *tab) wait(js string) {
	tb.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		v, err := chromedp.Run(tb.ctx, chromedp.Evaluate[bool]("!!("+js+")"))
		if err == nil && v {
			return
		}
		if time.Now().After(end) {
			tb.Fatalf("never true: %s (last error: %v; console: %q)", js, err, tb.said())
		}
	}
}

// until polls until done says so.
func (tb *tab) until(otherwise string, done func() bool) {
	tb.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("%s; asked %q", otherwise, tb.asked(""))
		}
	}
}

// quiet waits until the network has been silent for a while: whatever a page
// was going to ask for, it has asked for.
func (tb *tab) quiet() {
	tb.Helper()
	last, since := -1, time.Now()
	for time.Since(since) < 300*time.Millisecond {
		if n := len(tb.asked("")); n != last {
			last, since = n, time.Now()
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// asked lists the requests so far whose address holds part.
func (tb *tab) asked(part string) (found []string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, r := range tb.requests {
		if strings.Contains(r, part) {
			found = append(found, r)
		}
	}
	return found
}

// said lists what was written to the console.
func (tb *tab) said() []string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	return append([]string(nil), tb.console...)
}

// forget empties the logs.
func (tb *tab) forget() {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.requests, tb.fetched, tb.console = nil, nil, nil
}

// cookies reads the browser's jar, by name.
func (tb *tab) cookies() map[string]*network.Cookie {
	tb.Helper()
	found := map[string]*network.Cookie{}
	of := storage.GetCookiesParams{BrowserContextID: chromedp.FromContext(tb.ctx).BrowserContextID}
	jar, err := chromedp.CallBrowser(tb.ctx, storage.GetCookies, of)
	if err != nil {
		tb.Fatal(err)
	}
	for _, c := range jar.Cookies {
		found[c.Name] = c
	}
	return found
}

// stored lists everything that the page's origin keeps, of every kind.
func (tb *tab) stored() []string {
	tb.Helper()
	return eval[[]string](tb, `(async () => [
		...document.cookie.split("; ").filter(Boolean).map((c) => "cookie " + c.split("=")[0]),
		...Object.keys(localStorage).map((k) => "localStorage " + k),
		...Object.keys(sessionStorage).map((k) => "sessionStorage " + k),
		...(await indexedDB.databases()).map((d) => "indexedDB " + d.name),
		...(await caches.keys()).map((k) => "cache " + k),
		...(await navigator.serviceWorker.getRegistrations()).map((r) => "service worker " + r.scope),
	])()`)
}

// press clicks with the mouse in the middle of the element that js finds,
// in the page or, by coordinates, in a frame of it.
func (tb *tab) press(js string) {
	tb.Helper()
	tb.wait(js)
	var at struct{ X, Y float64 }
	raw := eval[string](tb, fmt.Sprintf(`(async (el) => {
		el.scrollIntoView({ block: "center", behavior: "instant" });
		await new Promise((done) => setTimeout(done, 50));
		let { x, y, width, height } = el.getBoundingClientRect();
		return JSON.stringify({ x: x + width / 2, y: y + height / 2 });
	})(%s)`, js))
	if err := json.Unmarshal([]byte(raw), &at); err != nil {
		tb.Fatal(err)
	}
	if err := chromedp.Do(tb.ctx, chromedp.MouseClickXY(at.X, at.Y)); err != nil {
		tb.Fatalf("pressing %s: %v", js, err)
	}
}

// key presses keys of the keyboard.
func (tb *tab) key(keys string) {
	tb.Helper()
	if err := chromedp.Do(tb.ctx, chromedp.KeyEvent(keys)); err != nil {
		tb.Fatal(err)
	}
}

// frames lists the page's frames, the page itself first.
func (tb *tab) frames() []*page.FrameTree {
	tb.Helper()
	tree := call(tb, page.GetFrameTree, cdp.Empty{}).FrameTree
	return append([]*page.FrameTree{tree}, tree.ChildFrames...)
}
