// Package place finds out in which country, and where it matters in which
// state, a visitor is. It believes a header of a trusted proxy first, then an
// MMDB file; what neither knows is unknown, and the rules treat an unknown
// place as the strictest (COM-01).
package place

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"

	"sayso/app/consent"
	"sayso/server/internal/proxy"
)

// presets name the headers in which networks in front of the server tell the
// visitor's place: the country, and the subdivision if there is one.
var presets = map[string][]string{
	"cloudflare": {"Cf-Ipcountry", "Cf-Region-Code"}, // needs "visitor location headers" switched on for the second
	"cloudfront": {"Cloudfront-Viewer-Country", "Cloudfront-Viewer-Country-Region"},
	"vercel":     {"X-Vercel-Ip-Country", "X-Vercel-Ip-Country-Region"},
	"appengine":  {"X-Appengine-Country", "X-Appengine-Region"},
}

// A Finder finds places. It is safe for concurrent use.
type Finder struct {
	headers []string // canonical; none, one (a whole code) or two
	trust   proxy.Trust
	db      *maxminddb.Reader // nil: no file
}

// NewFinder makes a Finder. The header is a name, the name of a preset, or
// empty; mmdb is a file, or empty.
func NewFinder(header string, trust proxy.Trust, mmdb string) (*Finder, error) {
	f, err := (&Finder{trust: trust}).With(header)
	if err != nil {
		return nil, err
	}
	if mmdb != "" {
		db, err := maxminddb.Open(mmdb)
		if err != nil {
			return nil, fmt.Errorf("opening the place file %s: %w", mmdb, err)
		}
		f.db = db
	}
	return f, nil
}

// With is f with another header, as in [NewFinder].
func (f *Finder) With(header string) (*Finder, error) {
	f = &Finder{trust: f.trust, db: f.db}
	if names, ok := presets[strings.ToLower(header)]; ok {
		f.headers = names
	} else if header != "" {
		if strings.ContainsAny(header, " :\t,") {
			return nil, fmt.Errorf("place header is %q; write the name of a header, or cloudflare, cloudfront, vercel, appengine", header)
		}
		f.headers = []string{http.CanonicalHeaderKey(header)}
	}
	return f, nil
}

// Headers lists the request headers that an answer varies by.
func (f *Finder) Headers() []string { return f.headers }

// Shared reports whether all visitors with the same headers get the same
// place, so that a cache between may keep answers.
func (f *Finder) Shared() bool { return f.db == nil }

// Close closes the MMDB file.
func (f *Finder) Close() error {
	if f.db == nil {
		return nil
	}
	return f.db.Close()
}

// Place is where the visitor of r is.
func (f *Finder) Place(r *http.Request) consent.Place {
	if p := f.told(r); !p.Unknown() {
		return p
	}
	return f.lookup(f.trust.Client(r))
}

// told is what the headers say, if they may be believed.
func (f *Finder) told(r *http.Request) consent.Place {
	if len(f.headers) == 0 || !f.trust.Believes(r) {
		return consent.Place{}
	}
	country := only(r, f.headers[0])
	if len(f.headers) == 1 {
		return consent.ParseCode(country)
	}
	region := strings.TrimSpace(only(r, f.headers[1]))
	if region != "" && !strings.Contains(region, "-") {
		region = strings.TrimSpace(country) + "-" + region
	}
	return consent.ParsePlace(country, region)
}

// only is the value of a header that was sent once. One that was sent twice
// may hold what the visitor wrote beside what the proxy wrote.
func only(r *http.Request, header string) string {
	if v := r.Header[header]; len(v) == 1 {
		return v[0]
	}
	return ""
}

// lookup asks the file about an address.
func (f *Finder) lookup(a netip.Addr) consent.Place {
	if f.db == nil || !a.IsValid() {
		return consent.Place{}
	}
	var found struct {
		Country struct {
			Code string `maxminddb:"iso_code"`
		} `maxminddb:"country"`
		Subdivisions []struct {
			Code string `maxminddb:"iso_code"`
		} `maxminddb:"subdivisions"`
	}
	if err := f.db.Lookup(a).Decode(&found); err != nil || found.Country.Code == "" {
		return consent.Place{}
	}
	subdivision := ""
	if len(found.Subdivisions) > 0 {
		subdivision = found.Country.Code + "-" + found.Subdivisions[0].Code
	}
	return consent.ParsePlace(found.Country.Code, subdivision)
}

// Today is the civil date at UTC-12, where the day begins last. It stands in
// for the date of a visitor whose zone is unknown: nobody counts as older than
// they are (F-06).
func Today(now time.Time) consent.Date {
	return consent.DateOf(now.In(time.FixedZone("UTC-12", -12*60*60)))
}
