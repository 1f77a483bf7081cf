package stories

import (
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/ui"
	"sayso/app/wire"
)

func panels(t *i18n.Catalog) []Story {
	var all []Story
	add := func(name, says string, change func(*ui.Panel)) {
		p := panel(t)
		change(p)
		all = append(all, Story{Name: "panel-" + name, Says: says, Panel: p})
	}
	add("first", "no choice yet, everything optional off", func(*ui.Panel) {})
	add("page", "the same as a page of its own", func(p *ui.Panel) { p.Page, p.Paste = true, true })
	add("ticked", "some switches on, not yet saved", func(p *ui.Panel) {
		p.On = consent.Grants{consent.Functional: true, consent.MarketingMessages: true}
	})
	add("chosen", "a recorded choice that can be taken back", func(p *ui.Panel) {
		p.Plan.Actions = append(p.Plan.Actions, consent.ActionWithdraw)
		p.Status, p.Decision, p.Download = "status.saved", decision(), true
		set(p.Plan, consent.On, consent.Functional)
	})
	add("page-chosen", "a page without a script whose visitor must keep the receipt", func(p *ui.Panel) {
		p.Plan.Actions = append(p.Plan.Actions, consent.ActionWithdraw)
		p.Page, p.Keep, p.Status, p.Decision, p.Download = true, true, "status.saved", decision(), true
	})
	add("live", "the same panel as WASM draws it", func(p *ui.Panel) { p.Live, p.Today = true, "2026-11-23" })
	add("california", "an honoured signal and the Do-Not-Sell control", california)
	add("age", "the age question, read by WASM", func(p *ui.Panel) { ask(p); p.Live, p.Today = true, "2026-11-23" })
	add("age-band", "the age question of the plain form", ask)
	add("age-wrong", "a date that cannot be", func(p *ui.Panel) {
		ask(p)
		p.Live, p.Today, p.BadBirth = true, "2026-11-23", true
		p.Plan.Notes = []string{"BIRTH_DATE_REJECTED"}
	})
	add("ward-question", "Vietnam: an adult can say to be under guardianship", func(p *ui.Panel) { p.Plan.AsksWard = true })
	add("ward-adult", "an adult under guardianship whose guardian has not yet done the step", func(p *ui.Panel) { ward(p) })
	add("ward-blocked", "the guardian of an adult does not agree", func(p *ui.Panel) {
		ward(p)
		p.WardKept, p.Step, p.Plan.Access, p.Plan.Guardian = true, wire.StepDeclined, consent.Blocked, "none"
	})
	for _, a := range []consent.Access{
		consent.AllowWithNotice, consent.GuardianSupervisedAgree, consent.GuardianConsent, consent.GuardianAssist,
		consent.GuardianRepresent, consent.GuardianAccount, consent.Blocked,
	} {
		add("minor-"+string(a), "a minor behind the gate "+string(a), func(p *ui.Panel) { minor(p, a) })
	}
	all = append(all, steps(t)...)
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
		Terms: terms(), Languages: languages,
		Form: ui.Form{Site: "krowork", Token: "token", Key: "8d3f", Origin: "https://shop.example"},
	}
}

var languages = []wire.Language{{Tag: "en", Name: "English"}, {Tag: "ar", Name: "العربية"}, {Tag: "de", Name: "Deutsch"}, {Tag: "ja", Name: "日本語"}}

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

// ward is an adult under guardianship in Vietnam.
func ward(p *ui.Panel) {
	minor(p, consent.GuardianConsent)
	p.Plan.Age, p.Band, p.Plan.AsksWard, p.Ward = 20, "20+", true, true
}

func decision() *ui.Decision {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	before := at.AddDate(0, -2, 0)
	return &ui.Decision{
		ID: "0b7a4a3e-2f6e-4c52-9d1f-1c7a1f4f9a10", Version: "2026-04-30", Decided: moment(at), Until: moment(at.AddDate(0, 6, 0)),
		Allowed: []ui.Held{{Key: consent.Functional, Since: moment(before)}},
		Refused: []ui.Held{{Key: consent.Analytics}, {Key: consent.Advertising, Since: moment(before)}},
		Past: []ui.Past{
			{Decided: moment(at), Method: consent.MethodSaveChoices, Allowed: []consent.Key{consent.Functional}},
			{Decided: moment(before), Method: consent.MethodSaveChoices, Allowed: []consent.Key{consent.Functional, consent.Analytics}},
			{Decided: moment(before.AddDate(0, -1, 0)), Method: consent.MethodRejectAll},
		},
	}
}

// terms are those that Krowork and the law give in Brazil.
func terms() map[string]ui.Term {
	day := func(d string) ui.Moment { return ui.Moment{ISO: d, Text: d} }
	all := map[string]ui.Term{}
	for _, kind := range policy.RequestKinds {
		all[kind] = ui.Term{By: day("2026-12-08"), Fee: "none"}
	}
	all["other"] = ui.Term{Fee: "not_stated"}
	all["correct"] = ui.Term{Confirm: day("2026-12-03"), By: day("2026-12-14"), Fee: "possible"}
	return all
}
