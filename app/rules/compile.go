package rules

import (
	"fmt"

	"sayso/app/consent"
	"sayso/app/policy"
)

// Sizes that keep a draft on the stack.
const (
	maxItems  = 40
	maxIDs    = 512
	maxHeld   = 192 // rules that can hold for one visitor
	maxSignal = 32  // the same, for rules on Global Privacy Control
)

// noID is the number of a fact that names no rule.
const noID = -1

// A profile is a policy.Profile with the law beneath it, made quick to search.
type profile struct {
	*policy.Profile
	ids map[string]int // a small number for each rule ID

	// byPlace holds, for each code that any rule names, the rules whose place
	// of use holds there, in file order, law last. "" is everywhere else.
	byPlace map[string][]*rule
	// byHome holds the rules that go by residence, by code.
	byHome map[string][]*rule
	// bySection holds the rules of a section, for visitors who live there and
	// are somewhere else (COM-45).
	bySection map[string][]*rule
	// The numbers of the rules behind facts, or noID.
	territoryID int
	factIDs     [3]int // controller, contact, storage location
	versionIDs  []int
	itemIDs     []int
	// governed are the keys that Global Privacy Control always governs.
	governed []consent.Key
}

// A rule is a policy.Rule made quick to apply.
type rule struct {
	*policy.Rule
	id        int
	overrides []int
	states    []keyState
	// home says that the rule applies because the visitor lives in its
	// section, not because the service is used there.
	home bool
	gate bool // a gate that asks for the age
	ward bool // a gate for who is under guardianship
	law  bool // from the law layer
}

type keyState struct {
	item  int
	state consent.State
}

func compile(src *policy.Profile, law *policy.Law) (*profile, error) {
	if len(src.Versions) == 0 {
		return nil, fmt.Errorf("no version of the policy text")
	}
	if len(src.Items) > maxItems {
		return nil, fmt.Errorf("%d items; at most %d", len(src.Items), maxItems)
	}
	p := &profile{Profile: src, ids: map[string]int{}, governed: governedBySignal(src)}
	all := make([]*rule, 0, len(src.Rules)+len(law.Rules))
	for n, set := range [][]policy.Rule{src.Rules, law.Rules} {
		for i := range set {
			r := p.compileRule(&set[i])
			r.law = n == 1
			all = append(all, r)
		}
	}
	for _, r := range all {
		for _, id := range r.Overrides {
			r.overrides = append(r.overrides, p.number(id))
		}
	}
	p.numberFacts()
	if n := len(mechanisms) + len(p.ids); n > maxIDs {
		return nil, fmt.Errorf("%d rule IDs; at most %d", n, maxIDs)
	}
	p.index(all, law.Groups)
	if n := p.mostHeld(); n > maxHeld {
		return nil, fmt.Errorf("%d rules could hold for one visitor; at most %d", n, maxHeld)
	}
	return p, nil
}

// numberFacts numbers the rules behind facts, versions and items, which are
// cited too.
func (p *profile) numberFacts() {
	p.territoryID = p.numberOf(p.Territory.Rule)
	p.factIDs = [3]int{p.numberOf(p.Controller.Rule), p.numberOf(p.Contact.Rule), p.numberOf(p.StorageLocation.Rule)}
	for i := range p.Versions {
		p.versionIDs = append(p.versionIDs, p.numberOf(p.Versions[i].Rule))
	}
	for i := range p.Items {
		p.itemIDs = append(p.itemIDs, p.numberOf(p.Items[i].Rule))
	}
}

func (p *profile) numberOf(id string) int {
	if id == "" {
		return noID
	}
	return p.number(id)
}

// number gives id a small number of its own, above those of the mechanisms.
func (p *profile) number(id string) int {
	n, ok := p.ids[id]
	if !ok {
		n = len(mechanisms) + len(p.ids)
		p.ids[id] = n
	}
	return n
}

