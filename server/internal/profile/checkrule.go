package profile

import (
	"fmt"
	"strings"

	"sayso/app/consent"
	"sayso/app/policy"
)

func (c *checker) rule(path string, r *policy.Rule) {
	c.required(path+".id", r.ID, "the rule's name, such as \"ACME-01\"")
	c.required(path+".source", r.Source, "the clause or article that it comes from")
	c.required(path+".says", r.Says, "one short sentence for people who ask why")
	for i, id := range r.Overrides {
		if c.ids != nil && !c.ids[id] {
			c.say(fmt.Sprintf("%s.overrides[%d]", path, i), "no rule %q in this file; write the ID of a rule above or below", id)
		}
	}
	if r.Confidence != "" && r.Confidence != "high" && r.Confidence != "medium" && r.Confidence != "low" {
		c.say(path+".confidence", "confidence is %q; write high, medium or low", r.Confidence)
	}
	c.when(path+".when", &r.When)
	c.then(path+".then", &r.Then)
}

func (c *checker) when(path string, w *policy.When) {
	c.codes(path+".in", w.In)
	c.codes(path+".not_in", w.NotIn)
	c.codes(path+".resident", w.Resident)
	c.accounts(path+".accounts", w.Accounts)
	if w.From < 0 || w.From > 120 {
		c.say(path+".from", "from is %d; write an age from 1 to 120", w.From)
	}
	if w.Under < 0 || w.Under > 120 {
		c.say(path+".under", "under is %d; write an age from 1 to 120", w.Under)
	}
	if w.Under > 0 && w.From >= w.Under {
		c.say(path+".under", "nobody is from %d and under %d; write under greater than from", w.From, w.Under)
	}
	if w.Scope != "" && w.Scope != "out" && w.Scope != "any" {
		c.say(path+".scope", "scope is %q; write \"out\", \"any\" or leave it out", w.Scope)
	}
	if w.Regime != "" {
		c.regime(path+".regime", w.Regime)
	}
	if w.Offers != "" {
		c.own(path+".offers", w.Offers)
	}
	if w.NotLang != strings.ToLower(w.NotLang) {
		c.say(path+".not_lang", "not_lang is %q; write a primary language in lower case, such as \"zh\"", w.NotLang)
	}
}

func (c *checker) then(path string, t *policy.Then) {
	if t.Regime != "" {
		c.regime(path+".regime", t.Regime)
	}
	if t.Access != "" && !t.Access.Known() {
		c.say(path+".access", "access is %q; write allow, allow_with_notice, a guardian_… gate or blocked", t.Access)
	}
	switch t.Banner {
	case "", consent.BannerNone, consent.BannerNotice, consent.BannerNecessaryTerms, consent.BannerOptIn, consent.BannerOptOut:
	default:
		c.say(path+".banner", "banner is %q; write none, notice, necessary_terms, opt_in or opt_out", t.Banner)
	}
	for key, state := range t.States {
		c.state(path+".states."+string(key), key, state)
	}
	for i, role := range t.Roles {
		if !role.Known() || role == consent.Self {
			c.say(fmt.Sprintf("%s.roles[%d]", path, i), "%q is no guardian's role; write consent, supervise, assist, represent or account_owner", role)
		}
	}
	if t.MaxAgeS != nil && (*t.MaxAgeS < 0 || *t.MaxAgeS > maxCookieS) {
		c.say(path+".max_age_s", "max_age_s is %d; write seconds from 0 to %d (400 days, the browsers' limit)", *t.MaxAgeS, maxCookieS)
	}
	if t.ValidS < 0 {
		c.say(path+".valid_s", "valid_s is %d; write a number of seconds above 0", t.ValidS)
	}
	for i, a := range t.Actions {
		if !knownActions[a] {
			c.say(fmt.Sprintf("%s.actions[%d]", path, i), "%q is no action; write one of the known ones, such as \"leave\"", a)
		}
	}
}

// maxCookieS is 400 days, to which browsers cut every cookie (RFC 6265bis).
const maxCookieS = 400 * 24 * 60 * 60

func (c *checker) regime(path, regime string) {
	switch regime {
	case "opt_in", "opt_out", "notice":
	default:
		c.say(path, "regime is %q; write opt_in, opt_out or notice", regime)
	}
}

func (c *checker) state(path string, key consent.Key, state consent.State) {
	switch state {
	case consent.On, consent.Off, consent.LockedOff:
	default:
		c.say(path, "state is %q; write \"on\", \"off\" or \"locked_off\"", state)
	}
	if key == consent.Necessary {
		c.say(path, "necessary is always locked_on; leave it out")
		return
	}
	if key != policy.Optional {
		c.key(path, key)
	}
}

var knownActions = map[consent.Action]bool{
	consent.ActionAcceptAll: true, consent.ActionRejectAll: true, consent.ActionSaveChoices: true,
	consent.ActionOpenPreferences: true, consent.ActionWithdraw: true, consent.ActionOptOutSale: true,
	consent.ActionOptInSale: true, consent.ActionLeave: true, consent.ActionAskAge: true,
	consent.ActionStartGuardianFlow: true, consent.ActionContact: true, consent.ActionViewPolicy: true,
	consent.ActionViewPartnerList: true, consent.ActionObject: true, consent.ActionRequestContentRemoval: true,
	consent.ActionRequestExplanation: true, consent.ActionRequestRemedy: true,
}
