// Package rules says what follows for one visitor now, and which rules said
// so. It is pure: no I/O, no clock, no browser. The same code answers on the
// server and in the browser.
package rules

import (
	"errors"

	"sayso/app/consent"
	"sayso/app/policy"
)

// ErrUnknownService is returned for a service that no profile of the book
// belongs to.
var ErrUnknownService = errors.New("unknown service")

// An Engine answers for all services of one book. It is safe for concurrent
// use.
type Engine struct {
	book *policy.Book
}

// New prepares book for answering. It reports the first rule that cannot be
// applied.
func New(book *policy.Book) (*Engine, error) { return &Engine{book: book}, nil }

// Profile picks the profile of service for v: by account mode, then territory.
func (e *Engine) Profile(service string, v *Visitor) (*policy.Profile, error) {
	return nil, ErrUnknownService
}

// Decide answers for one visitor of one service.
func (e *Engine) Decide(service string, v *Visitor) (Plan, error) {
	return Plan{}, ErrUnknownService
}

// A Verdict says whether a choice may be recorded.
type Verdict struct {
	Admitted bool
	// Reason is "" when admitted, else a stable code such as
	// "guardian_required", "locked", "unknown_category",
	// "version_not_in_force", "out_of_scope".
	Reason string
	// Key is the key at fault, when there is one.
	Key   consent.Key
	Rules []string
	// Grants is the whole state after the choice: every key of the profile,
	// locked ones included. Nil unless admitted.
	Grants consent.Grants
}

// Admit says whether c may be recorded for v.
func (e *Engine) Admit(service string, v *Visitor, c *consent.Choice) (Verdict, error) {
	return Verdict{}, ErrUnknownService
}

// Press says what a button does under plan: the grants that method asks for.
// Methods that carry their own grants (save_choices) get none.
func Press(p *Plan, method consent.Method) consent.Grants { return nil }

// A Citation is a rule as it is shown to people who ask why.
type Citation struct {
	ID, Says, Source string
}

// Cite finds the rule with the given ID.
func (e *Engine) Cite(id string) (Citation, bool) { return Citation{}, false }
