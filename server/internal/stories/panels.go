package stories

import (
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/ui"
)

func panels(t *i18n.Catalog) []Story {
	var all []Story
	add := func(name, says string, change func(*ui.Panel)) {
		p := panel(t)
		change(p)
		all = append(all, Story{Name: "panel-" + name, Says: says, Panel: p})
	}
	add("first", "no choice yet, everything optional off", func(*ui.Panel) {})
	add("page", "the same as a page of its own", func(p *ui.Panel) { p.Page = true })
	add("ticked", "some switches on, not yet saved", func(p *ui.Panel) {
		p.On = consent.Grants{consent.Functional: true, consent.MarketingMessages: true}
	})
	add("chosen", "a recorded choice that can be taken back", func(p *ui.Panel) {
		p.Plan.Actions = append(p.Plan.Actions, consent.ActionWithdraw)
		p.Status, p.Decision, p.Download = "status.saved", decision(), true
		set(p.Plan, consent.On, consent.Functional)
	})
	add("california", "an honoured signal and the Do-Not-Sell control", california)
	add("age", "the age question, read by WASM", func(p *ui.Panel) { ask(p); p.Live, p.Today = true, "2026-11-23" })
	add("age-band", "the age question of the plain form", ask)
	add("age-wrong", "a date that cannot be", func(p *ui.Panel) {
		ask(p)
		p.Live, p.Today, p.BadBirth = true, "2026-11-23", true
		p.Plan.Notes = []string{"BIRTH_DATE_REJECTED"}
	})
	for _, a := range []consent.Access{
		consent.AllowWithNotice, consent.GuardianSupervisedAgree, consent.GuardianConsent, consent.GuardianAssist,
		consent.GuardianRepresent, consent.GuardianAccount, consent.Blocked,
	} {
		add("minor-"+string(a), "a minor behind the gate "+string(a), func(p *ui.Panel) { minor(p, a) })
	}
	add("silent", "a policy that states neither controller nor contact", func(p *ui.Panel) {
		p.Plan.Controller, p.Plan.Contact, p.Plan.StorageLocation = "", "", ""
		p.Plan.PolicyVersion = "sha256-f3e4ccbdf1b3"
	})
	add("out", "outside the policy's territory", func(p *ui.Panel) {
		p.Plan.Scope, p.Plan.Notes = "out", []string{"POLICY_COVERS_MAINLAND_ONLY"}
		p.Plan.Actions, p.Plan.Rights = nil, nil
	})
	add("busy", "a choice is being recorded", func(p *ui.Panel) { p.Busy, p.Status = true, "status.saving" })
	add("problem", "the choice could not be sent", func(p *ui.Panel) { p.Problem = "error.network" })
	return all
}

func panel(t *i18n.Catalog) *ui.Panel {
	return &ui.Panel{
		Texts: t, Name: name, Plan: plan(consent.BannerOptIn), Items: items, Why: why,
		Form: ui.Form{Site: "krowork", Token: "token", Key: "8d3f", Origin: "https://shop.example"},
	}
}

func ask(p *ui.Panel) {
	p.Plan.Actions = append(p.Plan.Actions, consent.ActionAskAge)
	p.Plan.Notes = []string{"AGE_UNKNOWN"}
}

func california(p *ui.Panel) {
	p.Plan = plan(consent.BannerOptOut)
	p.Plan.GPC = "honoured"
	p.Plan.Notes = []string{"DNT_NOT_HONOURED", "THIRD_PARTY_TRACKERS_NOT_CONTROLLED", "BROWSER_SETTINGS_REFUSE"}
	p.Plan.Rights = []string{"know", "portability", "delete", "opt_out_sale", "non_discrimination", "shine_the_light"}
	set(p.Plan, consent.Off, consent.SaleOrShare)
}

// minor is a visitor of 13 whose guardian has not yet done the step.
func minor(p *ui.Panel, access consent.Access) {
	p.Live, p.Today, p.Band = true, "2026-11-23", "13"
	p.Plan.Access, p.Plan.Age = access, 13
	p.Plan.Actions = []consent.Action{consent.ActionAskAge}
	if access.NeedsGuardian() {
		p.Plan.Guardian = "required"
		p.Plan.Actions = append(p.Plan.Actions, consent.ActionStartGuardianFlow)
	}
	if access == consent.AllowWithNotice {
		p.Plan.Age, p.Band, p.Plan.Actions = 16, "16", append(p.Plan.Actions, adult...)
		set(p.Plan, consent.LockedOff, consent.Advertising, consent.SaleOrShare)
		return
	}
	p.Plan.AccountLinkRequired = access == consent.GuardianRepresent
	for _, d := range p.Plan.Defaults[1:] {
		set(p.Plan, consent.LockedOff, d.Key)
	}
}

func decision() *ui.Decision {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return &ui.Decision{
		ID: "0b7a4a3e-2f6e-4c52-9d1f-1c7a1f4f9a10", Decided: moment(at), Until: moment(at.AddDate(0, 6, 0)),
		Allowed: []consent.Key{consent.Functional}, Refused: []consent.Key{consent.Analytics, consent.Advertising},
	}
}
