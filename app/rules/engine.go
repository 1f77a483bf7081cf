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
	// cites holds the citations of each profile by its id, and under "" those
	// of the law and of the code.
	cites map[string]map[string]Citation
}

// New prepares book for answering. It reports the first rule that cannot be
// applied. The book must not change afterwards.
func New(book *policy.Book) (*Engine, error) {
	e := &Engine{services: map[string][]*profile{}, cites: map[string]map[string]Citation{}}
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

// Cite finds the rule with the given ID as the profile words it: two policies
// of one service may state the same rule differently.
func (e *Engine) Cite(profile, id string) (Citation, bool) {
	if c, ok := e.cites[profile][id]; ok {
		return c, true
	}
	c, ok := e.cites[""][id]
	return c, ok
}

// collect fills the tables behind [Engine.Cite].
func (e *Engine) collect(book *policy.Book) {
	common := citations{texts: nil, byID: map[string]Citation{}}
	for _, c := range mechanisms {
		common.byID[c.ID] = c
	}
	common.rules(book.Law.Rules, book.Law.Clocks, book.Law.Statements)
	e.cites[""] = common.byID
	for i := range book.Profiles {
		p := &book.Profiles[i]
		own := citations{texts: p.Texts, byID: map[string]Citation{}}
		own.rules(p.Rules, p.Clocks, p.Statements)
		for _, f := range []policy.Fact{p.Controller, p.Contact, p.StorageLocation} {
			own.add(f.Rule, f.Says, f.Source)
		}
		own.add(p.Territory.Rule, p.Territory.Says, p.Territory.Source)
		for _, v := range p.Versions {
			own.add(v.Rule, v.Says, v.Source)
		}
		for _, it := range p.Items {
			own.add(it.Rule, it.Says, it.Source)
		}
		e.cites[p.ID] = own.byID
	}
}

// citations are what one file says of its rules.
type citations struct {
	texts map[string]string
	byID  map[string]Citation
}

func (c *citations) rules(rules []policy.Rule, clocks []policy.Clock, statements []policy.Statement) {
	for _, r := range rules {
		c.add(r.ID, r.Says, r.Source)
	}
	for _, k := range clocks {
		c.add(k.ID, k.Says, k.Source)
	}
	for _, s := range statements {
		c.add(s.ID, s.Says, s.Source)
	}
}

// add keeps the first wording under an ID.
func (c *citations) add(id, says, source string) {
	if _, ok := c.byID[id]; ok || id == "" || says == "" {
		return
	}
	c.byID[id] = Citation{ID: id, Says: says, Source: spell(source, c.texts)}
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
