//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// loaded lists what the tab has of the panel's parts, from the network alone.
func (tb *tab) loaded(part string) (n int) {
	tb.Helper()
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, url := range tb.fetched {
		if strings.Contains(url, part) {
			n++
		}
	}
	return n
}

// Without the frame that is made ahead, whoever presses "Choose in detail" would wait for the
// network, although the browser had nothing to do for seconds.
func TestPanelIsFetchedWhileIdle(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "lang=en"))
	tb.wait(`!!` + inBanner("open_preferences"))
	tb.until("the panel's WASM was not fetched ahead", func() bool { return tb.loaded(".wasm") == 1 })
	tb.quiet()
	tb.forget()
	tb.press(inBanner("open_preferences"))
	p := tb.panel()
	p.live()
	p.wait(`[...document.querySelectorAll(".card")].every((card) => getComputedStyle(card).contentVisibility == "visible")`)
	if n := tb.loaded("/panel?") + tb.loaded(".wasm") + tb.loaded(".css"); n != 0 {
		t.Errorf("%d of the panel's files came from the network after the press; want all from the cache", n)
	}
}

// Without the look at the line, a megabyte would be fetched on the visitor's
// bill before anybody asked for it.
func TestPanelIsNotFetchedOnCostlyLines(t *testing.T) {
	tb := newTab(t)
	call(tb, emulation.SetDataSaverOverride, emulation.SetDataSaverOverrideParams{DataSaverEnabled: new(true)})
	tb.visit(shopSite.at("shop", "krowork", "lang=en"))
	tb.wait(`!!` + inBanner("open_preferences"))
	tb.wait(`document.readyState == "complete"`)
	tb.quiet()
	if got := tb.asked("/panel?"); len(got) != 0 {
		t.Errorf("fetched ahead: %q", got)
	}
}

// A theme may lay the dialog out. Without our own word on the closed one, that
// would put the panel over the page before anybody asked for it.
func TestThemeDoesNotShowThePanelMadeAhead(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "lang=en"))
	tb.run(`document.head.append(Object.assign(document.createElement("style"), { textContent: "sayso-banner::part(dialog) { display: flex }" }))`)
	tb.wait(`!!` + theDialogAhead)
	if eval[bool](tb, theDialogAhead+`.checkVisibility()`) {
		t.Error("the closed dialog is on screen")
	}
	tb.press(inBanner("open_preferences"))
	tb.wait(theDialog + `?.checkVisibility()`)
}
