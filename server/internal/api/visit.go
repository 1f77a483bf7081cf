package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sayso/app/consent"
	"sayso/server/internal/place"
	"sayso/server/internal/site"
	"sayso/server/internal/view"
)

// site finds the site that a request names.
func (s *Server) site(id string) (*site.Site, error) {
	if found := s.sites[id]; found != nil {
		return found, nil
	}
	return nil, refuse("unknown-site", "site", "site is %.70q, which this server does not know", id)
}

// visit reads what an answer varies by from the query and the headers of r,
// and says so in Vary.
func (s *Server) visit(w http.ResponseWriter, r *http.Request, id string) (*site.Site, *view.Variant, error) {
	found, err := s.site(id)
	if err != nil {
		return nil, nil, err
	}
	q := r.URL.Query()
	v := &view.Variant{
		Site: found.ID, Base: s.base(r), Place: s.placeOf(found).Place(r).Code(),
		GPC: gpc(r) || q.Get("gpc") == "1", DNT: r.Header.Get("DNT") == "1",
		Headless: found.Headless || q.Get("headless") == "1",
	}
	v.Lang = s.maker.Match(found.ID, q.Get("lang"), r.Header.Get("Accept-Language"))
	for _, h := range append([]string{"Sec-GPC", "DNT", "Accept-Language"}, s.placeOf(found).Headers()...) {
		w.Header().Add("Vary", h)
	}
	if v.Account, err = account(found, q.Get("account")); err != nil {
		return nil, nil, err
	}
	return found, v, play(found, v, q)
}

// gpc reports whether r carries Global Privacy Control: one line that is
// exactly 1 is enough, anything else is no signal (COM-20).
func gpc(r *http.Request) bool { return slices.Contains(r.Header.Values("Sec-GPC"), "1") }

// account is the site's own account mode, or else the one in the query.
func account(s *site.Site, asked string) (consent.AccountMode, error) {
	mode := consent.AccountMode(asked)
	if asked != "" && !mode.Known() {
		return "", refuse("malformed", "account", "account is %.40q; send anonymous, personal, corporate or enterprise", asked)
	}
	if s.Account != "" && asked != "" && mode != s.Account {
		return "", refuse("malformed", "account", "account is %s, and all visitors of this site are %s; leave it out", mode, s.Account)
	}
	if s.Account != "" {
		return s.Account, nil
	}
	return mode, nil
}

// play reads the parameters that only demo sites have.
func play(s *site.Site, v *view.Variant, q url.Values) error {
	for _, name := range []string{"place", "now", "age"} {
		if q.Has(name) && !s.Demo {
			return refuse("malformed", name, "%s can be played on demo sites only; leave it out", name)
		}
	}
	if q.Has("place") {
		v.Played, v.Place = true, consent.ParseCode(q.Get("place")).Code()
	}
	if now := q.Get("now"); now != "" {
		t, err := time.Parse(time.RFC3339, now)
		if err != nil || t.Unix() <= 0 || t.Year() > 2200 {
			return refuse("malformed", "now", "now is %.40q; send an instant as RFC 3339 writes it, such as 2026-11-23T09:00:00Z", now)
		}
		v.Now = t.Unix()
	}
	band, err := consent.ParseBand(q.Get("age"))
	if err != nil {
		return refuse("malformed", "age", "age: %v", err)
	}
	v.Age = band
	return nil
}

// base is the address under which the visitor reaches this server: an origin,
// and a path where a proxy has put the server behind one.
func (s *Server) base(r *http.Request) string {
	if s.public != "" {
		return s.public
	}
	scheme := "http://"
	if s.trust.Secure(r) {
		scheme = "https://"
	}
	return scheme + r.Host + s.trust.Prefix(r)
}

// origin checks the Origin of r: a page of the site, or this server's own
// panel. A request without one comes from no browser and is held to everything
// else. What it returns may read the answer.
func (s *Server) origin(w http.ResponseWriter, r *http.Request, found *site.Site) error {
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if !found.Allows(origin) && !s.own(origin, r) {
		return refuse("wrong-origin", "origin", "a page of %.120q cannot choose for the site %s", origin, found.ID)
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	if site.SameSite(s.base(r), origin) {
		w.Header().Set("Access-Control-Allow-Credentials", "true") // so that the cookie is taken
	}
	return nil
}

// own reports whether origin is this server's own. Behind a proxy that talks
// plain HTTP to us, the scheme of the request is not the visitor's.
func (s *Server) own(origin string, r *http.Request) bool {
	if u, err := url.Parse(s.public); s.public != "" && err == nil && origin == u.Scheme+"://"+u.Host {
		return true
	}
	_, host, found := strings.Cut(origin, "://")
	return found && host == r.Host
}

// findersOf makes a finder for each site whose file names a header.
func findersOf(sites site.Directory, all *place.Finder) (map[string]*place.Finder, error) {
	own := map[string]*place.Finder{}
	for _, id := range sites.IDs() {
		if sites[id].PlaceHeader == "" {
			continue
		}
		f, err := all.With(sites[id].PlaceHeader)
		if err != nil {
			return nil, fmt.Errorf("site %s: %w", id, err)
		}
		own[id] = f
	}
	return own, nil
}

// placeOf finds the places of a site's visitors.
func (s *Server) placeOf(found *site.Site) *place.Finder {
	if f := s.finders[found.ID]; f != nil {
		return f
	}
	return s.finder
}
