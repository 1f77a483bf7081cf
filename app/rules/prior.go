package rules

import (
	"time"

	"sayso/app/consent"
)

// Months for which a choice holds.
const (
	optInMonths  = 6
	optOutMonths = 12
)

// prior brings back a choice made before, as far as it still holds. It never
// turns on what the visitor refused.
func (d *draft) prior() {
	pr := d.v.Prior
	if pr == nil || d.plan.Scope == "out" {
		return
	}
	if pr.Profile != "" && pr.Profile != d.p.ID {
		d.cite(newController)
		return
	}
	until := d.validUntil(pr.DecidedAt)
	d.plan.ValidUntil, d.plan.ReaskAfter = until, until
	if !d.v.Now.Before(until) {
		return
	}
	if !d.rightPerson(pr) {
		d.keepRefusals(pr)
		return
	}
	d.decided = true
	d.keep(pr)
}

// validUntil is when a choice lapses: civil months later at the same time of
// day in UTC, clamped to the end of the month, or sooner where the profile
// caps it.
func (d *draft) validUntil(at time.Time) time.Time {
	months, m := optInMonths, validSixMonths
	if d.regime == regimeOptOut {
		months, m = optOutMonths, keepOptOut
	}
	until := addMonths(at, months)
	own := false
	for _, r := range d.held() {
		if r.Then.ValidS <= 0 {
			continue
		}
		if sooner := at.Add(time.Duration(r.Then.ValidS) * time.Second); sooner.Before(until) {
			until = sooner
			d.citeRule(r)
			own = true
		}
	}
	if !own {
		d.cite(m)
	}
	return until
}

// addMonths is the same time of day n months on, in UTC (COM-24, COM-58).
func addMonths(at time.Time, n int) time.Time {
	at = at.UTC()
	day := consent.DateOf(at).AddMonths(n)
	h, m, s := at.Clock()
	return time.Date(day.Year, day.Month, day.Day, h, m, s, at.Nanosecond(), time.UTC)
}

// rightPerson reports whether the choice was made by whoever decides now: a
// guardian's choice ends when the visitor has grown out of it, or into a band
// where the guardian's part is another one (COM-42), and a child's own click behind a guardian's gate is void.
func (d *draft) rightPerson(pr *consent.Prior) bool {
	byGuardian := pr.Authority != "" && pr.Authority != consent.Self
	gated := d.plan.Guardian != "none"
	switch {
	case byGuardian && !gated && d.age >= 0:
		d.cite(bandCrossed)
		return false
	case byGuardian && gated && !d.opens(pr.Authority):
		d.cite(bandCrossed)
		return false
	case !byGuardian && gated:
		d.cite(noGuardianStep)
		return false
	}
	return true
}

// keepRefusals keeps the refusals of a choice that is asked for anew: refusing
// takes no authority.
func (d *draft) keepRefusals(pr *consent.Prior) {
	for i := range d.p.Items {
		granted, said := pr.Choices[d.p.Items[i].Key]
		if said && !granted && !d.states[i].Locked() {
			d.states[i] = consent.Off
		}
	}
}

// keep applies the choice key by key. What a material change touches goes back
// to its default (COM-29), but a refusal stays a refusal.
func (d *draft) keep(pr *consent.Prior) {
	known := d.since(pr.PolicyVersion)
	for i := range d.p.Items {
		key := d.p.Items[i].Key
		if d.states[i].Locked() {
			continue
		}
		touched := d.changed && (!known || d.touches(pr.PolicyVersion, key))
		d.reconsent = d.reconsent || touched
		granted, said := pr.Choices[key]
		switch {
		case said && !granted:
			d.states[i] = consent.Off
		case said && !touched && !d.reject:
			d.states[i] = consent.On
		}
	}
	switch {
	case d.reconsent:
		d.cite(reconsent)
	case d.changed:
		d.cite(updateNotice)
	}
}

// since notes whether version is another than the one in force, and reports
// whether the profile knows it.
func (d *draft) since(version string) (known bool) {
	d.changed = version != d.plan.PolicyVersion
	for i := range d.p.Versions {
		known = known || d.p.Versions[i].ID == version
	}
	return known
}

// touches reports whether a material change after version and up to the one in
// force touches key.
func (d *draft) touches(version string, key consent.Key) bool {
	after := false
	for i := range d.p.Versions {
		v := &d.p.Versions[i]
		if after && contains(v.Changed, key) {
			return true
		}
		if v.ID == d.plan.PolicyVersion {
			return false
		}
		after = after || v.ID == version
	}
	return false
}

// keepRights keeps the rights that later versions took away: they end for a
// visitor only with explicit consent (KRO-UPD-01, KLS-UPD-01).
func (d *draft) keepRights() {
	if !d.decided || !d.changed {
		return
	}
	after := false
	for i := range d.p.Versions {
		v := &d.p.Versions[i]
		for _, right := range v.Reduces {
			if after && !contains(d.plan.Rights, right) {
				d.plan.Rights = append(d.plan.Rights, right)
				d.note("RIGHTS_KEPT_UNTIL_CONSENT")
				d.cite(reductionByConsent)
			}
		}
		if v.ID == d.plan.PolicyVersion {
			return
		}
		after = after || v.ID == d.v.Prior.PolicyVersion
	}
}
