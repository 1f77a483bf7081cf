// Package zone turns instants into civil dates with the time zone database
// that is compiled into the program, so that no machine's own can differ.
package zone

import (
	"sync"
	"time"
	_ "time/tzdata"

	"sayso/app/consent"
)

var loaded sync.Map // name → *time.Location

// Today is the civil date in an IANA zone at an instant. It fails for a zone
// that does not exist.
func Today(name string, at time.Time) (consent.Date, error) {
	if l, ok := loaded.Load(name); ok {
		return consent.DateOf(at.In(l.(*time.Location))), nil
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return consent.Date{}, err
	}
	loaded.Store(name, l)
	return consent.DateOf(at.In(l)), nil
}
