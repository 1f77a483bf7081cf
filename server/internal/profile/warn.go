package profile

import (
	"fmt"
	"slices"
	"strings"

	"sayso/app/consent"
	"sayso/app/policy"
)

// A Warning is something that a profile may say but probably should not.
type Warning struct {
	// Code is stable: "LAXER_THAN_LAW".
	Code string
	// Text begins with file:line:column, as errors do.
	Text string
}

// Check reads a profile and looks for what is allowed and yet doubtful: dark
// patterns, gaps, and promises that the law overrules.
func Check(name string, raw []byte, law *policy.Law) (policy.Profile, []Warning, error) {
	p, err := LoadUnder(name, raw, law)
	if err != nil {
		return p, nil, err
	}
	f, err := parse(name, raw, &policy.Profile{})
	if err != nil {
		return p, nil, err
	}
	w := &warner{file: f, law: law}
	w.facts(&p)
	w.versions(&p)
	w.wording(&p)
	for i := range p.Rules {
		w.rule(fmt.Sprintf("rules[%d].then", i), &p.Rules[i])
	}
	return p, w.found, nil
}

type warner struct {
	file  *file
	law   *policy.Law
	found []Warning
}

func (w *warner) say(path, code, format string, args ...any) {
	line, column := w.file.position(path)
	text := fmt.Sprintf("%s:%d:%d: %s", w.file.name, line, column, fmt.Sprintf(format, args...))
	w.found = append(w.found, Warning{code, text})
}

func (w *warner) facts(p *policy.Profile) {
	if p.Controller.Text == "" {
		w.say("controller", "CONTROLLER_MISSING", "no controller is named; visitors read \"not provided\". Write controller.text if the policy names one")
	}
	if p.Contact.Text == "" {
		w.say("contact", "CONTACT_MISSING", "no contact is named; visitors read \"not provided\". Write contact.text if the policy names one")
	}
}

// versions looks for editions that took effect on the day on which they were
// published (KRO-UPD-07, B-04).
func (w *warner) versions(p *policy.Profile) {
	for i, v := range p.Versions {
		path := fmt.Sprintf("versions[%d]", i)
		if v.Effective.Zero() {
			w.say(path, "DATE_MISSING", "version %q has no effective date; it holds from the beginning. Write effective if the text shows one", v.ID)
		}
		if v.ID == v.Effective.String() {
			w.say(path+".effective", "ZERO_LEAD", "version %q takes effect on the day of its update; give visitors at least 7 days before material changes", v.ID)
		}
	}
}

func (w *warner) rule(path string, r *policy.Rule) {
	w.againstLaw(path, r)
	if limit := r.Then.MaxAgeS; limit != nil && *limit > capS {
		w.say(path+".max_age_s", "LIFETIME_OVER_CAP", "max_age_s is %d, but the record of an opt-in lives at most %d seconds; write less", *limit, capS)
	}
	if slices.Contains(r.Then.Actions, consent.ActionAcceptAll) && !slices.Contains(r.Then.Actions, consent.ActionRejectAll) {
		w.say(path+".actions", "REFUSAL_HARDER", "accept_all stands without reject_all; write both or neither")
	}
	if slices.Contains(r.Then.Actions, consent.ActionViewPartnerList) {
		for _, n := range r.Then.Notes {
			if n == "PARTNER_LIST_NOT_PROVIDED" {
				w.say(path+".actions", "PARTNER_LIST_MISSING", "%s offers a partner list that is not provided; visitors read so until there is a link", r.ID)
			}
		}
	}
}

// capS is 184 days: the longest life of a record of an opt-in (COM-25).
const capS = 184 * 24 * 60 * 60

// againstLaw finds places where the law asks for an opt-in and the rule for
// less. The engine takes the law; the profile should say what happens.
func (w *warner) againstLaw(path string, r *policy.Rule) {
	ticked := false
	for _, state := range r.Then.States {
		ticked = ticked || state == consent.On
	}
	lax := r.Then.Regime == "opt_out" || r.Then.Regime == "notice"
	if !ticked && !lax {
		return
	}
	places := w.optInPlaces(&r.When)
	if len(places) == 0 {
		return
	}
	shown := strings.Join(places[:min(len(places), 5)], ", ")
	if len(places) > 5 {
		shown += " and more"
	}
	if lax {
		w.say(path+".regime", "LAXER_THAN_LAW", "%s is laxer than the law of %s, which asks for an opt-in and wins; add not_in", r.Then.Regime, shown)
	}
	if ticked {
		w.say(path+".states", "PRE_TICKED", "a switch is on before a choice, but %s need an opt-in and it is off there; add not_in", shown)
	}
}

// optInPlaces are the places that the rule covers and whose law asks for an
// opt-in, in order.
func (w *warner) optInPlaces(when *policy.When) []string {
	var places []string
	for i := range w.law.Rules {
		r := &w.law.Rules[i]
		if r.Then.Regime != "opt_in" {
			continue
		}
		for _, code := range w.members(r.When.In) {
			place := consent.ParseCode(code)
			if w.covers(place, when) && !slices.Contains(places, code) {
				places = append(places, code)
			}
		}
	}
	slices.Sort(places)
	return places
}

func (w *warner) members(codes []string) []string {
	var all []string
	for _, code := range codes {
		if group, ok := w.law.Groups[code]; ok {
			all = append(all, group...)
			continue
		}
		all = append(all, code)
	}
	return all
}

func (w *warner) covers(place consent.Place, when *policy.When) bool {
	in := func(code string) bool { return place.In(code) }
	if len(when.Resident) > 0 || slices.ContainsFunc(w.members(when.NotIn), in) {
		return false
	}
	return len(when.In) == 0 || slices.ContainsFunc(w.members(when.In), in)
}
