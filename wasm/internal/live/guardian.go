package live

import (
	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/wire"
)

// Ask begins the question for a guardian and gives the body to post. It
// reports false while something is under way.
func (m *Model) Ask(email string) (wire.GuardianAsk, bool) {
	if m.busy {
		return wire.GuardianAsk{}, false
	}
	m.busy, m.status, m.problem = true, "", ""
	return wire.GuardianAsk{
		Site: m.island.Site, Plan: m.island.Token, Email: email, Key: m.key, Previous: m.receipt,
		Band: m.visitor.Band, BandUntil: m.until(), Ward: m.underGuardianship(), GPC: m.visitor.GPC,
	}, true
}

// Ward notes that the visitor is under guardianship, or takes it back, and
// decides anew.
func (m *Model) Ward(yes bool) error {
	m.ward = yes
	m.changed()
	m.status = "status.changed"
	return m.decide()
}

// underGuardianship is what was told here or is on record.
func (m *Model) underGuardianship() bool { return m.ward || m.wardKept() }

// wardKept reports whether the record says so: then no tick undoes it.
func (m *Model) wardKept() bool { return m.held != nil && m.held.Ward }

// Unasked takes the status of a refused question.
func (m *Model) Unasked(status int) {
	m.Refused(status)
	if status == 400 {
		m.problem = "error.email"
	}
}

// Asks gives the body that asks how far the step has come, or false when there
// is nothing to ask: no receipt, no gate, or a step that waits for nobody else.
func (m *Model) Asks() (wire.GuardianLook, bool) {
	waits := m.step == nil || m.step.State == wire.StepSending || m.step.State == wire.StepSent
	return wire.GuardianLook{Receipt: m.receipt}, waits && m.receipt != "" && m.plan.Guardian == "required"
}

// News takes over how far the step has come, or nil when there is none. It
// reports whether a choice was recorded that the page shall hear of.
func (m *Model) News(s *wire.GuardianState) (recorded bool, err error) {
	m.busy = false
	if s == nil {
		s = &wire.GuardianState{}
	}
	fresh := m.step == nil || m.step.State != s.State
	m.step = s
	if fresh && (s.State == wire.StepTogether || s.Answer != nil) {
		m.ticks, m.declared = consent.Grants{}, false
		m.changed()
	}
	if s.Answer != nil && (m.held == nil || m.held.ID != s.Answer.Decision) {
		for key, on := range s.Answer.Grants {
			m.ticks[key] = on
		}
		m.hold(s.Answer.Receipt)
		recorded = true
	}
	return recorded, m.decide()
}

// Declare notes the minor's word that both decide together.
func (m *Model) Declare(yes bool) {
	m.declared = yes
	m.changed()
}

// Confirm gives the minor's part of a step that both take together. It reports
// false where the choice is one of the ordinary kind; a nil body means that
// something is missing, which the panel says.
func (m *Model) Confirm(method consent.Method) (*wire.GuardianConfirm, bool) {
	if m.stepState() != wire.StepTogether || m.busy {
		return nil, false
	}
	c := &wire.GuardianConfirm{Receipt: m.receipt, Method: method, Declared: m.declared}
	grants := rules.Press(m.plan, method)
	if method == consent.MethodSaveChoices {
		c.Grants = m.Panel().Ticks()
		grants = c.Grants
	}
	for key, on := range grants {
		if on && key != consent.Necessary && !m.declared {
			m.status, m.problem = "", "error.declared"
			return nil, true
		}
	}
	m.busy, m.status, m.problem = true, "status.saving", ""
	return c, true
}

func (m *Model) stepState() wire.StepState {
	if m.step == nil {
		return ""
	}
	return m.step.State
}
