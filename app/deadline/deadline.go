// Package deadline says by when a request must be answered, a breach or a
// shutdown told, and until when a record is kept. It counts civil dates only:
// zones became dates before, and nothing here reads a clock.
package deadline

import (
	"slices"

	"sayso/app/consent"
	"sayso/app/policy"
)

// A Request is one thing that a clock runs for.
type Request struct {
	Place     consent.Place // where the service is used
	Residence consent.Place // where the person lives, when known
	Kind      string        // one of policy.RequestKinds or policy.EventKinds
	Record    string        // for "retention": which kind of record
	// Received is the receipt date: the earlier of its civil dates in the
	// controller's and the requester's zone (COM-59).
	Received consent.Date
	// Verified is when the identity was verified, or zero.
	Verified  consent.Date
	Extension *Extension
	History   []Past
}

// An Extension is the message that says why more time is needed.
type Extension struct {
	Sent    consent.Date
	Written bool
}

// A Past request of the same person.
type Past struct {
	Kind     string
	Received consent.Date
}

// An Answer holds the dates that follow. Zero dates and nil do not apply.
type Answer struct {
	Received                        consent.Date
	ConfirmBy, AnswerBy, Target     consent.Date
	ExtendedBy, NoticeBy, KeepUntil consent.Date
	ExtensionValid, MayDecline      *bool
	Fee                             string
	Notes                           []string // codes of warnings
	Rules                           []string
}

// NoteCalendar warns that the official calendar of the place does not cover
// the year, so that working weekends are not known.
const NoteCalendar = "WORKING_CALENDAR_NOT_COVERED"

// Compute finds the clocks of p and of the law that hold for r and takes the
// earliest of each kind.
func Compute(p *policy.Profile, law *policy.Law, r *Request) Answer {
	c := &computation{law: law, r: r, a: Answer{Received: r.Received}}
	c.cite("COM-59")
	if !covers(&p.Territory, r.Place) {
		c.cite(p.Territory.Rule)
		return c.a
	}
	clocks := c.holding(p.Clocks)
	if p.LawClocks != "" || r.Kind == "breach" {
		clocks = append(clocks, c.holding(law.Clocks)...)
	}
	clocks = c.prevailing(clocks)
	for _, k := range clocks {
		c.apply(k)
	}
	c.extend(clocks)
	c.decline(clocks, p)
	if slices.Contains(policy.EventKinds, r.Kind) {
		c.a.Fee = ""
	}
	return c.a
}

type computation struct {
	law *policy.Law
	r   *Request
	a   Answer
}

func (c *computation) cite(id string) {
	if id != "" && !slices.Contains(c.a.Rules, id) {
		c.a.Rules = append(c.a.Rules, id)
	}
}

// holding keeps the clocks whose place and kind are the request's, and that
// hold on the day on which it came.
func (c *computation) holding(clocks []policy.Clock) []*policy.Clock {
	var held []*policy.Clock
	for i := range clocks {
		if k := &clocks[i]; c.placed(k) && c.forKind(k) && !c.r.Received.Before(k.From) {
			held = append(held, k)
		}
	}
	return held
}

func (c *computation) forKind(k *policy.Clock) bool {
	if len(k.Kinds) == 0 {
		return slices.Contains(policy.RequestKinds, c.r.Kind)
	}
	return slices.Contains(k.Kinds, c.r.Kind) && k.Record == c.r.Record
}

func (c *computation) placed(k *policy.Clock) bool {
	if len(k.Resident) > 0 {
		home := c.r.Residence
		if home.Unknown() {
			home = c.r.Place
		}
		return c.within(home, k.Resident)
	}
	if c.within(c.r.Place, k.NotIn) {
		return false
	}
	return len(k.In) == 0 || c.within(c.r.Place, k.In)
}

// within reports whether place lies in one of codes, which may name groups.
func (c *computation) within(place consent.Place, codes []string) bool {
	for _, code := range codes {
		if members, ok := c.law.Groups[code]; ok && c.within(place, members) || place.In(code) {
			return true
		}
	}
	return false
}

// prevailing drops the clocks over which another one prevails.
func (c *computation) prevailing(clocks []*policy.Clock) []*policy.Clock {
	var over []string
	for _, k := range clocks {
		over = append(over, k.Overrides...)
	}
	return slices.DeleteFunc(clocks, func(k *policy.Clock) bool { return slices.Contains(over, k.ID) })
}

func (c *computation) apply(k *policy.Clock) {
	c.earliest(&c.a.ConfirmBy, k, k.Confirm)
	c.earliest(&c.a.AnswerBy, k, k.Answer)
	c.earliest(&c.a.Target, k, k.Target)
	c.earliest(&c.a.NoticeBy, k, k.Notice)
	c.earliest(&c.a.KeepUntil, k, k.Keep)
	if k.Fee != "" && (c.a.Fee == "" || c.a.Fee == "not_stated") {
		c.a.Fee = k.Fee
		c.cite(k.ID)
	}
}

// earliest puts the end of s into date unless an earlier one stands there. The
// clock is cited either way: it was among those compared.
func (c *computation) earliest(date *consent.Date, k *policy.Clock, s *policy.Span) {
	if s == nil {
		return
	}
	c.cite(k.ID)
	if end := c.end(k, s); date.Zero() || end.Before(*date) {
		*date = end
	}
}

// extend finds the outer limit. Every clock that gives an answer date bounds
// it: by its extension, or by that date where it is final.
func (c *computation) extend(clocks []*policy.Clock) {
	x := c.r.Extension
	if x == nil || c.a.AnswerBy.Zero() {
		return
	}
	var limit consent.Date
	for _, k := range clocks {
		s := k.Extend
		if s == nil && k.Final {
			s = k.Answer
		}
		if s == nil {
			continue
		}
		c.cite(k.ID)
		if end := c.end(k, s); limit.Zero() || end.Before(limit) {
			limit = end
		}
	}
	valid := c.a.AnswerBy.Before(limit) && x.Written && !c.a.AnswerBy.Before(x.Sent)
	c.a.ExtensionValid = &valid
	c.cite("COM-34")
	if valid {
		c.a.ExtendedBy = limit
	}
}

// decline says whether a request is one too many in a rolling year.
func (c *computation) decline(clocks []*policy.Clock, p *policy.Profile) {
	for _, k := range clocks {
		if k.PerYear > 0 {
			may := c.counted(k) >= k.PerYear
			c.a.MayDecline = &may
			c.cite(k.ID)
			return
		}
	}
	for i := range p.Clocks { // a limit for other kinds that does not count these
		k := &p.Clocks[i]
		if k.PerYear > 0 && c.placed(k) && slices.Contains(policy.RequestKinds, c.r.Kind) {
			no := false
			c.a.MayDecline = &no
			return
		}
	}
}

// counted is how many earlier requests of the clock's kinds fall in the twelve
// months before: one made on a date counts until the day before the same date
// of the next year.
func (c *computation) counted(k *policy.Clock) (n int) {
	for _, past := range c.r.History {
		ends := past.Received.AddMonths(12)
		if slices.Contains(k.Kinds, past.Kind) && !c.r.Received.Before(past.Received) && c.r.Received.Before(ends) {
			n++
		}
	}
	return n
}

// covers reports whether place lies in t.
func covers(t *policy.Territory, place consent.Place) bool {
	in := func(code string) bool { return place.In(code) }
	if slices.ContainsFunc(t.NotIn, in) {
		return false
	}
	return slices.Contains(t.In, "*") || slices.ContainsFunc(t.In, in)
}
