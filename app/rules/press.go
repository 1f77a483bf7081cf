package rules

import "sayso/app/consent"

// Press says what a button does under plan: the grants that method asks for.
// Methods that carry their own grants (save_choices) get none.
//
// Accepting all grants storage categories only: separate consents have their
// own controls (COM-19), and what Global Privacy Control governs waits for a
// specific yes while the signal is on (COM-22). Refusing and withdrawing turn
// off everything that the visitor can move.
func Press(p *Plan, method consent.Method) consent.Grants {
	switch method {
	case consent.MethodAcceptAll:
		return p.collect(true, func(k consent.Key) bool {
			return k.Kind() == consent.KindCategory && !(p.GPC == "honoured" && contains(p.Signal, k))
		})
	case consent.MethodRejectAll, consent.MethodWithdraw:
		return p.collect(false, func(consent.Key) bool { return true })
	case consent.MethodOptOutSale:
		return p.collect(false, func(k consent.Key) bool { return contains(p.Signal, k) })
	case consent.MethodOptInSale:
		return p.collect(true, func(k consent.Key) bool { return k == consent.SaleOrShare })
	}
	return nil
}

// collect says granted for every key that the visitor can move and pick takes.
func (p *Plan) collect(granted bool, pick func(consent.Key) bool) consent.Grants {
	grants := consent.Grants{}
	for _, d := range p.Defaults {
		if !d.State.Locked() && pick(d.Key) {
			grants[d.Key] = granted
		}
	}
	return grants
}
