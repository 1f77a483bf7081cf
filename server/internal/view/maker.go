// Package view makes what a browser needs for one variant of a site: the plan,
// what each button does, the drawn banner, and the loader with all of that in
// it.
package view

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/asset"
	"sayso/server/internal/keyring"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
	"sayso/server/internal/ticket"
	"sayso/server/internal/words"
)

// A Maker makes views. It is safe for concurrent use.
type Maker struct {
	engine *rules.Engine
	book   *policy.Book
	sites  site.Directory
	ring   *keyring.Ring
	shelf  *words.Shelf
	few    map[string]*words.Shelf // by site: those with languages of their own

	code   map[string][2][]byte // by site: the loader before and after the view
	styles map[site.Layout]string

	panelStyle []byte

	parts   store.Parts
	notices *notices
	cache   cache
	pinned  sync.Map // hash to *asset.Body
}

// NewMaker prepares for the sites. The built files must hold the loader and
// the styles; texts is the folder of the words. What is shown is kept in parts.
func NewMaker(book *policy.Book, engine *rules.Engine, sites site.Directory, ring *keyring.Ring, built *asset.Shelf, texts fs.FS, parts store.Parts) (*Maker, error) {
	m := &Maker{engine: engine, book: book, sites: sites, ring: ring, few: map[string]*words.Shelf{}, parts: parts, notices: newNotices(), code: map[string][2][]byte{}}
	m.cache.entries = map[cacheKey]*entry{}
	for _, id := range sites.IDs() {
		var err error
		if m.code[id], err = code(built, usedBy(sites[id], features)); err != nil {
			return nil, err
		}
	}
	if err := m.dress(built); err != nil {
		return nil, err
	}
	panel, err := built.File("panel.css")
	if err != nil {
		return nil, err
	}
	m.panelStyle = panel.Plain
	return m, m.languages(texts)
}

// languages loads the words, once for all sites and once for each site that
// has languages of its own.
func (m *Maker) languages(texts fs.FS) (err error) {
	if m.shelf, err = words.Load(texts); err != nil {
		return err
	}
	for _, id := range m.sites.IDs() {
		s := m.sites[id]
		if len(s.Languages) == 0 {
			continue
		}
		if m.few[id], err = words.Load(only{texts, s.Languages}); err != nil {
			return fmt.Errorf("languages of site %s: %w", id, err)
		}
	}
	return nil
}

// only shows those files of words that a site wants, and English, which every
// other language falls back to.
type only struct {
	fs.FS
	langs []string
}

// Glob implements [fs.GlobFS].
func (o only) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(o.FS, pattern)
	return slices.DeleteFunc(names, func(name string) bool {
		return name != "en.json" && !slices.ContainsFunc(o.langs, func(l string) bool { return l+".json" == name })
	}), err
}

// publicKeys are the keys that receipts verify with, as the loader imports
// them. They are read anew for each view: a key may have come since the start.
func (m *Maker) publicKeys() (map[string]json.RawMessage, error) {
	keys, err := m.ring.Public()
	if err != nil {
		return nil, err
	}
	out := make(map[string]json.RawMessage, len(keys))
	for _, k := range keys {
		k.Alg, k.Use = "", "" // importKey needs neither
		if out[k.ID], err = json.Marshal(k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Match finds the language in which the site speaks to somebody who asked for
// want, or whose browser says accept.
func (m *Maker) Match(siteID, want, accept string) string {
	return m.words(siteID).Match(want, accept).Lang
}

func (m *Maker) words(siteID string) *words.Shelf {
	if few := m.few[siteID]; few != nil {
		return few
	}
	return m.shelf
}

// Languages lists the languages in which the site speaks, English first where
// it is among them. The site "" has all.
func (m *Maker) Languages(siteID string) []string {
	var tags []string
	for _, f := range m.words(siteID).Files() {
		tags = append(tags, f.Lang)
	}
	return tags
}

// Offered lists the same languages by their own names.
func (m *Maker) Offered(siteID string) []wire.Language {
	var all []wire.Language
	for _, f := range m.words(siteID).Files() {
		all = append(all, wire.Language{Tag: f.Lang, Name: f.Name})
	}
	return all
}

// Catalog holds the texts of a language that Match gave.
func (m *Maker) Catalog(siteID, lang string) *i18n.Catalog {
	return &m.words(siteID).Match(lang, "").Catalog
}

// A Shown is one plan, as it is shown.
type Shown struct {
	Site    *site.Site
	Visitor *rules.Visitor
	Plan    *rules.Plan
	Profile *policy.Profile
	Texts   *i18n.Catalog
	// Token names all of it.
	Token string
}

// asks reports whether there is a banner to draw.
func (s *Shown) asks() bool { return s.Plan.Banner != consent.BannerNone }

// Show computes the plan for v at now and names what is shown.
func (m *Maker) Show(v *Variant, now time.Time) (*Shown, error) {
	shown, err := m.plan(v, now)
	if err != nil {
		return nil, err
	}
	text, err := m.notice(v, shown, now)
	if err != nil {
		return nil, err
	}
	t := ticket.Ticket{
		Site: v.Site, Profile: shown.Plan.Profile, Version: shown.Plan.PolicyVersion, Place: v.Place, Lang: v.Lang,
		Account: v.Account, GPC: v.GPC, Text: text, Played: v.Played, Age: v.Age,
	}
	if v.Now != 0 {
		t.Now = v.at(now)
	}
	shown.Token, err = ticket.Seal(m.ring.Tickets(), &t)
	return shown, err
}

// plan computes the plan for v at now.
func (m *Maker) plan(v *Variant, now time.Time) (*Shown, error) {
	s := m.sites[v.Site]
	visitor := v.Visitor(now)
	profile, err := m.engine.Profile(s.Service, visitor)
	if err != nil {
		return nil, fmt.Errorf("site %s: %w", s.ID, err)
	}
	plan, err := m.engine.Decide(s.Service, visitor)
	if err != nil {
		return nil, fmt.Errorf("site %s: %w", s.ID, err)
	}
	return &Shown{Site: s, Visitor: visitor, Plan: &plan, Profile: profile, Texts: m.Catalog(v.Site, v.Lang)}, nil
}

// Until is when an answer made at now may become another one by itself: when
// the next policy version takes effect.
func (m *Maker) Until(now time.Time) time.Time {
	until := now.Add(time.Hour)
	for i := range m.book.Profiles {
		for _, v := range m.book.Profiles[i].Versions {
			if v.EffectiveAt.After(now) && v.EffectiveAt.Before(until) {
				until = v.EffectiveAt
			}
		}
	}
	return until
}

// choosing are the actions of which the loader must know what they grant:
// buttons of the banner and calls of window.sayso.
var choosing = []consent.Method{
	consent.MethodAcceptAll, consent.MethodRejectAll, consent.MethodWithdraw, consent.MethodOptOutSale, consent.MethodOptInSale,
}
