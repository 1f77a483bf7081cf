package live

import (
	"time"

	"sayso/app/consent"
	"sayso/app/ui"
	"sayso/app/wire"
)

// Untold is the receipt whose history is not known yet, or "".
func (m *Model) Untold() string {
	if m.held == nil || m.history != nil && m.history.Decisions[0].Decision == m.held.ID {
		return ""
	}
	return m.receipt
}

// Told takes a history over, if it is that of the receipt that is held.
func (m *Model) Told(h *wire.History) {
	if m.held != nil && len(h.Decisions) > 0 && h.Decisions[0].Decision == m.held.ID {
		m.history = h
	}
}

// decision is the held receipt as people read it. What came before it is shown
// once the server has told it.
func (m *Model) decision() *ui.Decision {
	if m.held == nil {
		return nil
	}
	h := m.history
	if m.Untold() != "" {
		h = &wire.History{Decisions: []wire.Past{{
			Decision: m.held.ID, DecidedAt: time.Unix(m.held.IssuedAt, 0), ValidUntil: time.Unix(m.held.Expires, 0),
			PolicyVersion: m.held.PolicyVersion, Grants: m.held.Grants,
		}}}
	}
	return ui.NewDecision(h, m.plan, m.moment)
}

func (m *Model) moment(t time.Time) ui.Moment {
	t = t.UTC()
	return ui.Moment{ISO: t.Format(time.RFC3339), Text: m.device.Show(t)}
}

// terms are by when requests are answered, in the visitor's own way to write a
// day.
func (m *Model) terms() map[string]ui.Term {
	return ui.NewTerms(m.island.Terms, func(d consent.Date) string {
		return m.device.Day(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC))
	})
}

// Plan is the token of what the visitor looks at.
func (m *Model) Plan() string { return m.island.Token }

// Speaks is the language that the panel is in.
func (m *Model) Speaks() string { return m.texts.Lang }

// Speak goes on in another language. What is sent from now on names the words
// that were read. The device writes dates and numbers in that language.
func (m *Model) Speak(t *wire.Translation, device Device) error {
	island := *m.island
	island.Token, island.Lang, island.Dir, island.Words = t.Plan, t.Lang, t.Dir, t.Words
	m.island, m.device = &island, device
	m.texts = catalog(&island, device)
	m.changed()
	return m.decide()
}

// Unspoken says that the other language did not come.
func (m *Model) Unspoken() { m.status, m.problem = "", "error.language" }
