// Package catalogue knows services that many sites use: from which hosts they
// load, what they leave on the device and for how long, and under which
// category they belong. Site files may override all of it.
//
// It holds nothing invented. A fact that no public page told is null, and every
// list names where it was read. Services change without telling us: a
// catalogue is where to begin, not what to swear by.
package catalogue

import (
	"strings"

	"sayso/app/consent"
)

// A Service is one entry.
type Service struct {
	// ID names the service in site files: small letters, digits and dashes.
	// Unique.
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
	// Controller is the company or group behind the service, from common
	// knowledge; which of its legal persons is the controller depends on the
	// place and the contract. Empty where the site hosts the service itself.
	Controller string `yaml:"controller"`
	// Category is the strictest that the service's usual use falls under, as
	// we read it; a site may know better.
	Category consent.Key `yaml:"category"`
	// Hosts are where the service loads from or sends to: a host, which stands
	// for its subdomains too, or the beginning of an address,
	// "www.example.com/tag/". Nil means not documented where we looked.
	Hosts []string `yaml:"hosts"`
	// Cookies are what the service sets. Nil means not documented where we
	// looked; empty, documented to be none.
	Cookies []Cookie `yaml:"cookies"`
	// Storage is what the service keeps besides cookies; nil and empty as with
	// Cookies.
	Storage []Item `yaml:"storage"`
	// Placeholder is the key of the words that stand in the place of the
	// service before consent. Empty where there is nothing to see.
	Placeholder string `yaml:"placeholder"`
	// Sources say where the lists above were read.
	Sources Sources `yaml:"sources"`
	// Note is for whoever reads the entry: where sources disagree, or what to
	// mind.
	Note string `yaml:"note"`
}

// A Cookie is one cookie, or many with names of one form.
type Cookie struct {
	// Name holds * for a part that differs from site to site.
	Name string `yaml:"name"`
	// Domain is that of a third-party cookie. Empty means the site's own.
	Domain string `yaml:"domain"`
	// MaxAge is the lifetime in seconds, from when the cookie was last set.
	// Where a source counts in longer units, a year is 365 days and a month 30.
	// Browsers cut it to 400 days. Nil means not documented, or told
	// differently by different sources.
	MaxAge *int64 `yaml:"max_age_s"`
	// Session says that the cookie ends with the browser's session.
	Session bool `yaml:"session"`
	// Source stands in for Sources.Cookies.
	Source string `yaml:"source"`
}

// An Item is something kept in the browser's storage.
type Item struct {
	// Kind is local, session or indexeddb.
	Kind string `yaml:"kind"`
	// Name holds * as a cookie's does.
	Name string `yaml:"name"`
}

// Sources are addresses, packages ("npm:name@version") whose code was read, or
// Unchecked. Each is empty exactly where its list is nil.
type Sources struct {
	Hosts   string `yaml:"hosts"`
	Cookies string `yaml:"cookies"`
	Storage string `yaml:"storage"`
}

// Unchecked is the source of what is commonly known and was not looked up.
const Unchecked = "unchecked"

// A Catalogue is a list of services. It does not change.
type Catalogue struct {
	services []Service // by id
}

// All lists the services by id.
func (c *Catalogue) All() []Service { return c.services }

// Service is the service with the given id, or nil.
func (c *Catalogue) Service(id string) *Service {
	for i := range c.services {
		if c.services[i].ID == id {
			return &c.services[i]
		}
	}
	return nil
}

// At lists the services that host, with the path of a request, belongs to.
// Several can share a host.
func (c *Catalogue) At(host, path string) []*Service {
	return c.where(func(s *Service) bool {
		for _, h := range s.Hosts {
			if covers(h, strings.ToLower(host), path) {
				return true
			}
		}
		return false
	})
}

// Setting lists the services that set a cookie of that name.
func (c *Catalogue) Setting(cookie string) []*Service {
	return c.where(func(s *Service) bool {
		for _, k := range s.Cookies {
			if Matches(k.Name, cookie) {
				return true
			}
		}
		return false
	})
}

func (c *Catalogue) where(ok func(*Service) bool) (found []*Service) {
	for i := range c.services {
		if ok(&c.services[i]) {
			found = append(found, &c.services[i])
		}
	}
	return found
}

// covers reports whether an entry of Hosts stands for the address. An entry
// with a path stands for that very host.
func covers(entry, host, path string) bool {
	at := strings.IndexByte(entry, '/')
	if at < 0 {
		return host == entry || strings.HasSuffix(host, "."+entry)
	}
	return host == entry[:at] && strings.HasPrefix(path, entry[at:])
}

// Matches reports whether name has the form of pattern, in which each * stands
// for one or more characters.
func Matches(pattern, name string) bool {
	head, tail, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == name
	}
	rest, ok := strings.CutPrefix(name, head)
	if !ok {
		return false
	}
	for i := 1; i <= len(rest); i++ {
		if Matches(tail, rest[i:]) {
			return true
		}
	}
	return false
}
