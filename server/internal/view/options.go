package view

import (
	"maps"
	"net/url"
	"slices"

	"sayso/app/consent"
	"sayso/server/internal/site"
)

// A declared is a service of a site as the loader's features know it, or what
// the site's own scripts do in a category: then the id is empty.
type declared struct {
	ID       string      `json:"id"`
	Category consent.Key `json:"category"`
}

// optional are the services of s that wait for a choice.
func optional(s *site.Site) (found []site.Service) {
	for _, one := range s.Services {
		if one.Category != consent.Necessary {
			found = append(found, one)
		}
	}
	return found
}

// switches tells which services can be refused one by one.
func switches(_ *Maker, s *Shown) any {
	type named struct {
		declared
		Name string `json:"name"`
	}
	list := []named{}
	for _, one := range optional(s.Site) {
		list = append(list, named{declared{one.ID, one.Category}, one.Name})
	}
	return map[string]any{"services": list}
}

// A trace is what one service leaves on the device, by name.
type trace struct {
	declared
	site.Stored
}

// traces lists what may only stand on the device while a category is granted.
// Cookies of other domains are out of a page's reach.
func traces(s *site.Site) (list []trace) {
	for _, k := range consent.Categories {
		if kept, ok := s.Storage[k]; ok && k != consent.Necessary {
			list = append(list, trace{declared{Category: k}, kept})
		}
	}
	for _, one := range optional(s) {
		t := trace{declared: declared{one.ID, one.Category}}
		for _, c := range one.Cookies {
			if c.Domain == "" {
				t.Cookies = append(t.Cookies, c.Name)
			}
		}
		to := map[string]*[]string{"local": &t.Local, "session": &t.Session, "indexeddb": &t.IndexedDB}
		for _, item := range one.Storage {
			*to[item.Kind] = append(*to[item.Kind], item.Name)
		}
		if len(t.Cookies)+len(one.Storage) > 0 {
			list = append(list, t)
		}
	}
	return list
}

// clean tells what to delete when a service may work no more, and for which
// domains cookies can have been set: the registrable ones of the site's
// origins.
func clean(_ *Maker, s *Shown) any {
	domains := []string{}
	for _, origin := range s.Site.Origins {
		u, err := url.Parse(origin)
		if err != nil {
			continue // Parse of the site file has refused such
		}
		if d := site.Registrable(u.Hostname()); d != "" && !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	return map[string]any{"domains": domains, "services": traces(s.Site)}
}

// block tells the hosts that scripts may not reach before their time.
func block(_ *Maker, s *Shown) any {
	type guarded struct {
		declared
		Hosts []string `json:"hosts"`
	}
	list := []guarded{}
	for _, k := range slices.Sorted(maps.Keys(s.Site.Block)) {
		list = append(list, guarded{declared{Category: k}, s.Site.Block[k]})
	}
	for _, one := range optional(s.Site) {
		if one.Block && len(one.Hosts) > 0 {
			list = append(list, guarded{declared{one.ID, one.Category}, one.Hosts})
		}
	}
	return map[string]any{"services": list}
}

// report tells what is declared: the rest is reported. Where the plan allows
// no storage, nothing is looked at.
func report(_ *Maker, s *Shown) any {
	if s.Plan.CookieMaxAge == 0 {
		return nil
	}
	hosts, cookies := []string{}, []string{}
	for _, k := range consent.Categories {
		hosts = append(hosts, s.Site.Block[k]...)
		cookies = append(cookies, s.Site.Storage[k].Cookies...)
	}
	for _, one := range s.Site.Services {
		hosts = append(hosts, one.Hosts...)
		for _, c := range one.Cookies {
			cookies = append(cookies, c.Name)
		}
	}
	return map[string]any{"hosts": hosts, "cookies": cookies}
}

// embeds tells the words that stand in the place of embeds, in the visitor's
// language, and which keys nobody can grant here.
func embeds(_ *Maker, s *Shown) any {
	type placed struct {
		declared
		Title string `json:"title"`
		Text  string `json:"text"`
	}
	say, list := s.Texts.Say, []placed{}
	for _, one := range optional(s.Site) {
		key := one.Placeholder
		if !s.Texts.Has(key) {
			key = "placeholder.other"
		}
		list = append(list, placed{declared{one.ID, one.Category}, say(key, "name", one.Name), say("placeholder.text", "name", one.Name)})
	}
	categories, locked := map[consent.Key]string{}, []consent.Key{}
	for _, d := range s.Plan.Defaults {
		if slices.Contains(consent.Categories, d.Key) {
			categories[d.Key] = say("key." + string(d.Key))
		}
		if d.State == consent.LockedOff || d.State == consent.NotApplicable {
			locked = append(locked, d.Key)
		}
	}
	return map[string]any{
		"services": list, "categories": categories, "locked": locked,
		"other": say("placeholder.other"), "text": say("placeholder.text"), "shut": say("placeholder.locked"),
		"once": say("action.show_once"), "always": say("action.show_always"),
	}
}
