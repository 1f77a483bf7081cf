package rules

import "sayso/app/consent"

// offer says what is shown and what the visitor can do.
func (d *draft) offer() {
	d.plan.Banner = d.banner()
	d.plan.Rights = make([]string, 0, 16)
	for _, r := range d.held() {
		t := &r.Then
		if len(t.Notes)+len(t.Rights) == 0 && t.Refuse == "" || !d.holdsLate(&r.When) {
			continue
		}
		d.citeRule(r)
		for _, n := range t.Notes {
			d.note(n)
		}
		for _, right := range t.Rights {
			if !contains(d.plan.Rights, right) {
				d.plan.Rights = append(d.plan.Rights, right)
			}
		}
		if t.Refuse != "" {
			d.refuse, d.refusedBy = t.Refuse, r.ID
		}
	}
	d.keepRights()
	d.actions()
}

// banner is what the first layer asks: the regime's question, or what the
// profile puts in its place, or nothing when a choice holds.
func (d *draft) banner() consent.Banner {
	b := consent.Banner(d.regime)
	for _, r := range d.held() {
		if r.Then.Banner != "" {
			b = r.Then.Banner
			d.citeRule(r)
		}
	}
	switch {
	case b == consent.BannerNone || d.plan.Scope == "out" || !d.optional():
		return consent.BannerNone
	case !d.decided || d.halfSaid():
		return b
	case d.reconsent:
		return consent.BannerReconsent
	case d.changed:
		return consent.BannerUpdateNotice
	}
	return consent.BannerNone
}

// optional reports whether the profile has anything besides what is necessary.
func (d *draft) optional() bool {
	for i := range d.p.Items {
		if d.p.Items[i].Key != consent.Necessary {
			return true
		}
	}
	return false
}

// halfSaid reports whether the prior choice was the signal's and left a
// storage category of an opt-in place unanswered.
func (d *draft) halfSaid() bool {
	if d.v.Prior.Signal == "" || d.regime != regimeOptIn {
		return false
	}
	for i := range d.p.Items {
		key := d.p.Items[i].Key
		if _, said := d.v.Prior.Choices[key]; !said && key.Kind() == consent.KindCategory && d.states[i] == consent.Off &&
			!contains(d.plan.Signal, key) {
			return true
		}
	}
	return false
}

// actions lists what the visitor can do, choosing first.
func (d *draft) actions() {
	d.plan.Actions = make([]consent.Action, 0, 12)
	switch {
	case d.plan.Scope == "out":
	case d.plan.Access == consent.Blocked:
		d.add(consent.ActionLeave)
	case d.plan.Access.NeedsGuardian() && d.plan.Guardian == "required":
		d.add(consent.ActionStartGuardianFlow)
		d.add(consent.ActionLeave)
		if d.plan.Access == consent.GuardianRepresent {
			return // the minor alone can do nothing else (KRO-BR-02)
		}
	default:
		d.choosing()
		d.byRules()
	}
	if d.p.Contact.Text != "" {
		d.add(consent.ActionContact)
	}
	d.add(consent.ActionViewPolicy)
}

func (d *draft) add(a consent.Action) {
	if !contains(d.plan.Actions, a) {
		d.plan.Actions = append(d.plan.Actions, a)
	}
}

// choosing adds the actions that record a choice or lead to one.
func (d *draft) choosing() {
	category, open, categories := d.choosable()
	if category && !d.reject {
		d.add(consent.ActionAcceptAll)
		d.cite(equalRefusal)
	}
	if categories {
		d.add(consent.ActionRejectAll)
	}
	if open {
		d.add(consent.ActionSaveChoices)
	}
	if d.optional() {
		d.add(consent.ActionOpenPreferences)
		d.cite(permanentEntry)
	}
	if d.decided && open {
		d.add(consent.ActionWithdraw)
	}
	d.sale()
	if d.asks && d.age < 0 {
		d.add(consent.ActionAskAge)
	}
	if d.plan.Guardian == "required" {
		d.add(consent.ActionStartGuardianFlow)
	}
}

// choosable reports whether a storage category can be granted, whether
// anything can be moved, and whether there are optional categories at all.
func (d *draft) choosable() (category, open, categories bool) {
	for i := range d.p.Items {
		key := d.p.Items[i].Key
		isCategory := key != consent.Necessary && key.Kind() == consent.KindCategory
		categories = categories || isCategory
		if !d.states[i].Locked() {
			open = true
			category = category || isCategory
		}
	}
	return category, open, categories
}

// sale adds the control for sale and sharing where the place lets them run
// until opted out (KRO-USCA-20). Who opted out is not asked to come back while
// that choice holds (COM-26).
func (d *draft) sale() {
	i, ok := d.p.item(consent.SaleOrShare)
	if !ok || d.regime != regimeOptOut || d.states[i].Locked() {
		return
	}
	d.add(consent.ActionOptOutSale)
	if d.states[i] != consent.Off || d.plan.GPC == "honoured" || d.reject {
		return
	}
	if d.decided {
		if granted, said := d.v.Prior.Choices[consent.SaleOrShare]; said && !granted || d.v.Prior.Signal != "" {
			return
		}
	}
	d.add(consent.ActionOptInSale)
}

func (d *draft) byRules() {
	for _, r := range d.held() {
		if len(r.Then.Actions) == 0 || !d.holdsLate(&r.When) {
			continue
		}
		d.citeRule(r)
		for _, a := range r.Then.Actions {
			d.add(a)
		}
	}
}
