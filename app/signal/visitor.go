package signal

import "sayso/app/consent"

// A Visitor is all that a signal depends on.
type Visitor struct {
	Place consent.Place
	// Grants are what holds now: the defaults before a choice, the receipt's
	// grants after one.
	Grants consent.Grants
	// GPC says whether Global Privacy Control is on.
	GPC bool
	// ChosenUnderGPC says that Grants were chosen while the signal was on
	// (consent.Receipt.GPC). Then they stand beside it; otherwise the signal
	// opts out, whatever Grants say (COM-21, COM-22).
	ChosenUnderGPC bool
	// Band is the visitor's age band, empty when no age was told.
	Band consent.Band
}

// The values of the opt-out fields.
const (
	notApplicable = 0
	optedOut      = 1
	didNotOptOut  = 2
)

// forced reports whether the signal stands against the grants.
func (v Visitor) forced() bool { return v.GPC && !v.ChosenUnderGPC }

// optOut is the worst answer to any of keys: opted out when one is refused or
// the signal forces it, not applicable when nothing was said about any.
func (v Visitor) optOut(keys ...consent.Key) int {
	if v.forced() {
		return optedOut
	}
	answer := notApplicable
	for _, k := range keys {
		switch on, said := v.Grants[k]; {
		case said && !on:
			return optedOut
		case said:
			answer = didNotOptOut
		}
	}
	return answer
}

// sale is about selling personal data.
func (v Visitor) sale() int { return v.optOut(consent.SaleOrShare) }

// sharing is California's word for handing data on for advertising across
// contexts (Cal. Civ. Code 1798.140(ah)); to refuse either is to refuse it, we
// read.
func (v Visitor) sharing() int { return v.optOut(consent.SaleOrShare, consent.Advertising) }

// targeted is about targeted advertising.
func (v Visitor) targeted() int { return v.optOut(consent.Advertising) }

// noticeOf is 1 where an opt-out is spoken of: the plan offers it on the
// banner, in the panel and by the link, and shows that the signal was heard.
func noticeOf(answer int) int {
	if answer == notApplicable {
		return 0
	}
	return 1
}

// consented is the value of a consent field: 0 when nothing was said, 1 no, 2
// yes.
func (v Visitor) consented(k consent.Key) int {
	on, said := v.Grants[k]
	switch {
	case !said:
		return 0
	case on:
		return 2
	}
	return 1
}
