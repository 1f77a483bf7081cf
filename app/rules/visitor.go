package rules

import (
	"time"

	"sayso/app/consent"
)

// A Visitor is everything that an answer may depend on. Zones have become
// civil dates before: rules see one instant and civil dates only.
type Visitor struct {
	// Now is the instant of the decision. Required.
	Now time.Time
	// Today is the visitor's local civil date at Now. Required.
	Today consent.Date

	Place     consent.Place // where the service is used
	Residence consent.Place // where the visitor lives, when known

	// Birth is the birth date, or zero when none was told. A date that cannot
	// be (29 February of a common year, the future, over 120 years) is
	// rejected by the rules (COM-04).
	Birth consent.Date
	// Band stands in for Birth where only the band travelled.
	Band consent.Band

	UnderGuardianship bool
	Guardian          consent.Guardian

	GPC, DNT bool
	Lang     string // BCP 47
	Account  consent.AccountMode

	// Prior is the last choice, or nil.
	Prior *consent.Prior
}
