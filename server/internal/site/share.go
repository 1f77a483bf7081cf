package site

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"sayso/server/internal/yamlfile"
)

// Registrable is the domain that somebody can register and that host belongs
// to, by the public suffix list: "example.co.uk" for "www.example.co.uk". It is
// "" for a public suffix, an address and nonsense.
func Registrable(host string) string {
	host, err := idna.ToASCII(strings.ToLower(host))
	if err != nil || host == "" || strings.Trim(host, ".") != host || strings.Contains(host, "..") || isAddress(host) {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

// isAddress reports whether host is an IP address: its last label is a number,
// or it has colons.
func isAddress(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return strings.Contains(host, ":") || last != "" && strings.Trim(last, "0123456789") == ""
}

// Within reports whether host is domain or lies below it.
func Within(host, domain string) bool {
	return domain != "" && (host == domain || strings.HasSuffix(host, "."+domain))
}

// SameSite reports whether two origins belong to one registrable domain, under
// one scheme: what browsers call same-site.
func SameSite(a, b string) bool {
	u, err := url.Parse(a)
	if err != nil {
		return false
	}
	v, err := url.Parse(b)
	if err != nil || u.Scheme != v.Scheme {
		return false
	}
	if u.Hostname() == v.Hostname() {
		return u.Hostname() != ""
	}
	domain := Registrable(u.Hostname())
	return domain != "" && domain == Registrable(v.Hostname())
}

// CookieDomain says where the consent server, whose own address is base, may
// keep the receipt for a page of origin: ok is false where it may not. An
// empty domain stands for the very host.
func (s *Site) CookieDomain(base, origin string) (domain string, ok bool) {
	if !SameSite(base, origin) {
		return "", false
	}
	host, page := hostOf(base), hostOf(origin)
	if Within(host, s.Share) && Within(page, s.Share) {
		return s.Share, true
	}
	return "", s.Share == "" && host == page
}

// Own is the domain that this server, whose address is base, shares with pages
// of s, where it may set their cookie; "" where it may not.
func (s *Site) Own(base string) string {
	if s.Demo && len(s.Origins) == 0 {
		return hostOf(base)
	}
	for _, o := range s.Origins {
		if domain, ok := s.CookieDomain(base, o); ok && domain != "" {
			return domain
		} else if ok {
			return hostOf(base)
		}
	}
	return ""
}

// CookieName is the name of the cookie that holds the receipt for a site.
func CookieName(id string) string { return "sayso_" + id }

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// shared checks Share: a cookie for a public suffix would be everybody's, and
// browsers refuse it.
func (s *Site) shared(f *yamlfile.File) (errs []error) {
	if s.Share == "" {
		return nil
	}
	if domain := Registrable(s.Share); domain == "" || !Within(s.Share, domain) || !hostShape.MatchString(s.Share) {
		return []error{f.Errorf("$.share", "share is %q, which is a public suffix or no domain; write the domain that the site has registered, such as example.com", s.Share)}
	}
	for i, o := range s.Origins {
		if !Within(hostOf(o), s.Share) {
			errs = append(errs, f.Errorf(fmt.Sprintf("$.origins[%d]", i), "origin is %q, which does not lie in %s; give it a site file of its own, or leave share out", o, s.Share))
		}
	}
	return errs
}
