package profile

import (
	"fmt"
	"slices"
	"strings"

	"sayso/app/policy"
)

func (c *checker) clocks(all []policy.Clock) {
	kinds := append(slices.Clone(policy.RequestKinds), policy.EventKinds...)
	ids := map[string]bool{}
	for i := range all {
		ids[all[i].ID] = true
	}
	for i := range all {
		k := &all[i]
		path := fmt.Sprintf("clocks[%d]", i)
		c.required(path+".id", k.ID, "the rule's name")
		c.required(path+".source", k.Source, "the clause or article that it comes from")
		c.required(path+".says", k.Says, "one short sentence")
		c.codes(path+".in", k.In)
		c.codes(path+".not_in", k.NotIn)
		c.codes(path+".resident", k.Resident)
		if !k.From.Zero() && !k.From.Exists() {
			c.say(path+".from", "the calendar has no day %s; write the first day on which the clock holds", k.From)
		}
		for j, kind := range k.Kinds {
			if !slices.Contains(kinds, kind) {
				c.say(fmt.Sprintf("%s.kinds[%d]", path, j), "%q is no kind of request; write one of %s", kind, strings.Join(kinds, " "))
			}
		}
		for j, id := range k.Overrides {
			if !ids[id] {
				c.say(fmt.Sprintf("%s.overrides[%d]", path, j), "no clock %q in this file; write the ID of one", id)
			}
		}
		if k.Fee != "" && k.Fee != "none" && k.Fee != "possible" && k.Fee != "not_stated" {
			c.say(path+".fee", "fee is %q; write none, possible or not_stated", k.Fee)
		}
		c.spans(path, k)
	}
}

func (c *checker) spans(path string, k *policy.Clock) {
	for _, one := range []struct {
		name string
		span *policy.Span
	}{{"confirm", k.Confirm}, {"answer", k.Answer}, {"extend", k.Extend}, {"target", k.Target}, {"notice", k.Notice}, {"keep", k.Keep}} {
		s := one.span
		if s == nil {
			continue
		}
		at := path + "." + one.name
		units := 0
		for _, n := range []int{s.Days, s.Business, s.Months, s.Years} {
			if n < 0 {
				c.say(at, "%s is negative; write a number above 0", one.name)
			}
			if n > 0 {
				units++
			}
		}
		if units != 1 {
			c.say(at, "%s has %d units; write exactly one of days, business, months, years", one.name, units)
		}
		if s.From != "" && s.From != "verified" && s.From != "answer" {
			c.say(at+".from", "from is %q; write verified, answer or leave it out", s.From)
		}
		if s.From == "answer" && k.Answer == nil {
			c.say(at+".from", "this clock has no answer to count from; add one or leave from out")
		}
	}
}

func (c *checker) calendars(all []policy.Calendar) {
	for i := range all {
		cal := &all[i]
		path := fmt.Sprintf("calendars[%d]", i)
		c.code(path+".place", cal.Place)
		c.required(path+".source", cal.Source, "who published the calendar")
		for j, d := range cal.Work {
			if !d.Exists() || !slices.Contains(cal.Years, d.Year) {
				c.say(fmt.Sprintf("%s.work[%d]", path, j), "%s is not a day of the years covered", d)
			}
		}
		for j, r := range cal.Off {
			if r.Last.Before(r.First) || !slices.Contains(cal.Years, r.First.Year) {
				c.say(fmt.Sprintf("%s.off[%d]", path, j), "%s to %s is not a run of days of the years covered", r.First, r.Last)
			}
		}
	}
}
