// Package site reads site files: where a service runs, and how its banner is
// reached. What the service promises stands in its profile.
package site

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sayso/app/consent"
	"sayso/server/internal/yamlfile"
)

// A Site is one place where visitors are asked.
type Site struct {
	// ID names the site in the script tag: letters, digits and dashes, at most
	// 64. Required, unique.
	ID string `yaml:"id"`
	// Service is the family whose profiles apply: "krowork". Required.
	Service string `yaml:"service"`
	// Origins are the origins of the pages with the script tag, such as
	// "https://www.example.com". Required but for demo sites, which are served
	// by this server itself.
	Origins []string `yaml:"origins"`
	// Languages are the BCP 47 tags that visitors may see, the preferred
	// first. Empty means all that there are words for.
	Languages []string `yaml:"languages"`
	// Account is the account mode of all visitors. Empty leaves it to the
	// script tag ("anonymous" if that says nothing).
	Account consent.AccountMode `yaml:"account"`
	// Leave is where a visitor goes who does not accept what the service
	// cannot do without. Empty means about:blank.
	Leave string `yaml:"leave"`
	// Policy is the address of the policy text, where there is one.
	Policy string `yaml:"policy"`
	// Theme is light, dark or auto, which follows the visitor's system. Empty
	// means auto.
	Theme Theme `yaml:"theme"`
	// Layout is where the banner stands: bar, card or dialog. Empty means bar.
	Layout Layout `yaml:"layout"`
	// PlaceHeader names the header that holds the visitor's place, as the flag
	// --place-header does, for this site alone. Empty leaves it to the flag.
	PlaceHeader string `yaml:"place_header"`
	// Share is the domain whose subdomains share the choice: "example.co.uk".
	// Empty keeps the choice on the page's own host.
	Share string `yaml:"share"`
	// Handover lists the ids of sites, of the same service, to whose pages a
	// visitor's choice may be handed over. The site itself is always one: an
	// empty list only takes choices over. Without a list there is no hand-over.
	Handover []string `yaml:"handover"`

	// Services are what the pages load from others, Storage is what the site's
	// own scripts keep on the device, by category.
	Services []Service              `yaml:"services"`
	Storage  map[consent.Key]Stored `yaml:"storage"`
	// Block lists hosts, by category: requests to them by any script of the
	// page are stopped until the category is granted.
	Block map[consent.Key][]string `yaml:"block"`
	// Report sends the names of cookies and hosts that no list here has to
	// this server.
	Report bool `yaml:"report"`
	// Headless draws no banner: the site has its own, and calls window.sayso.
	Headless bool `yaml:"headless"`
	// Switches lets visitors refuse single services within a category, by
	// switches on the site's own pages.
	Switches bool `yaml:"switches"`
	// Embeds draws placeholders where frames and pictures wait.
	Embeds bool `yaml:"embeds"`
	// Signals are the words of others in which the choice is told.
	Signals Signals `yaml:"signals"`

	// Demo lets the place, the time and the age be played in the query, and
	// allows this server's own origin.
	Demo bool `yaml:"demo"`
}

// Allows reports whether a page of origin may ask and choose for s.
func (s *Site) Allows(origin string) bool { return slices.Contains(s.Origins, origin) }

var idShape = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Parse reads one site file. The name is only for errors, which begin with
// file:line:column.
func Parse(name string, data []byte) (*Site, error) {
	s := &Site{}
	f, err := yamlfile.Decode(name, data, s)
	if err != nil {
		return nil, err
	}
	errs := []error{s.identity(f), s.places(f), s.languages(f), s.look(f)}
	for _, check := range []func(*yamlfile.File) []error{s.shared, s.neighbours, s.services, s.device, s.signals} {
		errs = append(errs, check(f)...)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Site) identity(f *yamlfile.File) error {
	var errs []error
	if !idShape.MatchString(s.ID) {
		errs = append(errs, f.Errorf("$.id", "id is %q; write 1 to 64 small letters, digits and dashes", s.ID))
	}
	if s.Service == "" {
		errs = append(errs, f.Errorf("$.service", "service is missing; write the service of a profile, such as krowork"))
	}
	if s.Account != "" && !s.Account.Known() {
		errs = append(errs, f.Errorf("$.account", "account is %q; write anonymous, personal, corporate or enterprise", s.Account))
	}
	return errors.Join(errs...)
}

func (s *Site) places(f *yamlfile.File) error {
	var errs []error
	if len(s.Origins) == 0 && !s.Demo {
		errs = append(errs, f.Errorf("$.id", "origins is missing; write the origins of the site's pages, such as https://www.example.com"))
	}
	for i, o := range s.Origins {
		if !isOrigin(o) {
			errs = append(errs, f.Errorf(fmt.Sprintf("$.origins[%d]", i), "origin is %q; write scheme and host only, such as https://www.example.com", o))
		}
	}
	for path, link := range map[string]string{"$.leave": s.Leave, "$.policy": s.Policy} {
		if u, err := url.Parse(link); link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			errs = append(errs, f.Errorf(path, "link is %q; write an address that begins with https://", link))
		}
	}
	return errors.Join(errs...)
}

// isOrigin reports whether s is an origin exactly as browsers write it.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		return false
	}
	return s == u.Scheme+"://"+u.Host && s == strings.ToLower(s) && !strings.Contains(u.Host, "*")
}

var tagShape = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (s *Site) languages(f *yamlfile.File) error {
	var errs []error
	for i, l := range s.Languages {
		if !tagShape.MatchString(l) {
			errs = append(errs, f.Errorf(fmt.Sprintf("$.languages[%d]", i), "language is %q; write a BCP 47 tag such as en or pt-BR", l))
		}
	}
	return errors.Join(errs...)
}

// neighbours checks what the site says of the world around it.
func (s *Site) neighbours(f *yamlfile.File) (errs []error) {
	for i, id := range s.Handover {
		if !idShape.MatchString(id) || id == s.ID {
			errs = append(errs, f.Errorf(fmt.Sprintf("$.handover[%d]", i), "site is %q; write the id of another site", id))
		}
	}
	if strings.ContainsAny(s.PlaceHeader, " :\t,") {
		errs = append(errs, f.Errorf("$.place_header", "place_header is %q; write the name of a header, or cloudflare, cloudfront, vercel, appengine", s.PlaceHeader))
	}
	return errs
}
