package site

import (
	"fmt"
	"slices"
	"strings"

	"sayso/app/consent"
	"sayso/server/internal/catalogue"
)

// Warnings says where the catalogue knows services of the site better: under
// another id, or as stricter than the site has them. A site may know better
// still, so these are no errors.
func (s *Site) Warnings(known *catalogue.Catalogue) (warnings []string) {
	say := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	for _, one := range s.Services {
		entry := known.Service(one.ID)
		if entry == nil {
			if others := hostedBy(known, one.Hosts); len(others) > 0 {
				say("service %q loads from hosts of %s, which the catalogue knows; write that id to take its cookies and storage from there", one.ID, strings.Join(others, ", "))
			}
			continue
		}
		if slices.Index(consent.Categories, one.Category) < slices.Index(consent.Categories, entry.Category) {
			say("service %q is %s here and %s in the catalogue; check what it is used for", one.ID, one.Category, entry.Category)
		}
	}
	for _, k := range consent.Categories {
		for _, name := range s.Storage[k].Cookies {
			for _, entry := range known.Setting(name) {
				if !s.uses(entry.ID) {
					say("cookie %q is one of %s, which the catalogue knows; add the service %q", name, entry.Name, entry.ID)
				}
			}
		}
	}
	return warnings
}

func (s *Site) uses(id string) bool {
	return slices.ContainsFunc(s.Services, func(one Service) bool { return one.ID == id })
}

// hostedBy lists the ids of the catalogue's services at any of hosts.
func hostedBy(known *catalogue.Catalogue, hosts []string) (ids []string) {
	for _, h := range hosts {
		host, path, _ := strings.Cut(h, "/")
		for _, entry := range known.At(host, "/"+path) {
			if !slices.Contains(ids, entry.ID) {
				ids = append(ids, entry.ID)
			}
		}
	}
	return ids
}
