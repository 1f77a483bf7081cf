package view

import (
	"net/url"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/server/internal/place"
	"sayso/server/internal/ticket"
)

// A Variant is everything that an answer for a site varies by. It names no
// visitor: all who share it get the same bytes. It is comparable.
type Variant struct {
	Site string
	// Base is the server's own origin and path prefix, without a final slash.
	Base  string
	Place string // ISO 3166 code, "" when unknown
	Lang  string // BCP 47, one that there are words for
	GPC   bool
	DNT   bool

	Account consent.AccountMode
	// Headless says that the page draws the banner itself.
	Headless bool

	// Played says that Place is played. Played, Age and Now (Unix seconds, 0
	// for the clock) are set on demo sites only.
	Played bool
	Age    consent.Band
	Now    int64
}

// Of is what a token was made for, without what only a request has.
func Of(t *ticket.Ticket, base string) *Variant {
	v := &Variant{
		Site: t.Site, Base: base, Place: t.Place, Lang: t.Lang, GPC: t.GPC, Account: t.Account, Played: t.Played, Age: t.Age,
	}
	if !t.Now.IsZero() {
		v.Now = t.Now.Unix()
	}
	return v
}

// played reports whether anything of v is played. Such variants are made anew
// each time: there are too many to keep.
func (v *Variant) played() bool { return v.Played || v.Age != "" || v.Now != 0 }

// at is the instant that v is looked at.
func (v *Variant) at(now time.Time) time.Time {
	if v.Now != 0 {
		now = time.Unix(v.Now, 0)
	}
	return now.UTC()
}

// Visitor is the visitor of v at now, as far as the server sees one.
func (v *Variant) Visitor(now time.Time) *rules.Visitor {
	now = v.at(now)
	return &rules.Visitor{
		Now: now, Today: place.Today(now), Place: consent.ParseCode(v.Place),
		Band: v.Age, GPC: v.GPC, DNT: v.DNT, Lang: v.Lang, Account: v.Account,
	}
}

// Query writes v as the parameters of a request that asks for the same.
func (v *Variant) Query() url.Values {
	q := url.Values{"site": {v.Site}, "lang": {v.Lang}}
	if v.GPC {
		q.Set("gpc", "1")
	}
	if v.Account != "" {
		q.Set("account", string(v.Account))
	}
	if v.Played {
		q.Set("place", v.Place)
	}
	if v.Age != "" {
		q.Set("age", string(v.Age))
	}
	if v.Now != 0 {
		q.Set("now", time.Unix(v.Now, 0).UTC().Format(time.RFC3339))
	}
	return q
}
