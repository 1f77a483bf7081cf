package live

import "sayso/app/consent"

// A birth is the date of birth as typed in. It never leaves this package but
// as a band and the day on which that ends.
type birth struct {
	date consent.Date
	bad  bool
}

// oldest is the highest age that is believed (COM-04).
const oldest = 120

// Birth takes a date of birth, YYYY-MM-DD, or "" for none, and decides anew.
func (m *Model) Birth(typed string) error {
	was := m.visitor.Band
	m.birth, m.visitor.Birth, m.visitor.Band = birth{}, consent.Date{}, m.recorded()
	if typed != "" {
		m.told(typed)
	}
	m.changed()
	if m.visitor.Band != was || m.birth.bad {
		m.status = "status.changed"
	}
	return m.decide()
}

// told takes one date. A date that cannot be goes to the rules as it is: they
// keep everything optional off until it is corrected (F-05).
func (m *Model) told(typed string) {
	d, err := consent.ParseDate(typed)
	if err != nil || !d.Exists() || m.visitor.Today.Before(d) || d.YearsOn(m.visitor.Today) > oldest {
		m.birth.bad, m.visitor.Birth = true, d
		return
	}
	m.birth.date = d
	m.visitor.Band = younger(consent.BandOf(d.YearsOn(m.visitor.Today)), m.visitor.Band)
}

// recorded is the band of the record, while it holds. A later, wider claim
// does not undo it (COM-44).
func (m *Model) recorded() consent.Band {
	if m.held == nil || m.held.Band == "" {
		return ""
	}
	until, err := consent.ParseDate(m.held.BandUntil)
	if err == nil && !m.visitor.Today.Before(until) {
		return ""
	}
	return m.held.Band
}

// younger is the lower of two bands; no band gives way to any.
func younger(a, b consent.Band) consent.Band {
	if b == "" || a != "" && a.Floor() < b.Floor() {
		return a
	}
	return b
}

// until is the day on which the band that is sent must be told anew.
func (m *Model) until() consent.Date {
	if m.birth.date.Zero() {
		return consent.Date{}
	}
	return m.visitor.Band.Until(m.birth.date)
}
