package rules

import "sayso/app/consent"

// The regimes, from the most open to the strictest. A profile that names none
// asks for an opt-in.
const (
	regimeNotice = "notice"
	regimeOptOut = "opt_out"
	regimeOptIn  = "opt_in"
)

func regimeOrder(r string) int {
	switch r {
	case regimeNotice:
		return 1
	case regimeOptOut:
		return 2
	case regimeOptIn:
		return 3
	}
	return 0
}

// chooseRegime takes the strictest regime of the profile, or an opt-in where
// it names none, and raises it to the law's. An unknown place is an opt-in
// place (COM-01).
func (d *draft) chooseRegime() {
	d.regime = d.strictest(false)
	if d.regime == "" || d.v.Place.Unknown() {
		d.regime = regimeOptIn
	}
	if floor := d.strictest(true); regimeOrder(floor) > regimeOrder(d.regime) {
		d.regime = floor
	}
	for _, r := range d.held() {
		if !r.home && r.Then.Regime == d.regime {
			d.citeRule(r)
		}
	}
	if d.regime == regimeOptIn && d.plan.Scope == "in" {
		d.cite(offBeforeChoice)
	}
}

// strictest is the strictest regime that the law, or the profile, asks for.
func (d *draft) strictest(law bool) (regime string) {
	for _, r := range d.held() {
		if r.law == law && !r.home && regimeOrder(r.Then.Regime) > regimeOrder(regime) {
			regime = r.Then.Regime
		}
	}
	return regime
}

// stateOrder is how strict a state is when rules differ.
func stateOrder(s consent.State) int {
	switch s {
	case consent.On:
		return 1
	case consent.Off:
		return 2
	case consent.LockedOff:
		return 3
	}
	return 0
}

// defaults sets every key to what holds before a choice.
func (d *draft) defaults() {
	for _, r := range d.held() {
		if d.holdsLate(&r.When) {
			d.set(r)
		}
	}
	for i := range d.p.Items {
		it := &d.p.Items[i]
		d.citeID(d.p.itemIDs[i], it.Rule)
		switch {
		case it.Key == consent.Necessary:
			d.states[i] = consent.LockedOn
		case d.states[i] == "" && it.Base != "":
			d.states[i] = it.Base
		case d.states[i] == "":
			d.states[i] = consent.Off
		case d.states[i] == consent.On && (d.regime == regimeOptIn || d.reject):
			d.states[i] = consent.Off
		}
	}
}

// set applies the states of r; the stricter of two stands.
func (d *draft) set(r *rule) {
	for _, ks := range r.states {
		d.citeRule(r)
		if stateOrder(ks.state) <= stateOrder(d.states[ks.item]) {
			continue
		}
		d.states[ks.item] = ks.state
		if ks.state == consent.LockedOff {
			d.lockedBy[ks.item] = r.ID
		}
	}
}

// Caps of the record of a choice on the device, in seconds: 184 days, the
// longest half year, and 366 days.
const (
	capOptInS  = 184 * 24 * 60 * 60
	capOptOutS = 366 * 24 * 60 * 60
)

// capStorage finds how long anything may stay on the device.
func (d *draft) capStorage() {
	d.plan.CookieMaxAge = capOptInS
	m := capOptIn
	if d.regime == regimeOptOut {
		d.plan.CookieMaxAge, m = capOptOutS, keepOptOut
	}
	own := false
	for _, r := range d.held() {
		if limit := r.Then.MaxAgeS; limit != nil && *limit < d.plan.CookieMaxAge {
			d.plan.CookieMaxAge = *limit
			d.citeRule(r)
			own = true
		}
	}
	if !own {
		d.cite(m)
	}
}
