package policy

import "sayso/app/consent"

// A Clock is one rule of time: by when a request, a breach, a shutdown or a
// record must be dealt with. Profiles and the law layer have them. Of several
// that hold, the earliest counts.
type Clock struct {
	// ID, Source, Says, Confidence and Overrides mean what they do in [Rule].
	ID         string   `json:"id"`
	Source     string   `json:"source"`
	Says       string   `json:"says"`
	Confidence string   `json:"confidence,omitempty"`
	Overrides  []string `json:"overrides,omitempty"`

	// In, NotIn and Resident limit the clock to places, as in [When].
	In       []string `json:"in,omitempty"`
	NotIn    []string `json:"not_in,omitempty"`
	Resident []string `json:"resident,omitempty"`
	// From is the first receipt date for which the clock holds: a law that
	// applies from a date on. Zero is always.
	From consent.Date `json:"from,omitzero"`
	// Kinds are what the clock is for: kinds of requests, or "breach",
	// "shutdown", "retention". Empty is every request.
	Kinds []string `json:"kinds,omitempty"`
	// Record limits a "retention" clock to one kind of record.
	Record string `json:"record,omitempty"`

	Confirm *Span `json:"confirm,omitempty"` // confirmation of receipt
	Answer  *Span `json:"answer,omitempty"`  // substantive answer
	Extend  *Span `json:"extend,omitempty"`  // the outer limit with a reason given in time
	Target  *Span `json:"target,omitempty"`  // what the team aims at inside
	Notice  *Span `json:"notice,omitempty"`  // a notice, before or after the event
	Keep    *Span `json:"keep,omitempty"`    // the last day of keeping
	// Final says that no extension goes beyond this clock's own answer date.
	Final bool `json:"final,omitempty"`
	// Fee is "none", "possible" or "not_stated".
	Fee string `json:"fee,omitempty"`
	// PerYear is how many requests of Kinds a rolling year must serve; further
	// ones may be declined. 0 is no limit.
	PerYear int `json:"per_year,omitempty"`
}

// A Span is a length of time from a civil date. Exactly one unit is set.
type Span struct {
	Days     int `json:"days,omitempty"`     // calendar days
	Business int `json:"business,omitempty"` // Monday to Friday
	Months   int `json:"months,omitempty"`
	Years    int `json:"years,omitempty"`
	// From is "" for the receipt, "verified" for the later of receipt and
	// identity check, "answer" for the clock's own answer date.
	From string `json:"from,omitempty"`
	// Before counts backwards: a notice before the event.
	Before bool `json:"before,omitempty"`
}

// A Calendar is the official working calendar of a place whose working
// weekends can make a deadline come earlier.
type Calendar struct {
	Place  string `json:"place"`
	Source string `json:"source"`
	// Years are the years that the calendar covers.
	Years []int `json:"years"`
	// Work are weekend days that are worked, Off are days that are not.
	Work []consent.Date `json:"work"`
	Off  []DateRange    `json:"off"`
}

// A DateRange is a run of days, both ends included.
type DateRange struct {
	First consent.Date `json:"first"`
	Last  consent.Date `json:"last"`
}

// RequestKinds are the kinds of requests that people make.
var RequestKinds = []string{"access", "know", "portability", "delete", "correct", "withdraw", "opt_out", "complaint", "close_account", "other"}

// EventKinds are the other things that have a clock.
var EventKinds = []string{"breach", "shutdown", "retention"}
