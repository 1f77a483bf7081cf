// Package zone turns instants into civil dates with the browser's own time
// zone database. Go's would add half a megabyte to the download.
package zone

import (
	"errors"
	"strconv"
	"syscall/js"
	"time"

	"sayso/app/consent"
)

// errZone is returned for a zone that the browser does not know.
var errZone = errors.New("unknown time zone")

// formats holds one Intl.DateTimeFormat a zone. The browser runs Go on one
// thread, so there is nothing to lock.
var formats = map[string]js.Value{}

// Today is the civil date in an IANA zone at an instant.
func Today(name string, at time.Time) (consent.Date, error) {
	format, ok := formats[name]
	if !ok {
		format = newFormat(name)
		formats[name] = format
	}
	if format.IsNull() {
		return consent.Date{}, errZone
	}
	return read(format, at), nil
}

// newFormat is a formatter for name, or null when the browser does not know
// the zone: the constructor then throws.
func newFormat(name string) (format js.Value) {
	defer func() {
		if recover() != nil {
			format = js.Null()
		}
	}()
	options := map[string]any{
		"timeZone": name, "calendar": "iso8601", "numberingSystem": "latn",
		"year": "numeric", "month": "2-digit", "day": "2-digit",
	}
	return js.Global().Get("Intl").Get("DateTimeFormat").New("en-US", options)
}

func read(format js.Value, at time.Time) consent.Date {
	parts := format.Call("formatToParts", float64(at.UnixMilli()))
	var d consent.Date
	for i := range parts.Length() {
		part := parts.Index(i)
		n, _ := strconv.Atoi(part.Get("value").String())
		switch part.Get("type").String() {
		case "year":
			d.Year = n
		case "month":
			d.Month = time.Month(n)
		case "day":
			d.Day = n
		}
	}
	return d
}
