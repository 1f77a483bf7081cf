//go:build e2e

package e2e

import (
	"testing"

	"sayso/web/e2e/internal/engine"
)

// Without a native modal dialog, the keyboard would walk out of the panel into
// a page that the visitor cannot see; without a banner that is none, it could
// not walk out of the banner (2.1.2).
func TestKeyboardIsHeldByThePanelAlone(t *testing.T) {
	const ours = `["sayso-banner", "body"].includes(document.activeElement.localName)`
	everywhere(t, func(v *visitor) {
		v.visit(shopSite.at("shop", "krowork", "place=DE"))
		v.wait(inBanner("open_preferences"))
		v.tabTo("", inBanner("open_preferences"))
		v.key(engine.Tab)
		if got := look[string](v, "", `document.activeElement.textContent`); got != "A link to tab through" {
			v.Errorf("after the banner's last button the focus is on %q", got)
		}
		v.key(engine.BackTab)
		v.wait(hasFocus(inBanner("open_preferences")))

		v.key(engine.Enter)
		v.live()
		v.tabTo(panelFrame, inPanel("accept_all")) // the last
		for range 8 {
			v.key(engine.Tab)
			if !look[bool](v, "", ours) {
				v.Fatalf("after the panel's last button the focus is on %s", look[string](v, "", `document.activeElement.outerHTML`))
			}
		}
		v.tabTo(panelFrame, toggle("functional")) // it is still inside
		for range 8 {
			v.key(engine.BackTab)
			if !look[bool](v, "", ours) {
				v.Fatalf("before the panel's first control the focus is on %s", look[string](v, "", `document.activeElement.outerHTML`))
			}
		}
	})
}

// Without a region that is announced, people who do not see the page would
// not hear that their choice was saved (4.1.3). The page without script says
// it, and asks for no mouse.
func TestKeyboardAloneWithoutScript(t *testing.T) {
	everywhere(t, func(v *visitor) {
		v.open(consent.url + "/p/krowork?place=DE")
		if got := look[string](v, "", `[...document.querySelectorAll("[role=status], [role=alert]")].map((e) => e.textContent).join("")`); got != "" {
			v.Errorf("before anything happened the live regions say %q", got)
		}
		v.tabTo("", toggle("analytics"))
		v.key(engine.Space)
		v.wait(toggle("analytics") + `.checked`)
		v.tabTo("", inPanel("save_choices"))
		v.key(engine.Enter)
		v.wait(`document.querySelector("[role=status]")?.textContent.length > 0`)
		if !look[bool](v, "", toggle("analytics")+`.checked`) {
			v.Error("what was saved is not ticked")
		}
	})
}
