//go:build e2e

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/web/e2e/internal/engine"
)

// hasFocus is whether the focus is on the element that js finds, through
// shadow roots.
func hasFocus(js string) string {
	return `((el) => { while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement; return !!el && el === (` + js + `) })(document.activeElement)`
}

// tabTo presses Tab until the focus is on what js finds in a frame.
func (v *visitor) tabTo(in engine.Frame, js string) {
	v.Helper()
	for range 60 {
		if look[bool](v, in, hasFocus(js)) {
			return
		}
		v.key(engine.Tab)
	}
	v.Fatalf("60 times Tab did not lead to %s; the focus is on %s", js, look[string](v, in, `document.activeElement.outerHTML.slice(0, 200)`))
}

// backTo presses Tab with Shift until the focus is on what js finds in a frame.
func (v *visitor) backTo(in engine.Frame, js string) {
	v.Helper()
	for range 60 {
		if look[bool](v, in, hasFocus(js)) {
			return
		}
		v.key(engine.BackTab)
	}
	v.Fatalf("60 times Shift and Tab did not lead to %s; the focus is on %s", js, look[string](v, in, `document.activeElement.outerHTML.slice(0, 200)`))
}

// forget empties the jar of the page.
func (v *visitor) forget() {
	v.Helper()
	look[any](v, "", `void document.cookie.split("; ").forEach((c) => document.cookie = c.split("=")[0] + "=;Path=/;Max-Age=0")`)
}

// Without native buttons, first in the order of the page, somebody with a
// keyboard alone would meet the whole page before the question, or never.
func TestKeyboardAloneAcceptsAndRefuses(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.wait(inBanner("accept_all"))
		if !look[bool](v, "", `document.activeElement == document.body`) {
			v.Error("the banner took the focus")
		}
		v.key(engine.Tab)
		if !look[bool](v, "", hasFocus(inBanner("reject_all"))) {
			v.Error("the banner is not the first that the keyboard meets")
		}
		v.key(engine.Tab, engine.Enter)
		v.wait(`window.ran?.includes("analytics")`)

		v.forget()
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.tabTo("", inBanner("reject_all"))
		v.key(engine.Space)
		v.wait(`document.cookie.includes("sayso_krowork")`)
		if ran := v.ran(); len(ran) > 0 || look[bool](v, "", bannerOnScreen) {
			v.Errorf("after refusing ran %q, banner %v", ran, look[bool](v, "", bannerOnScreen))
		}
	})
}

// Without giving the focus back, and Escape that is no answer, the way out of
// the panel would be a way into somewhere else.
func TestKeyboardAloneChoosesAndWithdraws(t *testing.T) {
	const button = `document.querySelector("[data-sayso-open]")`
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.wait(inBanner("open_preferences"))
		v.tabTo("", inBanner("open_preferences"))
		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, toggle("advertising"))
		v.key(engine.Space)
		v.waitIn(panelFrame, toggle("advertising")+`.checked`)
		v.key(engine.Escape)
		v.wait(`!` + theDialog)
		v.wait(hasFocus(inBanner("open_preferences")))
		v.untouched()

		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, toggle("analytics"))
		v.key(engine.Space)
		v.waitIn(panelFrame, toggle("analytics")+`.checked`)
		v.tabTo(panelFrame, inPanel("save_choices"))
		v.key(engine.Enter)
		v.wait(`!` + theDialog)
		v.wait(`window.ran?.length > 0`)
		if diff := cmp.Diff([]string{"analytics"}, v.ran()); diff != "" {
			v.Errorf("after saving there ran (-want +got):\n%s", diff)
		}

		v.tabTo("", button)
		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, inPanel("withdraw"))
		v.key(engine.Enter)
		v.wait(`!` + theDialog)
		v.wait(`sayso.allowed("analytics") === false`)
		v.wait(hasFocus(button))
	})
}

// California's control is one press in the banner, by keyboard too.
func TestKeyboardAloneOptsOutOfSale(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "kalodata", "place=US-CA"))
		v.wait(inBanner("opt_out_sale"))
		v.wait(`window.ran?.includes("advertising")`)
		v.tabTo("", inBanner("opt_out_sale"))
		v.key(engine.Enter)
		v.wait(`document.cookie.includes("sayso_kalodata")`)
		v.wait(`sayso.choices().sale_or_share === false`)
	})
}

