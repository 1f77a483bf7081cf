//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// A post is a consent server whose letters to guardians go by SMTP.
type post struct {
	*server
	*sink
}

func newPost(t *testing.T) *post {
	t.Helper()
	box := newSink(t)
	l, err := net.Listen("tcp", "127.0.0.1:0") // letters hold the server's address, so it must be known before
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s, err := startServer(t.TempDir(), "--addr", addr, "--public-url", "http://"+addr,
		"--smtp", box.address, "--smtp-security", "none", "--mail-from", "consent@shop.example")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return &post{s, box}
}

// A minor is somebody at the panel who told a date of birth.
type minor struct {
	tab   *tab
	panel *frameDoc
	post  *post
	born  string
	mail  string // the guardian's address
	sent  []string
}

// visitor opens the panel and tells the age, which is years and a few days.
func (p *post) visitor(t *testing.T, site string, years int, more ...string) *minor {
	t.Helper()
	return p.at(t, shopSite.with("shop", p.url, site, "", more...), years)
}

func (p *post) at(t *testing.T, page string, years int) *minor {
	t.Helper()
	m := &minor{
		tab: newTab(t), post: p, born: time.Now().AddDate(-years, 0, -5).Format(time.DateOnly), mail: uuid.NewString()[:8] + "@example.com",
	}
	if err := chromedp.Listen(m.tab.ctx, func(ev any) {
		if ev, ok := ev.(*network.EventRequestWillBeSent); ok {
			m.tab.mu.Lock()
			defer m.tab.mu.Unlock()
			m.sent = append(m.sent, ev.Request.URL)
			for _, e := range ev.Request.PostDataEntries {
				m.sent = append(m.sent, string(e.Bytes))
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	m.tab.visit(page)
	m.tab.run(`sayso.open()`)
	m.panel = m.tab.panel()
	m.panel.live()
	m.panel.born(m.born)
	return m
}

// ask types the guardian's address and presses the button.
func (m *minor) ask() {
	m.tab.Helper()
	m.panel.wait(`!!document.querySelector("#email")`)
	quoted, _ := json.Marshal(m.mail)
	in[bool](m.panel, `(document.querySelector("#email").value = `+string(quoted)+`) != ""`)
	m.panel.press(`[data-sayso-action=start_guardian_flow]`)
	m.step("sent")
}

// step waits until the panel says how far the guardian's step has come.
func (m *minor) step(state string) {
	m.tab.Helper()
	m.panel.wait(`document.querySelector("[data-sayso-step]")?.dataset.saysoStep == "` + state + `"`)
}

// guardian opens the link in another browser.
func (m *minor) guardian(link string) *tab {
	m.tab.Helper()
	g := newTab(m.tab.T)
	g.open(link)
	return g
}

// answer ticks every point and the named switches, and presses a button.
func (g *tab) answer(action, role string, keys ...string) {
	g.Helper()
	g.wait(`!!document.querySelector("[data-sayso-action=` + action + `]")`)
	list, _ := json.Marshal(append([]string{}, keys...))
	g.run(`document.querySelectorAll("input[name=confirm]").forEach((box) => (box.checked = true));
		document.querySelectorAll("input[type=radio]").forEach((box) => (box.checked = box.value == "` + role + `"));
		` + string(list) + `.forEach((key) => (document.querySelector("#s-" + CSS.escape(key)).checked = true))`)
	g.press(`document.querySelector("[data-sayso-action=` + action + `]")`)
}

// ends waits for what the guardian's page says at the end.
func (g *tab) ends(how string) {
	g.Helper()
	g.wait(`document.querySelector("[data-sayso-ward]")?.dataset.saysoWard == "` + how + `"`)
}

// Each country's step, from the minor's date of birth to the page that hears
// of the choice. Without any part of it, a minor would wait for ever, or not
// long enough.
func TestGuardianJourneys(t *testing.T) {
	p := newPost(t)
	for _, tt := range []struct {
		name, site, place string
		years             int
		access            string
		role              string
		key               string // that the guardian allows
		together          bool
	}{
		{"Kaadas under 14: read and agree together", "kaadas", "CN", 13, "guardian_supervised_agree", "supervise", "functional", true},
		{"KALOS: consent", "kalos", "SG", 15, "guardian_consent", "consent", "sdk_identity_share", false},
		{"Kalodata: consent", "kalodata", "US", 15, "guardian_consent", "consent", "functional", false},
		{"Vietnam at 14: consent", "krowork", "VN", 14, "guardian_consent", "consent", "functional", false},
		{"Vietnam at 14: the guardian's account", "krowork", "VN", 14, "guardian_consent", "account_owner", "functional", false},
		{"Vietnam under 14: the guardian's account", "krowork", "VN", 13, "guardian_account", "account_owner", "functional", false},
		{"Brazil at 14: represent", "krowork", "BR", 14, "guardian_represent", "represent", "functional", false},
		{"Brazil at 16: assist", "krowork", "BR", 16, "guardian_assist", "assist", "functional", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			more := []string{"place=" + tt.place}
			if tt.site == "kalos" || tt.site == "kalodata" {
				more = append(more, "account=personal")
			}
			m := p.visitor(t, tt.site, tt.years, more...)
			m.panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "` + tt.access + `"`)
			m.ask()
			g := m.guardian(p.link(t, m.mail))
			g.answer("guardian_agree", tt.role, tt.key)
			if tt.together {
				g.ends("together")
				m.step("together")
				m.panel.tick(tt.key)
				m.panel.press("[data-sayso-action=save_choices]")
				m.panel.wait(`document.querySelector("[role=alert]").textContent.includes("decide together")`)
				m.panel.press("#declared")
				m.panel.press("[data-sayso-action=save_choices]")
			} else {
				g.ends("agreed")
			}
			m.step("agreed")
			m.tab.wait(`sayso.choices()["` + tt.key + `"] === true`)
			if on := eval[[]string](m.tab, `Object.entries(sayso.choices()).filter(([k, v]) => v && k != "necessary").map(([k]) => k)`); len(on) != 1 {
				t.Errorf("on are %q, want %s alone", on, tt.key)
			}
			m.wire(t)
		})
	}
}

// wire looks at everything that the minor's browser sent.
func (m *minor) wire(t *testing.T) {
	t.Helper()
	m.tab.mu.Lock()
	defer m.tab.mu.Unlock()
	all := strings.Join(m.sent, "\n")
	if strings.Contains(all, m.born) || strings.Contains(all, url.QueryEscape(m.born)) {
		t.Errorf("the date of birth was sent (COM-41):\n%s", all)
	}
	if !strings.Contains(all, `"band":"`) || !strings.Contains(all, `"band_until":"`) {
		t.Errorf("no band was sent, or not its end:\n%s", all)
	}
}

// Where there is no way, the panel says so in words and asks for nobody.
func TestFriendlyStop(t *testing.T) {
	p := newPost(t)
	for site, place := range map[string]string{"krowork": "KR", "egretsoft": "US"} {
		m := p.visitor(t, site, 13, "place="+place)
		m.panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "blocked"`)
		if !in[bool](m.panel, `!document.querySelector("#email") && document.querySelector(".guardian").textContent.includes("nothing wrong")`) {
			t.Errorf("%s in %s asks for a guardian, or says nothing", site, place)
		}
	}
}

// A guardian who is not willing ends it, in Vietnam for good (KRO-VN-05).
func TestGuardianDeclines(t *testing.T) {
	p := newPost(t)
	m := p.visitor(t, "krowork", 14, "place=VN")
	m.ask()
	g := m.guardian(p.link(t, m.mail))
	g.answer("guardian_decline", "")
	g.ends("declined")
	m.panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "blocked"`)
	if eval[bool](m.tab, `Object.entries(sayso.choices()).some(([k, v]) => v && k != "necessary")`) {
		t.Error("something optional is on")
	}
}

// What a minor, or somebody with the link, may try. Each attempt leaves
// everything optional off.
func TestGuardianCannotBePlayed(t *testing.T) {
	p := newPost(t)
	m := p.visitor(t, "krowork", 14, "place=BR")
	m.ask()
	link := p.link(t, m.mail)

	// The minor opens the guardian's link. Test browsers hide the cookies of
	// frames, so this minor asks from a page of the consent server's own origin.
	near := p.at(t, p.url+"/demo/krowork/?place=BR", 14)
	near.ask()
	own := near.tab.another()
	own.open(p.link(t, near.mail))
	own.ends("asker")

	late := m.guardian(link + "?now=" + url.QueryEscape(time.Now().Add(49*time.Hour).UTC().Format(time.RFC3339)))
	late.ends("expired")

	m.panel.born("1990-03-17") // a wider age, later
	m.panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "guardian_represent"`)
	if on := eval[bool](m.tab, `sayso.accept().then((done) => done || sayso.choices().functional === true)`); on {
		t.Error("the page accepted for the minor")
	}

	receipt := m.tab.cookies()["sayso_krowork"]
	if receipt == nil {
		t.Fatal("the minor's age group is not on record")
	}
	second := newTab(t) // the same receipt on a second device, which claims to be an adult
	second.open(shopSite.with("shop", p.url, "krowork", "", "place=BR"))
	second.run(fmt.Sprintf(`document.cookie = "sayso_krowork=%s;Path=/"`, receipt.Value))
	second.reload()
	second.run(`sayso.open()`)
	panel := second.panel()
	panel.live()
	panel.born("1990-03-17")
	panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "guardian_represent"`)
	if on := eval[bool](second, `sayso.accept().then((done) => done || sayso.choices().functional === true)`); on {
		t.Error("the second device accepted")
	}

	g := m.guardian(link)
	g.answer("guardian_agree", "", "functional")
	g.ends("agreed")
	m.tab.wait(`sayso.choices().functional === true`)
	replay := m.guardian(link)
	replay.ends("used")
}

// A panel that was closed while the guardian thought goes on when it is opened
// again.
func TestPanelComesBackToTheStep(t *testing.T) {
	p := newPost(t)
	m := p.visitor(t, "krowork", 14, "place=BR")
	m.ask()
	m.tab.reload()
	g := m.guardian(p.link(t, m.mail))
	g.answer("guardian_agree", "", "functional")
	g.ends("agreed")
	m.tab.run(`sayso.open()`)
	m.panel = m.tab.panel()
	m.panel.live()
	m.step("agreed")
	m.tab.wait(`sayso.choices().functional === true`)
}

// On a demo site one person plays both: the letter is a click away. Without it
// nobody could try what the demonstration is there to show.
func TestGuardianOnTheDemo(t *testing.T) {
	m := (&post{server: consent}).at(t, consent.url+"/demo/krowork/?place=BR", 14)
	m.ask()
	box := m.tab.another()
	box.open(eval[string](m.tab, `document.querySelector(".bar a[href*=outbox]").href`))
	box.wait(`[...document.querySelectorAll("article")].some((a) => a.textContent.includes("` + m.mail + `"))`)
	link := eval[string](box, `[...document.querySelectorAll("article")].find((a) => a.textContent.includes("`+m.mail+`")).querySelector("a").href`)
	box.open(link)
	box.answer("guardian_agree", "", "functional")
	box.ends("agreed")
	m.tab.wait(`sayso.choices().functional === true`)
}

// Without it, a missing name or a pale grey would keep guardians out who cannot
// see, or not well; and so would a page that is wider than a telephone.
func TestGuardianPageForEveryone(t *testing.T) {
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	p := newPost(t)
	m := p.visitor(t, "krowork", 14, "place=VN")
	m.ask()
	g := m.guardian(p.link(t, m.mail))
	look := func(when string) {
		t.Helper()
		g.run(string(source) + ";void 0")
		if found := eval[[]string](g, audit(`document`, sights()[0])); len(found) > 0 {
			t.Errorf("%s: %s", when, strings.Join(found, "\n"))
		}
	}
	g.wait(`!!document.querySelector("form")`)
	look("the question")
	if err := chromedp.Do(g.ctx, chromedp.EmulateViewport(320, 640)); err != nil {
		t.Fatal(err)
	}
	if wide := eval[int](g, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("the page is %d px wide on 320", wide)
	}
	look("on a narrow screen")
	g.press(`document.querySelector("[data-sayso-action=guardian_agree]")`)
	g.wait(`document.querySelector("[role=alert]").textContent != ""`)
	look("with a problem")
	g.answer("guardian_agree", "consent")
	g.ends("agreed")
	look("the end")
	m.step("agreed")
	in[bool](m.panel, string(source)+";true")
	if found := in[[]string](m.panel, audit(`document`, sights()[0])); len(found) > 0 {
		t.Errorf("the minor's panel: %s", strings.Join(found, "\n"))
	}
}

// Who allowed things before telling an age that may not is offered the way to
// turn them off, even where everything else is locked; and people are told to
// delete what was collected (COM-40).
func TestMinorWhoHadAllowed(t *testing.T) {
	p := newPost(t)
	tb := newTab(t)
	tb.visit(shopSite.with("shop", p.url, "krowork", "", "place=KR"))
	tb.run(`sayso.accept()`)
	tb.wait(`sayso.choices().functional === true`)
	tb.run(`sayso.open()`)
	panel := tb.panel()
	panel.live()
	panel.wait(`!!document.querySelector(".record time")`) // the panel has heard of the receipt
	panel.born(time.Now().AddDate(-13, 0, -5).Format(time.DateOnly))
	panel.wait(`document.querySelector("[data-sayso-access]")?.dataset.saysoAccess == "blocked"`)
	panel.press("[data-sayso-action=withdraw]")
	tb.wait(`sayso.choices().functional === false`)
	out, err := exec.Command(binary, "tasks", "--data", filepath.Join(p.dir, "data")).Output()
	if err != nil || !strings.Contains(string(out), `"kind":"delete_minor_data"`) {
		t.Errorf("sayso tasks = %s, %v", out, err)
	}
}
