package site

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sayso/app/consent"
	"sayso/server/internal/catalogue"
	"sayso/server/internal/yamlfile"
)

// A Service is somebody whose scripts, frames or pictures the site's pages
// load. Where the catalogue has an entry of that id, what is left out here is
// taken from there.
type Service struct {
	// ID names the service in data-sayso-service: small letters, digits and
	// dashes. Required, unique within the site.
	ID string `yaml:"id"`
	// Name is what visitors read. Required where the catalogue has none.
	Name string `yaml:"name"`
	// Controller is who answers for the service.
	Controller string `yaml:"controller"`
	// Category is what must be granted before the service may load. Required
	// where the catalogue has none.
	Category consent.Key `yaml:"category"`
	// Hosts are where the service loads from or sends to, as in the catalogue.
	Hosts []string `yaml:"hosts"`
	// Cookies and Storage are what it keeps on the device.
	Cookies []catalogue.Cookie `yaml:"cookies"`
	Storage []catalogue.Item   `yaml:"storage"`
	// Placeholder is the key of the words that stand in its place before
	// consent: "placeholder.video".
	Placeholder string `yaml:"placeholder"`
	// Block stops requests to Hosts by any script of the page until the
	// category is granted.
	Block bool `yaml:"block"`
}

// Stored is what may be found on the device: names, with * for a part that
// differs.
type Stored struct {
	Cookies   []string `yaml:"cookies" json:"cookies,omitempty"`
	Local     []string `yaml:"local" json:"local,omitempty"`
	Session   []string `yaml:"session" json:"session,omitempty"`
	IndexedDB []string `yaml:"indexeddb" json:"indexeddb,omitempty"`
	Caches    []string `yaml:"caches" json:"caches,omitempty"`
}

// Kept is all that the pages may leave on the device, by the category under
// which it may stand there: what Storage declares, and what the services keep.
func (s *Site) Kept() map[consent.Key]Stored {
	kept := map[consent.Key]Stored{}
	for k, v := range s.Storage {
		kept[k] = Stored{
			slices.Clone(v.Cookies), slices.Clone(v.Local), slices.Clone(v.Session), slices.Clone(v.IndexedDB), slices.Clone(v.Caches),
		}
	}
	for _, one := range s.Services {
		all := kept[one.Category]
		for _, c := range one.Cookies {
			if c.Domain == "" { // a third party's cookie is out of the page's reach
				all.Cookies = append(all.Cookies, c.Name)
			}
		}
		for _, item := range one.Storage {
			switch item.Kind {
			case "local":
				all.Local = append(all.Local, item.Name)
			case "session":
				all.Session = append(all.Session, item.Name)
			case "indexeddb":
				all.IndexedDB = append(all.IndexedDB, item.Name)
			}
		}
		kept[one.Category] = all
	}
	return kept
}

// Blocked lists the hosts whose requests wait, by the category that they wait
// for: those of Block, and of services that say so.
func (s *Site) Blocked() map[consent.Key][]string {
	blocked := map[consent.Key][]string{}
	for k, hosts := range s.Block {
		blocked[k] = slices.Clone(hosts)
	}
	for _, one := range s.Services {
		if one.Block {
			blocked[one.Category] = append(blocked[one.Category], one.Hosts...)
		}
	}
	return blocked
}

// shippedServices reads the catalogue once: it does not change.
var shippedServices = sync.OnceValues(catalogue.Shipped)

// services fills in what the catalogue knows, and checks the rest.
func (s *Site) services(f *yamlfile.File) (errs []error) {
	known, err := shippedServices()
	if err != nil {
		return []error{err}
	}
	seen := map[string]bool{}
	for i := range s.Services {
		one := &s.Services[i]
		at := fmt.Sprintf("$.services[%d]", i)
		if seen[one.ID] {
			errs = append(errs, f.Errorf(at+".id", "service %q stands here twice; write it once", one.ID))
		}
		seen[one.ID] = true
		if entry := known.Service(one.ID); entry != nil {
			one.complete(entry)
		}
		errs = append(errs, one.check(f, at)...)
	}
	return errs
}