// The address of a guardian is asked for in an ordinary field, and asking is an
// ordinary button. Without it a minor with a keyboard alone would stay locked
// out; and with a focus that gets lost on the way, nobody would find back.
func TestKeyboardAloneAsksForTheGuardian(t *testing.T) {
	const button = `document.querySelector("[data-sayso-open]")`
	born := time.Now().AddDate(-14, 0, -5)
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=BR"))
		v.wait(inBanner("open_preferences"))
		v.tabTo("", button)
		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, `document.querySelector("#birth")`)
		v.key(strings.Split(born.Format("01022006"), "")...) // as an American types it
		if v.engine == "webkit" {                            // its driver's digits do not reach the parts of a date
			look[any](v, panelFrame, `void ((el) => { el.value = "`+born.Format(time.DateOnly)+`"; el.dispatchEvent(new Event("change", { bubbles: true })) })(document.querySelector("#birth"))`)
		}
		v.waitIn(panelFrame, `document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "guardian_represent"`)
		v.tabTo(panelFrame, `document.querySelector("#email")`)
		v.key(strings.Split("parent-"+v.engine+"@example.com", "")...)
		v.tabTo(panelFrame, inPanel("start_guardian_flow"))
		v.key(engine.Enter)
		v.waitIn(panelFrame, `["sending", "sent"].includes(document.querySelector("[data-sayso-step]")?.dataset.saysoStep)`)
		v.key(engine.Escape)
		v.wait(`!` + theDialog)
		v.wait(hasFocus(button))
	})
}

// An adult under guardianship says so with the space bar.
func TestKeyboardAloneTellsOfGuardianship(t *testing.T) {
	const box = `document.querySelector("#under-guardianship")`
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=VN"))
		v.wait(inBanner("open_preferences"))
		v.tabTo("", inBanner("open_preferences"))
		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, box)
		v.key(engine.Space)
		v.waitIn(panelFrame, `document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "guardian_consent"`)
		if !look[bool](v, panelFrame, hasFocus(box)) {
			v.Error("the answer took the focus away")
		}
		v.tabTo(panelFrame, `document.querySelector("#email")`)
	})
}

// A list changes its value by the arrow keys. Without the focus that stays, and
// the ticks that come along, each look into a language would cost the way there
// and what was chosen; without the button, the plain page would have no way.
func TestKeyboardAloneSwitchesTheLanguage(t *testing.T) {
	const list = `document.querySelector("#lang")`
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE", "lang=en"))
		v.wait(inBanner("open_preferences"))
		v.tabTo("", inBanner("open_preferences"))
		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, toggle("analytics"))
		v.key(engine.Space)
		v.waitIn(panelFrame, toggle("analytics")+`.checked`)
		v.backTo(panelFrame, list)
		v.key(engine.Down)
		v.waitIn(panelFrame, `document.documentElement.lang != "en" && document.documentElement.lang == `+list+`.value`)
		if !look[bool](v, panelFrame, hasFocus(list)) || !look[bool](v, panelFrame, toggle("analytics")+`.checked`) {
			v.Error("the focus or the tick did not come along")
		}

		v.open(consent.url + "/p/krowork?place=DE&lang=en")
		v.tabTo("", list)
		v.key(engine.Down)
		v.wait(list + `.value != "en"`)
		v.tabTo("", inPanel("language"))
		v.key(engine.Enter)
		v.wait(`document.documentElement.lang != "en"`)
	})
}

// A banner lies over the page without being modal. Without uncover, whoever
// goes on by keyboard would lose sight of the focus behind it (2.4.11), and at
// the end of the page, where nothing scrolls, for good.
func TestBannerNeverCoversTheFocus(t *testing.T) {
	const here = `((el) => { const r = el.getBoundingClientRect(); return document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2) == el })(document.activeElement)`
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("long", "krowork", "place=DE"))
		v.wait(inBanner("open_preferences"))
		v.tabTo("", inBanner("open_preferences"))
		for _, id := range look[[]string](v, "", `[...document.links].map((a) => a.id)`) {
			v.key(engine.Tab)
			v.wait(`document.activeElement.id == "` + id + `"`)
			v.wait(here)
		}
		if !look[bool](v, "", bannerOnScreen) {
			v.Error("the banner is gone")
		}
	})
}
