package profile

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sayso/app/consent"
	"sayso/app/policy"
)

// A checker finds what YAML cannot: words that mean nothing, places that do
// not exist, rules that contradict themselves.
type checker struct {
	file  *file
	law   *policy.Law
	items map[consent.Key]bool // nil in the law file
	ids   map[string]bool
	found []error
}

// say notes an error at path. The text says what was found and what to write.
func (c *checker) say(path, format string, args ...any) {
	line, column := c.file.position(path)
	c.found = append(c.found, fmt.Errorf("%s:%d:%d: %s", c.file.name, line, column, fmt.Sprintf(format, args...)))
}

func (c *checker) err() error { return errors.Join(c.found...) }

func (c *checker) profile(p *policy.Profile) {
	c.required("id", p.ID, "a name such as \"acme-eu\"")
	c.required("service", p.Service, "the service's family, such as \"acme\"")
	c.required("name", p.Name, "the product name that visitors read")
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "" || p.Zone == "Local" {
		c.say("zone", "zone is %q; write the controller's IANA zone, such as \"Asia/Shanghai\"", p.Zone)
	}
	c.territory(&p.Territory)
	c.codes("sections", p.Sections)
	c.itemList(p.Items)
	c.versions(p.Versions)
	c.ids = map[string]bool{}
	for _, r := range p.Rules {
		c.ids[r.ID] = true
	}
	for i := range p.Rules {
		c.rule(fmt.Sprintf("rules[%d]", i), &p.Rules[i])
	}
	c.noStorage(p)
	c.clocks(p.Clocks)
	c.statements(p.Statements)
}

// noStorage refuses storage categories in a profile whose text says that
// nothing is stored (KLS-COO-05).
func (c *checker) noStorage(p *policy.Profile) {
	for i := range p.Rules {
		limit := p.Rules[i].Then.MaxAgeS
		if limit == nil || *limit > 0 {
			continue
		}
		for j, it := range p.Items {
			if it.Key.Kind() == consent.KindCategory {
				c.say(fmt.Sprintf("items[%d].key", j), "%s says that nothing is stored on the device, but %q is storage; take the item out, or change the rule when the policy text has changed", p.Rules[i].ID, it.Key)
			}
		}
	}
}

func (c *checker) lawFile(law *policy.Law) {
	if _, err := consent.ParseDate(law.AsOf); err != nil {
		c.say("as_of", "as_of is %q; write the date up to which the law was read", law.AsOf)
	}
	for name, codes := range law.Groups {
		c.codes("groups."+name, codes)
	}
	for i := range law.Rules {
		c.rule(fmt.Sprintf("rules[%d]", i), &law.Rules[i])
	}
	c.clocks(law.Clocks)
	c.calendars(law.Calendars)
	c.statements(law.Statements)
}

func (c *checker) required(path, value, want string) {
	if strings.TrimSpace(value) == "" {
		c.say(path, "%s is missing; write %s", last(path), want)
	}
}

func (c *checker) territory(t *policy.Territory) {
	if len(t.In) == 0 {
		c.say("territory", "territory.in is missing; write a list of places, or [\"*\"] for everywhere")
	}
	for i, code := range t.In {
		if code != "*" {
			c.code(fmt.Sprintf("territory.in[%d]", i), code)
		}
	}
	c.codes("territory.not_in", t.NotIn)
	c.accounts("territory.accounts", t.Accounts)
}

func (c *checker) itemList(items []policy.Item) {
	c.items = map[consent.Key]bool{}
	for i, it := range items {
		path := fmt.Sprintf("items[%d]", i)
		c.key(path+".key", it.Key)
		if c.items[it.Key] {
			c.say(path+".key", "item %q stands twice; write it once", it.Key)
		}
		c.items[it.Key] = true
		if it.Base != "" && it.Base != consent.Off && it.Base != consent.NotApplicable && it.Base != consent.LockedOff {
			c.say(path+".base", "base is %q; write \"off\", \"locked_off\" or \"n/a\"", it.Base)
		}
	}
}

func (c *checker) versions(versions []policy.Version) {
	if len(versions) == 0 {
		c.say("versions", "versions is missing; write at least one edition of the policy text")
	}
	ids := map[string]bool{}
	for i, v := range versions {
		path := fmt.Sprintf("versions[%d]", i)
		c.required(path+".id", v.ID, "the date that the text shows as its update, or a hash of the text")
		if ids[v.ID] {
			c.say(path+".id", "version %q stands twice; write it once", v.ID)
		}
		ids[v.ID] = true
		if !v.Effective.Zero() && !v.Effective.Exists() {
			c.say(path+".effective", "the calendar has no day %s; write one that it has", v.Effective)
		}
		if i > 0 && v.Effective.Before(versions[i-1].Effective) {
			c.say(path+".effective", "%s comes before the version above; write versions oldest first", v.Effective)
		}
		for j, key := range v.Changed {
			c.own(fmt.Sprintf("%s.changed[%d]", path, j), key)
		}
	}
}

func (c *checker) statements(all []policy.Statement) {
	for i, s := range all {
		path := fmt.Sprintf("statements[%d]", i)
		c.required(path+".id", s.ID, "the rule's name")
		c.required(path+".says", s.Says, "one short sentence")
		c.required(path+".source", s.Source, "the clause that it comes from")
	}
}

func (c *checker) codes(path string, codes []string) {
	for i, code := range codes {
		c.code(fmt.Sprintf("%s[%d]", path, i), code)
	}
}

// code takes ISO 3166 codes and the names of groups.
func (c *checker) code(path, code string) {
	if _, ok := c.law.Groups[code]; ok {
		return
	}
	if p := consent.ParseCode(code); p.Code() != code {
		c.say(path, "%q is no place; write an ISO 3166 code such as \"BR\" or \"US-CA\", or a group such as \"EEA\"", code)
	}
}

func (c *checker) accounts(path string, modes []consent.AccountMode) {
	for i, m := range modes {
		if !m.Known() {
			c.say(fmt.Sprintf("%s[%d]", path, i), "%q is no account mode; write anonymous, personal, corporate or enterprise", m)
		}
	}
}

// key takes the words of package consent.
func (c *checker) key(path string, k consent.Key) {
	for _, list := range [][]consent.Key{consent.Categories, consent.Purposes, consent.Permissions} {
		for _, known := range list {
			if k == known {
				return
			}
		}
	}
	c.say(path, "%q is no category, purpose or permission; %s", k, nearestKey(k))
}

// own takes the keys of this profile's items.
func (c *checker) own(path string, k consent.Key) {
	c.key(path, k)
	if c.items != nil && !c.items[k] {
		c.say(path, "this profile has no item %q; add it to items or leave it out", k)
	}
}

func nearestKey(k consent.Key) string {
	if strings.Contains(strings.ToLower(string(k)), "flash") {
		return "Flash cookies are never created (COM-51), leave it out"
	}
	best, distance := "", 5
	for _, list := range [][]consent.Key{consent.Categories, consent.Purposes, consent.Permissions} {
		for _, known := range list {
			if d := editDistance(string(k), string(known)); d < distance {
				best, distance = string(known), d
			}
		}
	}
	if best == "" {
		return "write one of the known ones, such as \"analytics\""
	}
	return fmt.Sprintf("write %q", best)
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
