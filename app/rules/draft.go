package rules

import (
	"sayso/app/consent"
	"sayso/app/policy"
)

// A draft is a plan in the making. It lives on the stack of one call.
type draft struct {
	p    *profile
	v    *Visitor
	plan Plan

	// The arrays are fields, and slices of them are never stored, so that the
	// draft stays on the stack.
	heldBuf   [maxHeld]*rule
	signalBuf [maxSignal]*rule
	nHeld     int
	nSignal   int

	seen   [maxIDs / 64]uint64 // rule IDs that the trace already has
	age    int                 // completed years, -1 unknown
	reject bool                // the birth date cannot be
	asks   bool                // the profile has an age gate here
	regime string

	needsLaw  bool // the law of the place wants a guardian's step
	gateRule  string
	roles     []consent.Authority
	locked    bool // everything optional waits for a guardian, or for ever
	refuse    string
	refusedBy string

	decided   bool // a prior choice holds
	changed   bool // it was made under another version
	reconsent bool // and that version asks again for something

	states   [maxItems]consent.State
	lockedBy [maxItems]string
}

// held are the rules that hold for the visitor.
func (d *draft) held() []*rule { return d.heldBuf[:d.nHeld] }

// signal are the rules that hold only while Global Privacy Control is on.
func (d *draft) signal() []*rule { return d.signalBuf[:d.nSignal] }

// decide runs the steps. Each reads what the ones before it found.
func (d *draft) decide(p *profile, v *Visitor) {
	d.p, d.v = p, v
	d.plan.Rules = make([]string, 0, 40)
	d.plan.Notes = make([]string, 0, 12)
	d.plan.Profile = p.ID
	d.scope()
	d.version()
	d.years()
	d.match()
	d.gate()
	d.chooseRegime()
	d.defaults()
	d.prior()
	d.signals()
	d.lock()
	d.capStorage()
	d.facts()
	d.offer()
	d.finish()
}

// cite notes that a mechanism acted.
func (d *draft) cite(m mechanism) { d.trace(int(m), mechanisms[m].ID) }

// citeRule notes that r acted.
func (d *draft) citeRule(r *rule) { d.trace(r.id, r.ID) }

// citeID notes that the rule behind a fact, a version or an item acted. The
// number is the one that compile gave it, or noID.
func (d *draft) citeID(n int, id string) {
	if n != noID {
		d.trace(n, id)
	}
}

func (d *draft) trace(n int, id string) {
	word, bit := n/64, uint64(1)<<(n%64)
	if d.seen[word]&bit != 0 {
		return
	}
	d.seen[word] |= bit
	d.plan.Rules = append(d.plan.Rules, id)
}

func (d *draft) note(code string) {
	if !contains(d.plan.Notes, code) {
		d.plan.Notes = append(d.plan.Notes, code)
	}
}

// match collects the rules that hold, less those that a prevailing section
// overrides (COM-06).
func (d *draft) match() {
	d.collect(find(d.p.byPlace, d.v.Place))
	home := d.v.Residence
	if home.Unknown() {
		home = d.v.Place
	}
	if rules := find(d.p.byHome, home); rules != nil {
		d.collect(rules)
	}
	if d.livesInAnotherSection() {
		d.collect(find(d.p.bySection, d.v.Residence))
	}
	d.dropOverridden()
}

func (d *draft) collect(rules []*rule) {
	for _, r := range rules {
		if r.gate && d.plan.Scope == "in" {
			d.asks = true
		}
		if r.ward && d.plan.Scope == "in" {
			d.plan.AsksWard = true
		}
		switch {
		case !d.holds(&r.When):
		case r.When.GPC:
			d.signalBuf[d.nSignal] = r
			d.nSignal++
		default:
			d.heldBuf[d.nHeld] = r
			d.nHeld++
		}
	}
}

// livesInAnotherSection reports whether the places of use and of residence
// differ and both have sections (COM-45).
func (d *draft) livesInAnotherSection() bool {
	if d.v.Residence.Unknown() || d.v.Residence.Code() == d.v.Place.Code() {
		return false
	}
	return find(d.p.bySection, d.v.Residence) != nil && d.sectionOf(d.v.Place)
}

func (d *draft) sectionOf(place consent.Place) bool {
	for _, code := range d.p.Sections {
		if place.In(code) {
			return true
		}
	}
	return false
}

// dropOverridden takes out the rules over which another one prevails. A
// section that applies by residence alone prevails over nothing.
func (d *draft) dropOverridden() {
	var over [maxIDs / 64]uint64
	any := false
	for _, r := range d.held() {
		if r.home {
			continue
		}
		for _, n := range r.overrides {
			over[n/64] |= 1 << (n % 64)
			any = true
		}
	}
	if !any {
		return
	}
	for _, r := range d.held() {
		if len(r.overrides) > 0 && !r.home && d.hits(r) {
			d.cite(strictestGate)
			d.citeRule(r)
		}
	}
	n := 0
	for _, r := range d.held() {
		if over[r.id/64]&(1<<(r.id%64)) == 0 {
			d.heldBuf[n] = r
			n++
		}
	}
	d.nHeld = n
}

// hits reports whether a rule that r overrides would hold.
func (d *draft) hits(r *rule) bool {
	for _, h := range d.held() {
		if contains(r.overrides, h.id) {
			return true
		}
	}
	return false
}

// holds checks everything that is known before the first rule is applied. The
// place was checked by the index.
func (d *draft) holds(w *policy.When) bool {
	if w.Scope != "any" && (w.Scope == "out") != (d.plan.Scope == "out") {
		return false
	}
	if w.From > 0 && d.age < w.From || w.Under > 0 && (d.age < 0 || d.age >= w.Under) {
		return false
	}
	if len(w.Accounts) > 0 && !contains(w.Accounts, account(d.v.Account)) {
		return false
	}
	if w.DNT && !d.v.DNT || w.Ward && !d.v.UnderGuardianship {
		return false
	}
	return w.NotLang == "" || !speaks(d.v.Lang, w.NotLang)
}

// holdsLate checks what only the steps find out: the regime, the law's
// guardian and what can be granted.
func (d *draft) holdsLate(w *policy.When) bool {
	if w.Regime != "" && w.Regime != d.regime || w.BelowConsentAge && !d.needsLaw {
		return false
	}
	if w.Unwilling && !d.unwilling() {
		return false
	}
	if w.Offers == "" {
		return true
	}
	i, ok := d.p.item(w.Offers)
	return ok && !d.states[i].Locked()
}

// unwilling reports whether the guardian declined and took no other step.
func (d *draft) unwilling() bool {
	w := d.v.Guardian.Willing
	return w != nil && !*w && d.plan.Guardian == "required"
}

// speaks reports whether the BCP 47 tag is of the primary language lang.
func speaks(tag, lang string) bool {
	if len(tag) < len(lang) {
		return false
	}
	for i := range len(lang) {
		if tag[i]|0x20 != lang[i] {
			return false
		}
	}
	return len(tag) == len(lang) || tag[len(lang)] == '-' || tag[len(lang)] == '_'
}

// finish hands the states over to the plan, in the profile's order.
func (d *draft) finish() {
	d.plan.Defaults = make([]Default, len(d.p.Items))
	for i := range d.p.Items {
		d.plan.Defaults[i] = Default{d.p.Items[i].Key, d.states[i]}
	}
}
