//go:build e2e

package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// An adult under guardianship in Vietnam says so in the live panel, without a
// date of birth, and the guardian agrees (KRO-VN-03). The panel and the
// guardian's page are held against axe-core on the way. Without the question
// the rule would hold for no one.
func TestWardJourney(t *testing.T) {
	p := newPost(t)
	m := &minor{tab: newTab(t), post: p, mail: uuid.NewString()[:8] + "@example.com"}
	source := m.tab.injectAxe()
	m.tab.visit(shopSite.with("shop", p.url, "krowork", "", "place=VN"))
	m.tab.run(`sayso.open()`)
	m.panel = m.tab.panel()
	m.panel.live()
	look := func(when string) {
		t.Helper()
		in[bool](m.panel, source+`; true`)
		if found := in[[]string](m.panel, audit("document", sights()[0])); len(found) > 0 {
			t.Errorf("%s: %s", when, strings.Join(found, "\n"))
		}
	}
	look("the question")
	m.panel.press("#under-guardianship")
	m.panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "guardian_consent"`)
	m.panel.wait(`document.querySelector(".status").textContent.includes("changed")`) // a screen reader hears of it
	look("ticked")
	m.panel.press("#under-guardianship")
	m.panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess != "guardian_consent"`)
	m.panel.press("#under-guardianship")
	m.ask()
	m.panel.wait(`document.querySelector("#under-guardianship").disabled`)
	look("asked")
	if on := eval[bool](m.tab, `sayso.accept().then((done) => done || sayso.choices().functional === true)`); on {
		t.Error("the page accepted for somebody under guardianship")
	}

	g := m.guardian(p.link(t, m.mail))
	g.wait(`document.body.textContent.includes("adult under guardianship")`)
	if err := chromedp.Do(g.ctx, chromedp.EmulateViewport(320, 640)); err != nil {
		t.Fatal(err)
	}
	g.run(source + ";void 0")
	if found := eval[[]string](g, audit(`document`, sights()[0])); len(found) > 0 {
		t.Errorf("the guardian's page: %s", strings.Join(found, "\n"))
	}
	g.answer("guardian_agree", "consent", "functional")
	g.ends("agreed")
	m.step("agreed")
	m.tab.wait(`sayso.choices().functional === true`)

	m.tab.reload() // and it stands when the panel is opened again
	m.tab.run(`sayso.open()`)
	m.panel = m.tab.panel()
	m.panel.live()
	m.panel.wait(`document.querySelector("#under-guardianship")?.disabled && document.querySelector("#under-guardianship").checked`)
	m.panel.wait(`document.querySelector(".guardian").textContent.includes("has confirmed")`)
}

// The page without a script, whose policy forbids any, has the same question in
// its form.
func TestWardWithoutScript(t *testing.T) {
	p := newPost(t)
	tb := newTab(t)
	tb.open(p.url + "/p/krowork?place=VN")
	tb.press(`document.querySelector("#under-guardianship")`)
	tb.press(`document.querySelector(".bar [value=save_choices]")`)
	tb.wait(`!!document.querySelector("#email") && document.querySelector("#under-guardianship").checked`)
	quoted, _ := json.Marshal(uuid.NewString()[:8] + "@example.com")
	tb.run(`document.querySelector("#email").value = ` + string(quoted))
	tb.press(`document.querySelector("[data-sayso-action=start_guardian_flow]")`)
	tb.wait(`["sending", "sent"].includes(document.querySelector("[data-sayso-step]")?.dataset.saysoStep)`)
}
