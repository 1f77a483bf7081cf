package catalogue

import (
	"embed"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sayso/app/consent"
	"sayso/server/internal/yamlfile"
)

//go:embed services/*.yaml
var shipped embed.FS

// Shipped is the catalogue that comes with Sayso: a file for each service,
// named after its id.
func Shipped() (*Catalogue, error) {
	files, err := shipped.ReadDir("services")
	if err != nil {
		return nil, err
	}
	var all []Service
	for _, f := range files {
		data, err := shipped.ReadFile("services/" + f.Name())
		if err != nil {
			return nil, err
		}
		s, err := Parse(f.Name(), data)
		if err != nil {
			return nil, err
		}
		if f.Name() != s.ID+".yaml" {
			return nil, fmt.Errorf("%s:1:1: the file holds the service %q; name it %[2]s.yaml", f.Name(), s.ID)
		}
		all = append(all, *s)
	}
	return New(all)
}

// New makes a catalogue of services whose ids differ.
func New(services []Service) (*Catalogue, error) {
	sorted := slices.SortedFunc(slices.Values(services), func(a, b Service) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].ID == sorted[i-1].ID {
			return nil, fmt.Errorf("the service %q stands in the catalogue twice; rename one", sorted[i].ID)
		}
	}
	return &Catalogue{sorted}, nil
}

// Parse reads the file of one service. The name is only for errors, which
// begin with file:line:column.
func Parse(name string, data []byte) (*Service, error) {
	s := &Service{}
	f, err := yamlfile.Decode(name, data, s)
	if err != nil {
		return nil, err
	}
	c := check{f, s, nil}
	c.identity()
	c.hosts()
	c.cookies()
	c.storage()
	if err := errors.Join(c.errs...); err != nil {
		return nil, err
	}
	return s, nil
}

// A check collects what is wrong with one service.
type check struct {
	file *yamlfile.File
	s    *Service
	errs []error
}

// say adds an error at a field of the service, such as "hosts[1]".
func (c *check) say(field, format string, args ...any) {
	c.errs = append(c.errs, c.file.Errorf("$."+field, format, args...))
}

var (
	idShape          = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostShape        = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	cookieShape      = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$") // a token, RFC 6265 section 4.1.1
	placeholderShape = regexp.MustCompile(`^placeholder\.[a-z]+$`)
	packageShape     = regexp.MustCompile(`^npm:(@[a-z0-9-]+/)?[a-z0-9.-]+@\d+\.\d+\.\d+$`)
)

func (c *check) identity() {
	if !idShape.MatchString(c.s.ID) {
		c.say("id", "id is %q; write small letters, digits and single dashes", c.s.ID)
	}
	if c.s.Name == "" {
		c.say("id", "service %q has no name; write how its maker calls it", c.s.ID)
	}
	if !slices.Contains(consent.Categories, c.s.Category) {
		c.say("category", "category is %q; write one of %v", c.s.Category, consent.Categories)
	}
	if c.s.Placeholder != "" && !placeholderShape.MatchString(c.s.Placeholder) {
		c.say("placeholder", "placeholder is %q; write a key such as placeholder.video, or null", c.s.Placeholder)
	}
}

func (c *check) hosts() {
	c.source("hosts", c.s.Hosts != nil, c.s.Sources.Hosts)
	for i, h := range c.s.Hosts {
		host, _, _ := strings.Cut(h, "/")
		if !hostShape.MatchString(host) {
			c.say(fmt.Sprintf("hosts[%d]", i), "host is %q; write a host such as example.com, in small letters, without scheme and port", h)
		}
	}
}

func (c *check) cookies() {
	c.source("cookies", c.s.Cookies != nil, c.s.Sources.Cookies)
	for i, k := range c.s.Cookies {
		at := fmt.Sprintf("cookies[%d]", i)
		switch {
		case !cookieShape.MatchString(k.Name) || strings.Trim(k.Name, "*") == "":
			c.say(at+".name", "cookie is %q; write its name, with * for what differs", k.Name)
		case k.MaxAge != nil && *k.MaxAge <= 0:
			c.say(at+".max_age_s", "max_age_s is %d; write seconds, or null where nobody tells", *k.MaxAge)
		case k.MaxAge != nil && k.Session:
			c.say(at+".session", "cookie %q has a lifetime and ends with the session; write one of the two", k.Name)
		case k.Domain != "" && !hostShape.MatchString(k.Domain):
			c.say(at+".domain", "domain is %q; write a host such as example.com", k.Domain)
		case k.Source != "" && !isSource(k.Source):
			c.say(at+".source", "%s", badSource(k.Source))
		}
	}
}

func (c *check) storage() {
	c.source("storage", c.s.Storage != nil, c.s.Sources.Storage)
	for i, item := range c.s.Storage {
		at := fmt.Sprintf("storage[%d]", i)
		if !slices.Contains([]string{"local", "session", "indexeddb"}, item.Kind) {
			c.say(at+".kind", "kind is %q; write local, session or indexeddb", item.Kind)
		}
		if item.Name == "" {
			c.say(at+".kind", "name is missing; write the key, with * for what differs")
		}
	}
}

// source holds that a list which is given says where it was read, and only
// then.
func (c *check) source(list string, given bool, source string) {
	switch {
	case given && source == "":
		c.say("id", "service %q does not say where %s were read; write sources.%s", c.s.ID, list, list)
	case !given && source != "":
		c.say("sources."+list, "%s is null and has a source; write what it says, or [] for none", list)
	case given && !isSource(source):
		c.say("sources."+list, "%s", badSource(source))
	}
}

// isSource reports whether s is an address, a package or Unchecked.
func isSource(s string) bool {
	u, err := url.Parse(s)
	return s == Unchecked || packageShape.MatchString(s) || err == nil && u.Scheme == "https" && u.Host != ""
}

func badSource(s string) string {
	return fmt.Sprintf("source is %q; write an https address, npm:name@version or %s", s, Unchecked)
}
