package guard

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"sayso/app/consent"
)

// Options say for which site a Guard stands and what is in force there.
type Options struct {
	// Site is the id in the site's script tag. Required.
	Site string
	// Versions holds, for each profile that the site's visitors can be under,
	// the policy version in force: {"krowork-intl": "2026-04-30"}. A receipt of
	// another profile is no choice here. Required.
	Versions map[string]string
	// Keys gives the consent server's key set: see [FromURL] and [Static].
	// Required.
	Keys Source
	// Defaults are what holds before a choice, for places where that is more
	// than nothing. Empty grants nothing.
	Defaults consent.Grants
	// SignalOff are the keys that Global Privacy Control turns off. Nil means
	// advertising and sale_or_share (COM-21).
	SignalOff []consent.Key
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// A Guard answers for one site. It is safe for concurrent use.
type Guard struct {
	opts Options
	keys *keySet
}

// New makes a Guard. It fetches no keys yet.
func New(opts Options) (*Guard, error) {
	switch {
	case opts.Site == "":
		return nil, errors.New("no Site; give the id in the site's script tag")
	case len(opts.Versions) == 0:
		return nil, errors.New("no Versions; give the policy version in force of each profile")
	case opts.Keys == nil:
		return nil, errors.New("no Keys; give guard.FromURL or guard.Static")
	}
	if opts.SignalOff == nil {
		opts.SignalOff = []consent.Key{consent.Advertising, consent.SaleOrShare}
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Guard{opts, &keySet{source: opts.Keys, now: opts.Now}}, nil
}

// An Answer says what one request may do.
type Answer struct {
	// Receipt is the visitor's choice, or nil.
	Receipt *consent.Receipt
	// Problem says why a cookie that was sent is no choice: one of the errors
	// of this package, or what came of fetching keys. Nil without a cookie. It
	// is for logs; visitors cannot mend it.
	Problem error
	// Superseded says that Receipt is of another policy version than the one
	// in force: what it refuses stays refused, what it grants must be asked
	// again.
	Superseded bool
	// GPC says whether the request carries Global Privacy Control.
	GPC bool

	grants consent.Grants
}

// May reports whether k is granted to the request.
func (a *Answer) May(k consent.Key) bool { return a.grants[k] }

// maxCookies bounds how many cookies of the name are tried: a browser sends
// several when parent domains or paths have set their own.
const maxCookies = 4

// Ask reads the cookie "sayso_<site>" of r and the header Sec-GPC. Answers
// differ by both, so that a response which depends on them must say
// "Vary: Cookie, Sec-GPC".
func (g *Guard) Ask(r *http.Request) *Answer {
	a := &Answer{GPC: slices.Contains(r.Header.Values("Sec-GPC"), "1")}
	for i, c := range r.CookiesNamed("sayso_" + g.opts.Site) {
		if i == maxCookies {
			break
		}
		receipt, err := g.Verify(r.Context(), c.Value)
		if err != nil {
			a.Problem = err
		} else if a.Receipt == nil || receipt.IssuedAt > a.Receipt.IssuedAt {
			a.Receipt = receipt
		}
	}
	if a.Receipt != nil {
		a.Problem = nil
	}
	g.settle(a)
	return a
}

// May reports whether r may do what k stands for: Ask for a single key.
func (g *Guard) May(r *http.Request, k consent.Key) bool { return g.Ask(r).May(k) }

// settle computes what holds, as the loader does in the browser.
func (g *Guard) settle(a *Answer) {
	a.grants = consent.Grants{}
	if a.Receipt != nil {
		a.Superseded = a.Receipt.PolicyVersion != g.opts.Versions[a.Receipt.Profile]
	}
	answered := a.Receipt != nil && !a.Superseded
	if answered {
		for k, on := range a.Receipt.Grants {
			a.grants[k] = on
		}
	} else {
		for k, on := range g.opts.Defaults {
			a.grants[k] = on && !refused(a.Receipt, k)
		}
	}
	if a.GPC && !(answered && a.Receipt.GPC) {
		for _, k := range g.opts.SignalOff {
			a.grants[k] = false
		}
	}
}

// refused reports whether r, which may be nil, refuses k.
func refused(r *consent.Receipt, k consent.Key) bool {
	if r == nil {
		return false
	}
	on, said := r.Grants[k]
	return said && !on
}
