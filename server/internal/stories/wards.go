package stories

import (
	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/ui"
	"sayso/app/wire"
)

// steps are the minor's panel while the guardian's step goes on.
func steps(t *i18n.Catalog) []Story {
	var all []Story
	add := func(state wire.StepState, access consent.Access, says string, change func(*ui.Panel)) {
		p := panel(t)
		minor(p, access)
		p.Step, p.Plan.Roles = state, []consent.Authority{consent.Represent}
		if change != nil {
			change(p)
		}
		all = append(all, Story{Name: "panel-step-" + string(state), Says: says, Panel: p})
	}
	add(wire.StepSending, consent.GuardianRepresent, "the letter is going out", nil)
	add(wire.StepSent, consent.GuardianRepresent, "the guardian has a letter; without WASM a button asks for news", func(p *ui.Panel) { p.Live = false })
	add(wire.StepUnsent, consent.GuardianRepresent, "the letter could not be sent", nil)
	add(wire.StepTogether, consent.GuardianAssist, "the guardian agreed; the minor decides within that", together)
	add(wire.StepAgreed, consent.GuardianRepresent, "the guardian decided, and it is recorded", func(p *ui.Panel) {
		allowed(p)
		p.Decision = decision()
	})
	add(wire.StepDeclined, consent.GuardianRepresent, "the guardian did not agree", nil)
	add(wire.StepExpired, consent.GuardianRepresent, "the link became too old", nil)
	add(wire.StepOutdated, consent.GuardianRepresent, "the policy changed meanwhile", nil)
	return all
}

func together(p *ui.Panel) {
	allowed(p)
	p.Plan.Age, p.Band = 16, "16"
}

// allowed is a plan with the guardian's step taken and two keys allowed.
func allowed(p *ui.Panel) {
	p.Plan.Guardian, p.Plan.Actions = "satisfied", adult
	for _, d := range p.Plan.Defaults[1:] {
		set(p.Plan, consent.Off, d.Key)
	}
	set(p.Plan, consent.LockedOff, consent.Advertising, consent.SaleOrShare)
	p.Plan.Within(consent.Grants{consent.Functional: true, consent.Analytics: true})
}

// wards are the guardian's page in every role and at every end.
func wards(t *i18n.Catalog) []Story {
	var all []Story
	add := func(name, says string, change func(*ui.GuardianPage)) {
		p := panel(t)
		minor(p, consent.GuardianConsent)
		p.Plan.Guardian = "satisfied"
		for _, d := range p.Plan.Defaults[1:] {
			set(p.Plan, consent.Off, d.Key)
		}
		set(p.Plan, consent.LockedOff, consent.Advertising, consent.SaleOrShare)
		g := &ui.GuardianPage{Texts: t, Name: p.Name, Band: "13", Plan: p.Plan, Items: items, Why: why}
		change(g)
		all = append(all, Story{Name: "ward-" + name, Says: says, Ward: g})
	}
	for _, role := range []consent.Authority{consent.Consent, consent.Supervise, consent.Represent, consent.Assist} {
		add(string(role), "a guardian is asked to "+string(role), func(g *ui.GuardianPage) { g.Plan.Roles = []consent.Authority{role} })
	}
	add("account_owner", "Vietnam under 14: the account is the guardian's, with three duties", func(g *ui.GuardianPage) {
		g.Plan.Roles, g.Plan.Duties = []consent.Authority{consent.AccountOwner}, consent.Duties
	})
	add("pick", "Vietnam from 14: two ways to choose from", func(g *ui.GuardianPage) {
		g.Plan.Roles, g.Plan.Duties, g.Band = []consent.Authority{consent.Consent, consent.AccountOwner}, consent.Duties, "14"
	})
	add("adult", "Vietnam: for an adult under guardianship who told no age", func(g *ui.GuardianPage) {
		g.Plan.Roles, g.Plan.Duties = []consent.Authority{consent.Consent, consent.AccountOwner}, consent.Duties
		g.Band, g.Adult = "", true
	})
	add("problem", "something was not confirmed; what was ticked is still there", func(g *ui.GuardianPage) {
		g.Plan.Roles, g.Problem = []consent.Authority{consent.Represent}, "error.ward"
		g.Confirmed, g.On = []string{ui.PointAdult}, consent.Grants{consent.Functional: true}
	})
	for _, end := range []string{
		ui.WardAgreed, ui.WardTogether, ui.WardDeclined, ui.WardUsed, ui.WardExpired, ui.WardUnknown, ui.WardOutdated, ui.WardAsker,
	} {
		add(end, "nothing to answer: "+end, func(g *ui.GuardianPage) { g.Closed = end })
	}
	return all
}
