package ui

import (
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/wire"
)

// NewDecision is the newest choice of h as the visitor reads it under plan, or
// nil without one. Show writes an instant for people.
func NewDecision(h *wire.History, plan *rules.Plan, show func(time.Time) Moment) *Decision {
	if h == nil || len(h.Decisions) == 0 {
		return nil
	}
	newest := &h.Decisions[0]
	d := &Decision{
		ID: newest.Decision, Version: newest.PolicyVersion, Decided: show(newest.DecidedAt), Until: show(newest.ValidUntil),
	}
	for _, key := range optional(plan) {
		held := Held{Key: key}
		if since := h.Since[key]; !since.IsZero() && since.Before(newest.DecidedAt) {
			held.Since = show(since)
		}
		if newest.Grants[key] {
			d.Allowed = append(d.Allowed, held)
		} else {
			d.Refused = append(d.Refused, held)
		}
	}
	if newest.Method == "" {
		return d // only the answer to a choice is known
	}
	for _, one := range h.Decisions {
		past := Past{Decided: show(one.DecidedAt), Method: one.Method}
		for _, key := range optional(plan) {
			if one.Grants[key] {
				past.Allowed = append(past.Allowed, key)
			}
		}
		d.Past = append(d.Past, past)
	}
	return d
}

// optional are the keys that a choice is about.
func optional(plan *rules.Plan) (keys []consent.Key) {
	for _, one := range plan.Defaults {
		if one.Key != consent.Necessary && one.State != consent.NotApplicable {
			keys = append(keys, one.Key)
		}
	}
	return keys
}

// NewTerms are the terms of requests as the visitor reads them. Show writes a
// day for people.
func NewTerms(of map[string]wire.Term, show func(consent.Date) string) map[string]Term {
	day := func(d consent.Date) (m Moment) {
		if !d.Zero() {
			m = Moment{ISO: d.String(), Text: show(d)}
		}
		return m
	}
	terms := make(map[string]Term, len(of))
	for kind, t := range of {
		terms[kind] = Term{Confirm: day(t.ConfirmBy), By: day(t.AnswerBy), Fee: t.Fee}
	}
	return terms
}
