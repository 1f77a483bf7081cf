package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/site"
)

// keepReceipt puts a receipt into the cookie of the page's own site, where this
// server is part of that site: behind a path of it, or on a subdomain. Safari
// keeps what a script wrote for seven days, and what a server set for as long
// as it says. Elsewhere the loader writes the cookie.
//
// The cookie ends when the choice lapses, and not later than anything may stay
// on the device; a service that allows no storage gets none.
func (s *Server) keepReceipt(w http.ResponseWriter, r *http.Request, found *site.Site, visitor *rules.Visitor, answer *wire.Answer) error {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil // no browser
	}
	domain, ok := found.CookieDomain(s.base(r), origin)
	if !ok || !found.Allows(origin) && found.Own(s.base(r)) == "" {
		return nil // the panel, of a server that is no part of the site
	}
	plan, err := s.engine.Decide(found.Service, visitor)
	if err != nil {
		return err
	}
	age := min(answer.ValidUntil.Sub(visitor.Now), time.Duration(plan.CookieMaxAge)*time.Second).Truncate(time.Second)
	if age <= 0 {
		return nil
	}
	http.SetCookie(w, &http.Cookie{
		Name: site.CookieName(found.ID), Value: answer.Receipt, Path: "/", Domain: domain, MaxAge: int(age / time.Second),
		Secure: strings.HasPrefix(s.base(r), "https:"), SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// prefix is the path under which visitors reach this server, "" for none.
func (s *Server) prefix(r *http.Request) string {
	u, err := url.Parse(s.base(r))
	if err != nil {
		return ""
	}
	return u.Path
}

// below takes the path of the public address off, for proxies that leave it
// on.
func below(public string, h http.Handler) http.Handler {
	u, err := url.Parse(public)
	if err != nil || u.Path == "" {
		return h
	}
	short := http.StripPrefix(u.Path, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, u.Path+"/") {
			short.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}
