package rules

import (
	"time"

	"sayso/app/consent"
)

// A Plan is the answer for one visitor: what holds now, what is asked, what
// can be done, and which rules said so.
type Plan struct {
	Profile       string
	Scope         string // "in" or "out"
	PolicyVersion string
	PolicyState   string // "in_force" or "upcoming"

	// Age is the completed years, or -1 when unknown.
	Age      int
	Access   consent.Access
	Guardian string // "none", "required" or "satisfied"
	// Roles lists the roles in which a guardian opens the gate, and Duties what
	// the guardian has to confirm; both are empty without a guardian's step.
	Roles  []consent.Authority
	Duties []string
	// AsksWard says that it matters here whether the visitor is under
	// guardianship (KRO-VN-03).
	AsksWard bool
	// AccountLinkRequired says that the account must be linked to a
	// guardian's (KRO-BR-13).
	AccountLinkRequired bool

	Banner   consent.Banner
	Defaults []Default // in the profile's order
	// Unallowed lists the keys that [Plan.Within] locked.
	Unallowed []consent.Key
	Actions   []consent.Action

	// CookieMaxAge is the cap, in seconds, for anything stored on the device.
	// Zero means that nothing may be stored.
	CookieMaxAge int

	ValidUntil time.Time // zero: no prior choice
	ReaskAfter time.Time // zero: no prior choice

	Notes  []string
	Rights []string

	Controller      string // "" when the policy does not say
	Contact         string // "" when the policy does not say
	StorageLocation string // "" when the policy does not say

	GPC string // "honoured" or "none"
	// Signal lists the keys that Global Privacy Control governs for this
	// visitor, whether or not the signal is on.
	Signal []consent.Key
	Rules  []string // rule IDs in the order applied
}

// A Default is the state of one key for this visitor now.
type Default struct {
	Key   consent.Key
	State consent.State
}

// State is the state of k, or NotApplicable when the profile lacks it.
func (p *Plan) State(k consent.Key) consent.State {
	for _, d := range p.Defaults {
		if d.Key == k {
			return d.State
		}
	}
	return consent.NotApplicable
}

// Offers reports whether a is one of the plan's actions.
func (p *Plan) Offers(a consent.Action) bool {
	for _, b := range p.Actions {
		if a == b {
			return true
		}
	}
	return false
}

// Within locks everything that allowed does not grant: a minor moves nothing
// beyond what the guardian said yes to. It changes p alone, not what it was
// copied from.
func (p *Plan) Within(allowed consent.Grants) {
	within := make([]Default, len(p.Defaults))
	for i, d := range p.Defaults {
		if !d.State.Locked() && !allowed[d.Key] {
			d.State = consent.LockedOff
			p.Unallowed = append(p.Unallowed, d.Key)
		}
		within[i] = d
	}
	p.Defaults = within
}

// Least is what holds whatever anybody says: what is necessary is on, and
// everything else off.
func (p *Plan) Least() consent.Grants {
	grants := make(consent.Grants, len(p.Defaults))
	for _, d := range p.Defaults {
		grants[d.Key] = d.State == consent.LockedOn
	}
	return grants
}
