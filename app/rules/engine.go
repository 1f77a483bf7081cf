// Package rules says what follows for one visitor now, and which rules said
// so. It is pure: no I/O, no clock, no browser. The same code answers on the
// server and in the browser.
//
// A plan is made in small steps, in the order of the files: who.go (profile,
// scope, version, age), gate.go (guardians), state.go (regime and defaults),
// prior.go, signal.go, offer.go (what is shown and offered). Each step applies
// rules through the draft, which notes their IDs as it does: the trace is made
// by the code that acts and cannot drift from it.
package rules

import (
	"errors"
	"fmt"
	"strings"

	"sayso/app/consent"
	"sayso/app/policy"
)

// ErrUnknownService is returned for a service that no profile of the book
// belongs to.
var ErrUnknownService = errors.New("unknown service")

// An Engine answers for all services of one book. It is safe for concurrent
// use.
type Engine struct {
	services map[string][]*profile
	cites    map[string]Citation
}

// New prepares book for answering. It reports the first rule that cannot be
// applied. The book must not change afterwards.
func New(book *policy.Book) (*Engine, error) {
	e := &Engine{services: map[string][]*profile{}, cites: map[string]Citation{}}
	for i := range book.Profiles {
		p, err := compile(&book.Profiles[i], &book.Law)
		if err != nil {
			return nil, fmt.Errorf("profile %s: %w", book.Profiles[i].ID, err)
		}
		e.services[p.Service] = append(e.services[p.Service], p)
	}
	e.collect(book)
	return e, nil
}

// Profile picks the profile of service for v: by account mode, then territory.
func (e *Engine) Profile(service string, v *Visitor) (*policy.Profile, error) {
	p, err := e.pick(service, v)
	if err != nil {
		return nil, err
	}
	return p.Profile, nil
}

// Decide answers for one visitor of one service.
func (e *Engine) Decide(service string, v *Visitor) (Plan, error) {
	p, err := e.pick(service, v)
	if err != nil {
		return Plan{}, err
	}
	var d draft
	d.decide(p, v)
	return d.plan, nil
}

// pick finds the profile whose account modes and territory hold v, or the
// first one that serves the account mode when no territory does: its scope is
// then "out".
func (e *Engine) pick(service string, v *Visitor) (*profile, error) {
	var fallback *profile
	for _, p := range e.services[service] {
		if !p.serves(v.Account) {
			continue
		}
		if p.covers(v.Place) {
			return p, nil
		}
		if fallback == nil {
			fallback = p
		}
	}
	if fallback == nil && len(e.services[service]) > 0 {
		fallback = e.services[service][0]
	}
	if fallback == nil {
		return nil, fmt.Errorf("%w: %q", ErrUnknownService, service)
	}
	return fallback, nil
}

// A Citation is a rule as it is shown to people who ask why.
type Citation struct {
	ID, Says, Source string
}

// Cite finds the rule with the given ID.
func (e *Engine) Cite(id string) (Citation, bool) {
	c, ok := e.cites[id]
	return c, ok
}

// collect fills the table behind [Engine.Cite]. The first text under an ID
// stays; profiles of one service may word a rule each for itself.
func (e *Engine) collect(book *policy.Book) {
	for _, c := range mechanisms {
		e.cites[c.ID] = c
	}
	e.collectRules(book.Law.Rules, book.Law.Statements, nil)
	for i := range book.Profiles {
		p := &book.Profiles[i]
		e.collectRules(p.Rules, p.Statements, p.Texts)
		for _, f := range []policy.Fact{p.Controller, p.Contact, p.StorageLocation} {
			e.note(f.Rule, f.Says, f.Source, p.Texts)
		}
		e.note(p.Territory.Rule, p.Territory.Says, p.Territory.Source, p.Texts)
		for _, v := range p.Versions {
			e.note(v.Rule, v.Says, v.Source, p.Texts)
		}
		for _, it := range p.Items {
			e.note(it.Rule, it.Says, it.Source, p.Texts)
		}
	}
}

func (e *Engine) collectRules(rules []policy.Rule, statements []policy.Statement, texts map[string]string) {
	for _, r := range rules {
		e.note(r.ID, r.Says, r.Source, texts)
	}
	for _, s := range statements {
		e.note(s.ID, s.Says, s.Source, texts)
	}
}

func (e *Engine) note(id, says, source string, texts map[string]string) {
	if id == "" || says == "" {
		return
	}
	if _, ok := e.cites[id]; ok {
		return
	}
	e.cites[id] = Citation{ID: id, Says: says, Source: spell(source, texts)}
}

// spell writes the short code of a policy text in full: "000-EN §7" becomes
// "Krowork privacy policy, English text, §7".
func spell(source string, texts map[string]string) string {
	code, rest, _ := strings.Cut(source, " ")
	name, ok := texts[code]
	if !ok {
		return source
	}
	if rest == "" {
		return name
	}
	return name + ", " + rest
}

// serves reports whether p is for the account mode m.
func (p *profile) serves(m consent.AccountMode) bool {
	if len(p.Territory.Accounts) == 0 {
		return true
	}
	return contains(p.Territory.Accounts, account(m))
}

// covers reports whether place lies in the profile's territory.
func (p *profile) covers(place consent.Place) bool {
	for _, code := range p.Territory.NotIn {
		if place.In(code) {
			return false
		}
	}
	for _, code := range p.Territory.In {
		if code == "*" || place.In(code) {
			return true
		}
	}
	return false
}

// account is m, or anonymous when nothing was said (F-06).
func account(m consent.AccountMode) consent.AccountMode {
	if m == "" {
		return consent.Anonymous
	}
	return m
}

func contains[T comparable](all []T, one T) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}