// complete takes from the catalogue what the file leaves out.
func (s *Service) complete(from *catalogue.Service) {
	for _, text := range []struct{ to, from *string }{
		{&s.Name, &from.Name}, {&s.Controller, &from.Controller}, {&s.Placeholder, &from.Placeholder},
		{(*string)(&s.Category), (*string)(&from.Category)},
	} {
		if *text.to == "" {
			*text.to = *text.from
		}
	}
	if s.Hosts == nil {
		s.Hosts = from.Hosts
	}
	if s.Cookies == nil {
		s.Cookies = from.Cookies
	}
	if s.Storage == nil {
		s.Storage = from.Storage
	}
}

var (
	serviceShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostShape    = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:[0-9]+)?(/.*)?$`)
	cookieShape  = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$") // a token, RFC 6265 section 4.1.1
)

func (s *Service) check(f *yamlfile.File, at string) (errs []error) {
	say := func(field, format string, args ...any) { errs = append(errs, f.Errorf(at+field, format, args...)) }
	if !serviceShape.MatchString(s.ID) {
		say(".id", "service is %q; write small letters, digits and single dashes", s.ID)
	}
	if s.Name == "" {
		say(".id", "service %q has no name and is not in the catalogue; write name", s.ID)
	}
	if !slices.Contains(consent.Categories, s.Category) {
		say(pathTo(f, at, "category"), "category of service %q is %q; write one of %v", s.ID, s.Category, consent.Categories)
	}
	errs = append(errs, hosts(f, at+".hosts", s.Hosts)...)
	for i, c := range s.Cookies {
		if !isCookie(c.Name) {
			say(fmt.Sprintf(".cookies[%d].name", i), "cookie is %q; write its name, with * for what differs", c.Name)
		}
	}
	for i, item := range s.Storage {
		if !slices.Contains([]string{"local", "session", "indexeddb"}, item.Kind) || item.Name == "" {
			say(fmt.Sprintf(".storage[%d].kind", i), "storage is of kind %q with the name %q; write local, session or indexeddb, and a name", item.Kind, item.Name)
		}
	}
	return errs
}

// pathTo is the field's path, or the service's id where the file leaves the
// field out.
func pathTo(f *yamlfile.File, at, field string) string {
	if f.Has(at + "." + field) {
		return "." + field
	}
	return ".id"
}

func hosts(f *yamlfile.File, at string, list []string) (errs []error) {
	for i, h := range list {
		if !hostShape.MatchString(h) {
			errs = append(errs, f.Errorf(fmt.Sprintf("%s[%d]", at, i), "host is %q; write a host such as example.com, in small letters and without scheme", h))
		}
	}
	return errs
}

func isCookie(name string) bool {
	return cookieShape.MatchString(name) && strings.Trim(name, "*") != ""
}

// device checks what the site itself keeps and stops.
func (s *Site) device(f *yamlfile.File) (errs []error) {
	for _, k := range slices.Sorted(maps.Keys(s.Storage)) {
		at := "$.storage." + string(k)
		if !slices.Contains(consent.Categories, k) {
			errs = append(errs, f.Errorf(at, "storage has the category %q; write one of %v", k, consent.Categories))
		}
		for i, name := range s.Storage[k].Cookies {
			if !isCookie(name) {
				errs = append(errs, f.Errorf(fmt.Sprintf("%s.cookies[%d]", at, i), "cookie is %q; write its name, with * for what differs", name))
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(s.Block)) {
		at := "$.block." + string(k)
		if !slices.Contains(consent.Categories, k) || k == consent.Necessary {
			errs = append(errs, f.Errorf(at, "block has the category %q; write one of %v", k, consent.Categories[1:]))
		}
		errs = append(errs, hosts(f, at, s.Block[k])...)
	}
	return errs
}
