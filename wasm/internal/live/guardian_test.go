package live

import (
	"testing"

	"sayso/app/consent"
	"sayso/app/ui"
	"sayso/app/wire"
)

// The minor's panel from the question to the guardian's answer: what it sends,
// when it asks for news, and what it lets the minor move.
func TestGuardiansStep(t *testing.T) {
	m := open(t, Form{})
	if err := m.Birth("2012-11-24"); err != nil { // 13: a guardian consents
		t.Fatal(err)
	}
	if _, waits := m.Asks(); waits {
		t.Error("asks for news before anybody was asked")
	}
	ask, ok := m.Ask("parent@example.com")
	if !ok || ask.Band != "13" || ask.BandUntil.Zero() || ask.Key == "" {
		t.Fatalf("asks %+v, %v", ask, ok)
	}
	if _, again := m.Ask("other@example.com"); again {
		t.Error("asks twice at once")
	}
	recorded, err := m.News(&wire.GuardianState{State: wire.StepSending, Answer: &wire.Answer{Decision: "own", Receipt: receipt(t, "13")}})
	if err != nil || !recorded {
		t.Fatalf("the minor's own record: %v, %v", recorded, err)
	}
	if look, waits := m.Asks(); !waits || look.Receipt == "" {
		t.Error("does not ask for news")
	}
	if _, err := m.News(&wire.GuardianState{State: wire.StepDeclined}); err != nil || m.Panel().Plan.Guardian == "satisfied" {
		t.Errorf("after a refusal: %v, guardian %s", err, m.Panel().Plan.Guardian)
	}
	if _, waits := m.Asks(); waits {
		t.Error("asks for news of a step that is over")
	}
}

// An adult under guardianship says so by a tick, and can take it back until it
// is on record (KRO-VN-03).
func TestWard(t *testing.T) {
	m := open(t, Form{})
	if p := m.Panel(); !p.Plan.AsksWard || p.Ward || p.Plan.Guardian != "none" {
		t.Fatalf("asks %v, ward %v, guardian %s", p.Plan.AsksWard, p.Ward, p.Plan.Guardian)
	}
	for _, yes := range []bool{true, false, true} {
		if err := m.Ward(yes); err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{true: "required", false: "none"}[yes]
		if p := m.Panel(); p.Ward != yes || p.WardKept || p.Plan.Guardian != want || p.Status == "" {
			t.Errorf("ticked %v: ward %v, kept %v, guardian %s, status %q", yes, p.Ward, p.WardKept, p.Plan.Guardian, p.Status)
		}
	}
	if sub, ok := m.Send(consent.MethodRejectAll); !ok || !sub.Ward {
		t.Errorf("sends %+v, %v", sub, ok)
	}
	m.Refused(0)
	if ask, ok := m.Ask("guardian@example.com"); !ok || !ask.Ward || ask.Band != "" {
		t.Errorf("asks %+v, %v", ask, ok)
	}
	own := &wire.Answer{Decision: "own", Receipt: signed(t, consent.Receipt{ID: "own", Ward: true})}
	if _, err := m.News(&wire.GuardianState{State: wire.StepSent, Answer: own}); err != nil {
		t.Fatal(err)
	}
	if err := m.Ward(false); err != nil || !m.Panel().Ward || !m.Panel().WardKept {
		t.Errorf("a tick undid what is on record: %v", err)
	}
	if again := open(t, Form{Previous: own.Receipt}).Panel(); !again.Ward || again.Plan.Guardian != "required" {
		t.Errorf("opened again: ward %v, guardian %s", again.Ward, again.Plan.Guardian)
	}
	if form := open(t, Form{Ward: true}).Panel(); !form.Ward || form.WardKept {
		t.Error("what was ticked in the drawn form is lost")
	}
}

// Where both decide together, the guardian's yes opens the switches that it
// named and no others, and the minor's declaration comes first.
func TestDecidingTogether(t *testing.T) {
	m := open(t, Form{Previous: receipt(t, "13")})
	// The little book of these tests wants consent; the panel does not care which
	// step it is that waits for the minor.
	news := &wire.GuardianState{State: wire.StepTogether, Role: consent.Consent, Allowed: consent.Grants{consent.Analytics: true}}
	if _, err := m.News(news); err != nil {
		t.Fatal(err)
	}
	p := m.Panel().Plan
	if p.State(consent.Analytics).Locked() || !p.State(consent.MarketingMessages).Locked() {
		t.Fatalf("analytics %s, messages %s", p.State(consent.Analytics), p.State(consent.MarketingMessages))
	}
	m.Tick(ui.Tick{Key: consent.Analytics, On: true})
	if c, mine := m.Confirm(consent.MethodSaveChoices); c != nil || !mine || m.Panel().Problem != "error.declared" {
		t.Errorf("without the declaration: %+v, %v, %q", c, mine, m.Panel().Problem)
	}
	m.Declare(true)
	c, _ := m.Confirm(consent.MethodSaveChoices)
	if c == nil || !c.Declared || !c.Grants[consent.Analytics] || len(c.Grants) != 1 {
		t.Fatalf("confirms %+v", c)
	}
	m.Refused(403)
	if c, _ := m.Confirm(consent.MethodRejectAll); c == nil {
		t.Error("a refusal needs a declaration")
	}
}
