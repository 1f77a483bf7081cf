// Package live is the panel's mind in the browser: what the visitor has
// ticked and told, what follows from it by the rules, and what to send. It
// touches no browser, so that its tests run anywhere.
package live

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/app/wire"
)

// A Model is one open panel. It is not safe for concurrent use: everything
// happens on go-app's UI goroutine.
type Model struct {
	island  *wire.Panel
	engine  *rules.Engine
	texts   *i18n.Catalog
	visitor rules.Visitor // as the server sees it, and what was told since
	device  Device
	fresh   func() string // makes a new idempotency key

	profile *policy.Profile
	plan    *rules.Plan

	ticks   consent.Grants // what the visitor moved, or had ticked before
	key     string
	receipt string // compact JWS, or empty
	held    *consent.Receipt
	history *wire.History // of held, or of an earlier receipt
	birth   birth
	ward    bool                // told here to be under guardianship
	step    *wire.GuardianState // nil before the server told of one
	// declared says that the minor declared to decide together.
	declared bool
	busy     bool
	status   string
	problem  string
}

// A Device is what only the visitor's browser knows.
type Device struct {
	// Today is the local civil date, Now the clock. A clock that is far from
	// the server's is not believed (COM-56).
	Today consent.Date
	Now   time.Time
	// GPC is navigator.globalPrivacyControl.
	GPC bool
	// Show writes an instant for people, Day a civil date (noon of it, UTC)
	// and Number a number, all in the panel's language.
	Show, Day func(time.Time) string
	Number    func(int) string
}

// A Form is the state of the drawn form at the moment of the take-over.
type Form struct {
	Ticks    consent.Grants
	Band     consent.Band
	Ward     bool
	Previous string
}

// New makes a model that goes on where the drawn form stands. Fresh makes
// idempotency keys.
func New(island *wire.Panel, form Form, device Device, fresh func() string) (*Model, error) {
	engine, err := rules.New(island.Book)
	if err != nil {
		return nil, fmt.Errorf("reading the rules: %w", err)
	}
	m := &Model{
		island: island, engine: engine, device: device, fresh: fresh,
		texts: catalog(island, device),
		ticks: form.Ticks, key: fresh(),
	}
	if m.visitor, err = wire.ReadVisitor(island.Visitor, noZone); err != nil {
		return nil, fmt.Errorf("reading the visitor: %w", err)
	}
	if m.ticks == nil {
		m.ticks = consent.Grants{}
	}
	m.believe()
	m.visitor.GPC = m.visitor.GPC || device.GPC
	if form.Band != "" {
		m.visitor.Band = form.Band
	}
	m.ward = form.Ward
	m.hold(form.Previous)
	return m, m.decide()
}

func catalog(island *wire.Panel, device Device) *i18n.Catalog {
	return &i18n.Catalog{Lang: island.Lang, Dir: island.Dir, Words: island.Words, Number: device.Number}
}

// noZone knows no zones: the server tells none, since the browser knows its
// own date.
func noZone(string, time.Time) (consent.Date, error) {
	return consent.Date{}, errors.New("the browser gives its date, not its zone")
}

// believe takes the device's date over the server's guess at it, unless the
// device's clock is out by more than the zones can explain.
func (m *Model) believe() {
	const most = 26 * time.Hour
	if d := m.device.Now.Sub(m.visitor.Now); d < most && d > -most && !m.device.Today.Zero() {
		m.visitor.Today = m.device.Today
	}
}

// decide asks the rules what follows now.
func (m *Model) decide() error {
	visitor := m.visitor
	who, allowed := m.step.Behind(m.held)
	visitor.Guardian = who
	visitor.UnderGuardianship = m.underGuardianship()
	plan, err := m.engine.Decide(m.island.Service, &visitor)
	if err != nil {
		return fmt.Errorf("deciding: %w", err)
	}
	profile, err := m.engine.Profile(m.island.Service, &visitor)
	if err != nil {
		return fmt.Errorf("finding the profile: %w", err)
	}
	if plan.Guardian == "satisfied" {
		plan.Within(allowed)
	}
	m.plan, m.profile = &plan, profile
	return nil
}

// Tick moves one switch.
func (m *Model) Tick(t ui.Tick) {
	m.ticks[t.Key] = t.On
	m.changed()
}

// changed forgets what was said about the last try. The next one is a choice
// of its own, so it gets a key of its own.
func (m *Model) changed() {
	m.status, m.problem, m.key = "", "", m.fresh()
}

// State takes over what the page around the frame knows: the receipt that it
// holds, and whether its browser sends the opt-out signal.
func (m *Model) State(receipt string, gpc bool) error {
	m.visitor.GPC = m.visitor.GPC || gpc
	m.hold(receipt)
	return m.decide()
}

// Panel is what to draw.
func (m *Model) Panel() *ui.Panel {
	p := &ui.Panel{
		Texts: m.texts, Name: m.profile.Name, Plan: m.plan, Items: m.profile.Items, Why: m.why(), On: maps.Clone(m.ticks),
		Form: ui.Form{
			Site: m.island.Site, Token: m.island.Token, Key: m.key, Origin: m.island.Origin, Previous: m.receipt,
		},
		Terms: m.terms(), Languages: m.island.Languages,
		Step: m.stepState(), Declared: m.declared, Ward: m.underGuardianship(), WardKept: m.wardKept(),
		Band: m.visitor.Band, Live: true, Today: m.visitor.Today.String(), BadBirth: m.birth.bad,
		Busy: m.busy, Status: m.status, Problem: m.problem, Download: m.receipt != "", Decision: m.decision(),
	}
	return p
}

func (m *Model) why() []rules.Citation {
	var why []rules.Citation
	for _, id := range m.plan.Rules {
		if c, ok := m.engine.Cite(m.plan.Profile, id); ok {
			why = append(why, c)
		}
	}
	return why
}

// Receipt is the receipt that the visitor holds, and the number of its record.
func (m *Model) Receipt() (jws, id string) {
	if m.held != nil {
		id = m.held.ID
	}
	return m.receipt, id
}
