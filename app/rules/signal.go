package rules

import "sayso/app/consent"

// signals applies Global Privacy Control and notes Do Not Track.
func (d *draft) signals() {
	d.plan.GPC = "none"
	d.plan.Signal = d.governedKeys()
	if d.v.DNT {
		d.cite(trackSignal)
	}
	if pr := d.v.Prior; d.decided && pr.Signal == "gpc" {
		d.keepSignal()
	}
	if !d.v.GPC || len(d.plan.Signal) == 0 {
		return
	}
	d.plan.GPC = "honoured"
	d.cite(signalWins)
	d.note("GPC_HONOURED")
	for _, r := range d.signal() {
		d.citeRule(r)
		for _, n := range r.Then.Notes {
			d.note(n)
		}
	}
	for _, key := range d.plan.Signal {
		d.turnOff(key)
	}
}

// governedKeys are the keys that count as sale or sharing for this visitor:
// those of every profile (COM-21) and those that a rule adds.
func (d *draft) governedKeys() []consent.Key {
	keys := d.p.governed
	for _, r := range d.signal() {
		for _, ks := range r.states {
			if key := d.p.Items[ks.item].Key; !contains(keys, key) {
				keys = append(keys[:len(keys):len(keys)], key)
			}
		}
	}
	return keys
}

// turnOff takes back what the signal governs, unless the visitor granted that
// very key while the signal was on (COM-22).
func (d *draft) turnOff(key consent.Key) {
	i, _ := d.p.item(key)
	if d.states[i] != consent.On {
		return
	}
	chosen := d.decided && d.v.Prior.Choices[key]
	if chosen {
		d.cite(signalConflict)
	}
	if chosen && d.v.Prior.GPC {
		return
	}
	if chosen {
		d.note("GPC_OVERRIDES_CHOICE")
	}
	d.states[i] = consent.Off
}

// keepSignal lets an opt-out by signal outlast the signal (COM-26).
func (d *draft) keepSignal() {
	d.cite(keepOptOut)
	for _, key := range d.plan.Signal {
		if i, _ := d.p.item(key); d.states[i] == consent.On {
			d.states[i] = consent.Off
		}
	}
}
