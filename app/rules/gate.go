package rules

import "sayso/app/consent"

// gate finds the age gate, and whether a guardian opened it.
func (d *draft) gate() {
	d.plan.Access, d.plan.Guardian = consent.Allow, "none"
	if d.plan.Scope == "out" {
		return
	}
	for _, r := range d.held() {
		if r.Then.Guardian {
			d.needsLaw = true
			d.gateRule = r.ID
			d.citeRule(r)
		}
	}
	for _, r := range d.held() {
		if r.Then.Access != "" && !r.When.Unwilling && d.holdsLate(&r.When) {
			d.raise(r)
		}
		if r.Then.AccountLink {
			d.plan.AccountLinkRequired = true
			d.citeRule(r)
		}
	}
	if d.plan.Access == consent.Blocked {
		d.locked = true
		return
	}
	if !d.plan.Access.NeedsGuardian() && !d.needsLaw {
		return
	}
	d.guardian()
}

// raise puts the gate of r in place unless a stricter one stands already.
func (d *draft) raise(r *rule) {
	d.citeRule(r)
	if r.home {
		d.cite(bothSections)
	}
	if !r.Then.Access.StricterThan(d.plan.Access) {
		return
	}
	if d.plan.Access != consent.Allow {
		d.cite(strictestGate)
	}
	d.plan.Access = r.Then.Access
	d.roles = r.Then.Roles
	d.gateRule = r.ID
}

// guardian says whether the guardian's step was taken: the right role,
// verified, with every duty acknowledged (F-03, F-04).
func (d *draft) guardian() {
	d.cite(guardianVerified)
	d.plan.Guardian, d.plan.Roles = "required", d.wanted()
	if d.satisfied() {
		d.plan.Guardian = "satisfied"
		return
	}
	d.locked = true
	d.cite(noGuardianStep)
	for _, r := range d.held() {
		if r.When.Unwilling && r.Then.Access != "" && d.holdsLate(&r.When) {
			d.raise(r)
		}
	}
	if d.plan.Access == consent.Blocked {
		d.plan.Guardian, d.plan.Roles, d.plan.Duties = "none", nil, nil
	}
}

func (d *draft) satisfied() bool {
	acknowledged := d.acknowledged()
	g := &d.v.Guardian
	return g.Present && g.Verified && d.opens(g.Role) && acknowledged
}

// opens reports whether a guardian in this role opens the gate.
func (d *draft) opens(role consent.Authority) bool { return contains(d.plan.Roles, role) }

// wanted lists the roles that open the gate. Where only the law asks for a
// guardian, consenting and representing both do (F-09).
func (d *draft) wanted() []consent.Authority {
	if len(d.roles) > 0 {
		return d.roles
	}
	switch d.plan.Access {
	case consent.GuardianSupervisedAgree:
		return []consent.Authority{consent.Supervise}
	case consent.GuardianConsent:
		return []consent.Authority{consent.Consent}
	case consent.GuardianAssist:
		return []consent.Authority{consent.Assist}
	case consent.GuardianRepresent:
		return []consent.Authority{consent.Represent}
	case consent.GuardianAccount:
		return []consent.Authority{consent.AccountOwner}
	}
	return []consent.Authority{consent.Consent, consent.Represent}
}

// acknowledged reports whether the guardian confirmed every duty that a rule
// asks for.
func (d *draft) acknowledged() bool {
	ok := true
	for _, r := range d.held() {
		for _, duty := range r.Then.Acknowledge {
			d.citeRule(r)
			if !contains(d.plan.Duties, duty) {
				d.plan.Duties = append(d.plan.Duties, duty)
			}
			ok = ok && contains(d.v.Guardian.Acknowledged, duty)
		}
	}
	return ok
}

// lock closes everything optional while a guardian's step is missing, or for
// good where the visitor is blocked or outside the territory.
func (d *draft) lock() {
	if !d.locked && d.plan.Scope == "in" {
		return
	}
	for i := range d.p.Items {
		if s := d.states[i]; s != consent.LockedOn && s != consent.LockedOff && s != consent.NotApplicable {
			d.states[i] = consent.LockedOff
			d.lockedBy[i] = d.gateRule
		}
	}
}
