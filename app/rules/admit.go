package rules

import "sayso/app/consent"

// Reasons for which a choice is refused. They are public names; a profile may
// add its own with "refuse".
const (
	ReasonOutOfScope       = "out_of_scope"
	ReasonVersion          = "version_not_in_force"
	ReasonUnknownCategory  = "unknown_category"
	ReasonGuardianRequired = "guardian_required"
	ReasonAuthority        = "authority_not_allowed"
	ReasonAgeUnknown       = "age_unknown"
	ReasonBirthRejected    = "birth_date_rejected"
	ReasonLocked           = "locked"
)

// A Verdict says whether a choice may be recorded.
type Verdict struct {
	Admitted bool
	// Reason is "" when admitted, else one of the reasons above or a
	// profile's own.
	Reason string
	// Key is the key at fault, when there is one.
	Key   consent.Key
	Rules []string
	// Grants is the whole state after the choice: every key of the profile,
	// locked ones included. Nil unless admitted.
	Grants consent.Grants
}

// Admit says whether c may be recorded for v. Nothing of a refused choice is
// recorded.
func (e *Engine) Admit(service string, v *Visitor, c *consent.Choice) (Verdict, error) {
	p, err := e.pick(service, v)
	if err != nil {
		return Verdict{}, err
	}
	var d draft
	d.decide(p, v)
	for _, check := range []func(*draft, *consent.Choice) *Verdict{
		(*draft).checkScope, (*draft).checkVersion, (*draft).checkKeys, (*draft).checkAuthority, (*draft).checkGrants,
	} {
		if no := check(&d, c); no != nil {
			return *no, nil
		}
	}
	return Verdict{Admitted: true, Rules: d.plan.Rules, Grants: d.after(c)}, nil
}

// after is the whole state once c is recorded.
func (d *draft) after(c *consent.Choice) consent.Grants {
	all := make(consent.Grants, len(d.p.Items))
	for i := range d.p.Items {
		key := d.p.Items[i].Key
		all[key] = d.states[i].Granted()
		if granted, said := c.Grants[key]; said && !d.states[i].Locked() {
			all[key] = granted
		}
	}
	return all
}

func refuse(reason string, key consent.Key, rules ...string) *Verdict {
	kept := rules[:0]
	for _, id := range rules {
		if id != "" && !contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return &Verdict{Reason: reason, Key: key, Rules: kept}
}

func (d *draft) checkScope(*consent.Choice) *Verdict {
	if d.refuse != "" {
		return refuse(d.refuse, "", d.refusedBy)
	}
	if d.plan.Scope == "out" {
		return refuse(ReasonOutOfScope, "", d.p.Territory.Rule, mechanisms[onlyAllowed].ID)
	}
	return nil
}

func (d *draft) checkVersion(c *consent.Choice) *Verdict {
	if c.PolicyVersion != d.plan.PolicyVersion || d.plan.PolicyState != "in_force" {
		return refuse(ReasonVersion, "", mechanisms[versionState].ID, mechanisms[onlyAllowed].ID)
	}
	return nil
}

func (d *draft) checkKeys(c *consent.Choice) *Verdict {
	var unknown consent.Key
	for key := range c.Grants {
		if _, ok := d.p.item(key); !ok && (unknown == "" || key < unknown) {
			unknown = key
		}
	}
	if unknown != "" {
		return refuse(ReasonUnknownCategory, unknown, mechanisms[onlyAllowed].ID)
	}
	return nil
}

// checkAuthority holds the role of the choice against the gate (F-20).
func (d *draft) checkAuthority(c *consent.Choice) *Verdict {
	self := c.Authority == consent.Self || c.Authority == ""
	gated := d.plan.Access.NeedsGuardian()
	switch {
	case gated && (self || d.plan.Guardian != "satisfied" || c.Authority != d.v.Guardian.Role):
		return refuse(ReasonGuardianRequired, "", d.gateRule, mechanisms[guardianVerified].ID, mechanisms[guardianGate].ID)
	case gated:
		return nil
	case self && d.plan.Guardian == "satisfied" && widens(c):
		return refuse(ReasonGuardianRequired, "", d.gateRule, mechanisms[guardianVerified].ID, mechanisms[guardianGate].ID)
	case self || d.plan.Guardian == "satisfied" && c.Authority == d.v.Guardian.Role:
		return nil
	case d.plan.Guardian == "required":
		return refuse(ReasonGuardianRequired, "", d.gateRule, mechanisms[guardianVerified].ID)
	case d.age < 0:
		return refuse(ReasonAgeUnknown, "", mechanisms[ageUnknown].ID)
	}
	return refuse(ReasonAuthority, "", mechanisms[onlyAllowed].ID, mechanisms[guardianGate].ID)
}

func widens(c *consent.Choice) bool {
	for _, granted := range c.Grants {
		if granted {
			return true
		}
	}
	return false
}

// checkGrants holds every grant against the state of its key, in the profile's
// order.
func (d *draft) checkGrants(c *consent.Choice) *Verdict {
	for i := range d.p.Items {
		it := &d.p.Items[i]
		granted, said := c.Grants[it.Key]
		switch state := d.states[i]; {
		case !said || granted == state.Granted():
		case state.Locked():
			return refuse(ReasonLocked, it.Key, d.lockedBy[i], it.Rule, mechanisms[onlyAllowed].ID)
		case granted && d.reject:
			return refuse(ReasonBirthRejected, it.Key, mechanisms[ageRejected].ID)
		case granted && it.Account && d.asks && d.age < 0:
			return refuse(ReasonAgeUnknown, it.Key, mechanisms[ageUnknown].ID, it.Rule)
		}
	}
	return nil
}