func (p *profile) compileRule(src *policy.Rule) *rule {
	r := &rule{Rule: src, id: p.number(src.ID)}
	r.gate = src.Then.Access != "" && (src.When.From > 0 || src.When.Under > 0)
	r.ward = src.Then.Access != "" && src.When.Ward && !src.When.Unwilling
	every, all := src.Then.States[policy.Optional]
	for i, item := range p.Items {
		if item.Key == consent.Necessary {
			continue
		}
		if s, ok := src.Then.States[item.Key]; ok {
			r.states = append(r.states, keyState{i, s})
		} else if all {
			r.states = append(r.states, keyState{i, every})
		}
	}
	return r
}

// governedBySignal lists the keys of p that are sale or sharing everywhere
// (COM-21).
func governedBySignal(p *policy.Profile) []consent.Key {
	var keys []consent.Key
	for _, it := range p.Items {
		if it.Key == consent.Advertising || it.Key == consent.SaleOrShare {
			keys = append(keys, it.Key)
		}
	}
	return keys
}

// item finds the place of k in the profile.
func (p *profile) item(k consent.Key) (int, bool) {
	for i := range p.Items {
		if p.Items[i].Key == k {
			return i, true
		}
	}
	return 0, false
}

// index sorts the rules by the places that they name, once, so that an answer
// looks only at rules that can hold.
func (p *profile) index(all []*rule, groups map[string][]string) {
	p.byPlace, p.byHome, p.bySection = map[string][]*rule{}, map[string][]*rule{}, map[string][]*rule{}
	codes := map[string]bool{"": true}
	for _, r := range all {
		for _, list := range [][]string{r.When.In, r.When.NotIn} {
			for _, code := range expand(list, groups) {
				codes[code] = true
			}
		}
	}
	for code := range codes {
		place := consent.ParseCode(code)
		for _, r := range all {
			if len(r.When.Resident) == 0 && holdsIn(place, &r.When, groups) {
				p.byPlace[code] = append(p.byPlace[code], r)
			}
		}
	}
	for _, r := range all {
		for _, code := range expand(r.When.Resident, groups) {
			p.byHome[code] = append(p.byHome[code], r)
		}
	}
	for _, code := range p.Sections {
		for _, r := range all {
			if contains(r.When.In, code) {
				home := *r
				home.home = true
				p.bySection[code] = append(p.bySection[code], &home)
			}
		}
	}
}

// mostHeld is an upper bound of the rules that hold for one visitor. Signal
// rules have a smaller bound of their own and count as many.
func (p *profile) mostHeld() int {
	sum := 0
	for _, index := range []map[string][]*rule{p.byPlace, p.byHome, p.bySection} {
		most := 0
		for _, rules := range index {
			n := len(rules)
			for _, r := range rules {
				if r.When.GPC {
					n += maxHeld / maxSignal
				}
			}
			most = max(most, n)
		}
		sum += most
	}
	return sum
}

// holdsIn reports whether the rule's place of use holds place.
func holdsIn(place consent.Place, w *policy.When, groups map[string][]string) bool {
	for _, code := range expand(w.NotIn, groups) {
		if place.In(code) {
			return false
		}
	}
	if len(w.In) == 0 {
		return true
	}
	for _, code := range expand(w.In, groups) {
		if place.In(code) {
			return true
		}
	}
	return false
}

// expand replaces the names of groups by their members.
func expand(codes []string, groups map[string][]string) []string {
	var all []string
	for _, code := range codes {
		if members, ok := groups[code]; ok {
			all = append(all, members...)
			continue
		}
		all = append(all, code)
	}
	return all
}

// find looks place up in an index: by its subdivision, then its country.
func find(index map[string][]*rule, place consent.Place) []*rule {
	if place.Subdivision != "" {
		if rules, ok := index[place.Subdivision]; ok {
			return rules
		}
	}
	if rules, ok := index[place.Country]; ok {
		return rules
	}
	return index[""]
}
