//go:build e2e

package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/google/go-cmp/cmp"

	"github.com/chromedp/chromedp"
)

// holdWASM lets nothing of panel.wasm through until release is called, as a
// slow network would.
func (tb *tab) holdWASM() (release func()) {
	tb.Helper()
	open := make(chan struct{})
	asked := make(chan struct{}, 1)
	if err := chromedp.Listen(tb.ctx, func(ev any) {
		paused, ok := ev.(*fetch.EventRequestPaused)
		if !ok {
			return
		}
		select {
		case asked <- struct{}{}:
		default:
		}
		go func() {
			select {
			case <-open:
				chromedp.Call(tb.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: paused.RequestID})
			case <-tb.ctx.Done():
			}
		}()
	}); err != nil {
		tb.Fatal(err)
	}
	call(tb, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*panel*.wasm"}}})
	return func() {
		select {
		case <-asked:
			close(open)
		case <-time.After(30 * time.Second):
			tb.Fatal("the panel never asked for its WASM")
		}
	}
}

// tick moves a switch as the keyboard or a mouse would, and says so.
func (p *frameDoc) tick(key string) {
	p.tab.Helper()
	p.press(`[data-sayso-toggle="` + key + `"]`)
}

const ticked = `[...document.querySelectorAll("[data-sayso-toggle]:checked")].map((e) => e.value)`

// Without the take-over's snapshot, what a visitor does before the WASM comes
// would be gone when it does: ticks, focus, folds and place.
func TestTakeOverLosesNothing(t *testing.T) {
	tb := newTab(t)
	release := tb.holdWASM()
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	p.tick("functional")
	p.tick("marketing_messages")
	p.press("#facts summary")
	in[bool](p, `document.querySelector("#s-analytics").focus({ preventScroll: true }) || true`)
	in[bool](p, `(document.scrollingElement.scrollTop = 200) > 0`)
	const state = `({ ticked: ` + ticked + `, focus: document.activeElement.id, open: document.querySelector("#facts").open, top: document.scrollingElement.scrollTop })`
	before := in[map[string]any](p, state)
	release()
	p.live()
	if diff := cmp.Diff(before, in[map[string]any](p, state)); diff != "" {
		t.Errorf("before (-) and after (+) the take-over:\n%s", diff)
	}
	if got := in[[]string](p, ticked); !cmp.Equal(got, []string{"necessary", "functional", "marketing_messages"}) {
		t.Errorf("ticked %q", got)
	}
}

// Without the band, the birth date would have to travel (COM-41).
func TestBirthDateStaysInTheBrowser(t *testing.T) {
	tb := newTab(t)
	var bodies []string
	if err := chromedp.Listen(tb.ctx, func(ev any) {
		if ev, ok := ev.(*network.EventRequestWillBeSent); ok {
			for _, e := range ev.Request.PostDataEntries {
				bodies = append(bodies, string(e.Bytes))
			}
			bodies = append(bodies, ev.Request.URL)
		}
	}); err != nil {
		t.Fatal(err)
	}
	tb.visit(shopSite.at("shop", "krowork", "place=BR"))
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	p.live()
	p.born("2009-03-17")
	p.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "guardian_assist"`)
	if !in[bool](p, `document.querySelector("#s-advertising").disabled && !document.querySelector("#s-advertising").checked`) {
		t.Error("advertising can be moved by a visitor of 17")
	}
	p.born("1990-03-17")
	p.wait(`!document.querySelector("[data-sayso-access]")`)
	p.tick("functional")
	p.press("[data-sayso-action=save_choices]")
	tb.wait(`sayso.choices().functional === true`)
	all := strings.Join(bodies, "\n")
	if strings.Contains(all, "1990") || strings.Contains(all, "2009") {
		t.Errorf("a birth date was sent:\n%s", all)
	}
	if !strings.Contains(all, `"band":"20+"`) {
		t.Errorf("no band was sent:\n%s", all)
	}
}

// born types a date of birth.
func (p *frameDoc) born(date string) {
	p.tab.Helper()
	quoted, _ := json.Marshal(date)
	in[bool](p, `((el) => { el.value = `+string(quoted)+`; return el.dispatchEvent(new Event("change", { bubbles: true })) })(document.querySelector("#birth"))`)
}

// Without an answer in words, a visitor could not tell that nothing was saved.
func TestPanelOffline(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	p.live()
	p.tick("analytics")
	call(tb, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/v1/choices"}}})
	failed := false
	if err := chromedp.Listen(tb.ctx, func(ev any) {
		if ev, ok := ev.(*fetch.EventRequestPaused); ok {
			go chromedp.Call(tb.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: ev.RequestID, ErrorReason: network.ErrorReasonConnectionRefused})
			failed = true
		}
	}); err != nil {
		t.Fatal(err)
	}
	p.press("[data-sayso-action=save_choices]")
	p.wait(`document.querySelector("[role=alert]")?.textContent.includes("Nothing is lost")`)
	if got := in[[]string](p, ticked); !failed || !cmp.Equal(got, []string{"necessary", "analytics"}) {
		t.Errorf("after the failure %q is ticked (failed %v)", got, failed)
	}
	call(tb, fetch.Disable, cdp.Empty{})
	p.press("[data-sayso-action=save_choices]")
	tb.wait(`sayso.choices().analytics === true`)
}
