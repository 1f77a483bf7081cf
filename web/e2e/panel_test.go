//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// inBanner is the button of the banner with an action, in JavaScript.
func inBanner(action string) string {
	return fmt.Sprintf(`document.querySelector("sayso-banner")?.shadowRoot.querySelector(":host > section [data-sayso-action=%s]")`, action)
}

// theDialog is the open dialog around the panel, in JavaScript; theDialogAhead
// is the one that waits for a press.
const (
	theDialog      = `document.querySelector("sayso-banner")?.shadowRoot.querySelector("dialog[open]")`
	theDialogAhead = `document.querySelector("sayso-banner")?.shadowRoot.querySelector("dialog:not([open])")`
)

// bannerShown reports whether a banner is on screen.
func (tb *tab) bannerShown() bool {
	tb.Helper()
	return eval[bool](tb, `!!document.querySelector("sayso-banner")?.shadowRoot.querySelector(":host > section")?.checkVisibility()`)
}

// A frame is the document in a frame of a page of another origin. Our scripts
// see its tree from a world of their own.
type frameDoc struct {
	tab   *tab
	world runtime.ExecutionContextID
	id    string
}

// panel waits for the preference panel that is open, and for its form. A frame
// that is made ahead has no width.
func (tb *tab) panel() *frameDoc {
	tb.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for _, f := range tb.frames()[1:] {
			if !strings.Contains(f.Frame.URL, "/panel") {
				continue
			}
			world, err := chromedp.Call(tb.ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: f.Frame.ID, WorldName: "test"})
			if err != nil {
				continue
			}
			p := &frameDoc{tab: tb, world: world.ExecutionContextID, id: string(f.Frame.ID)}
			if ok, err := p.try(`innerWidth > 0 && document.readyState == "complete" && !!document.querySelector("form button[value]")`); err == nil && string(ok) == "true" {
				return p
			}
		}
	}
	tb.Fatalf("the panel did not come; console: %q", tb.said())
	return nil
}

// try evaluates js in the frame and gives the result as JSON.
func (p *frameDoc) try(js string) ([]byte, error) {
	r, err := chromedp.Call(p.tab.ctx, runtime.Evaluate, runtime.EvaluateParams{
		Expression: js, ContextID: p.world, ReturnByValue: new(true), AwaitPromise: new(true),
	})
	if err != nil {
		return nil, err
	}
	if r.ExceptionDetails != nil {
		return nil, fmt.Errorf("%s", r.ExceptionDetails.Text)
	}
	return []byte(r.Result.Value), nil
}

// in evaluates js in the frame.
func in[T any](p *frameDoc, js string) (v T) {
	p.tab.Helper()
	raw, err := p.try(js)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		p.tab.Fatalf("in the panel, %s: %v", js, err)
	}
	return v
}

// wait polls until js is true in the frame.
func (p *frameDoc) wait(js string) {
	p.tab.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if raw, err := p.try(js); err == nil && string(raw) == "true" {
			return
		}
	}
	p.tab.Fatalf("never true in the panel: %s; console: %q", js, p.tab.said())
}

// press clicks with the mouse on what selector finds in the frame.
func (p *frameDoc) press(selector string) {
	p.tab.Helper()
	p.wait(fmt.Sprintf(`!!document.querySelector(%q)`, selector))
	type point struct{ X, Y float64 }
	inner := in[point](p, fmt.Sprintf(`(async () => {
		const el = document.querySelector(%q);
		el.scrollIntoView({ block: "center", behavior: "instant" });
		await new Promise((done) => setTimeout(done, 100));
		const r = el.getBoundingClientRect();
		return { X: r.x + r.width / 2, Y: r.y + r.height / 2 };
	})()`, selector))
	outer := eval[point](p.tab, `(({ x, y }) => ({ X: x, Y: y }))(document.querySelector("sayso-banner").shadowRoot.querySelector("iframe[data-sayso-panel]").getBoundingClientRect())`)
	if err := chromedp.Do(p.tab.ctx, chromedp.MouseClickXY(outer.X+inner.X, outer.Y+inner.Y)); err != nil {
		p.tab.Fatalf("pressing %s in the panel: %v", selector, err)
	}
}

// live waits until WASM has taken the form over: it asks for the date of birth
// instead of a band, or its buttons listen; either way it says so.
func (p *frameDoc) live() {
	p.tab.Helper()
	p.wait(`document.documentElement.dataset.saysoLive == "1"`)
}
