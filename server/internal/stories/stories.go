// Package stories holds every component of the banner and the panel in every
// state that it can be in. They are looked at on the story page, and their
// drawings are the fixtures of the tests, so neither can go stale.
package stories

import (
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/server/internal/draw"
	"sayso/server/internal/site"
)

// A Story is one component in one state.
type Story struct {
	// Name is a file name: "panel-minor".
	Name string
	// Says is what to look for.
	Says string
	// Exactly one of these is set.
	Banner *ui.Banner
	Panel  *ui.Panel
	Ward   *ui.GuardianPage
	// Layout is where the banner stands.
	Layout site.Layout
}

// All gives every story in the words of t.
func All(t *i18n.Catalog) []Story { return append(append(banners(t), panels(t)...), wards(t)...) }

// name is a product name that would break careless markup.
const name = `Krowork "AI" & Co.`

var adult = []consent.Action{
	consent.ActionAcceptAll, consent.ActionRejectAll, consent.ActionSaveChoices, consent.ActionOpenPreferences, consent.ActionViewPolicy,
}

func banners(t *i18n.Catalog) []Story {
	var all []Story
	add := func(regime consent.Banner, says string, change func(*rules.Plan)) {
		p := plan(regime)
		name := "banner-" + string(regime)
		if change != nil {
			change(p)
			name += "-signal"
		}
		all = append(all, Story{Name: name, Says: says, Banner: &ui.Banner{Texts: t, Plan: p, Name: "Krowork"}})
	}
	add(consent.BannerOptIn, "asks first; refusing and accepting are equals", nil)
	add(consent.BannerOptOut, "informs, offers to turn things off and not to sell", nil)
	add(consent.BannerOptOut, "says that the opt-out signal was honoured", func(p *rules.Plan) { p.GPC = "honoured" })
	add(consent.BannerNecessaryTerms, "accept or leave; everything optional stays off", nil)
	add(consent.BannerReconsent, "asks again for what a new policy touches", nil)
	add(consent.BannerUpdateNotice, "tells of a new policy and asks nothing", nil)
	add(consent.BannerNotice, "informs and asks nothing", nil)
	for _, layout := range []site.Layout{site.Card, site.Dialog} {
		for _, s := range []Story{all[0], all[1]} {
			s.Name, s.Layout = s.Name+"-"+string(layout), layout
			s.Says = "the layout " + string(layout) + ": " + s.Says
			all = append(all, s)
		}
	}
	return all
}

func plan(regime consent.Banner) *rules.Plan {
	p := &rules.Plan{
		Profile: "krowork-intl", Scope: "in", PolicyVersion: "2026-04-30", PolicyState: "in_force",
		Age: -1, Access: consent.Allow, Guardian: "none", Banner: regime, Actions: adult,
		Controller: "Krowork Tech Pte. Ltd.", Contact: "support@krowork.com", StorageLocation: "Singapore", GPC: "none",
		Rights: []string{"access", "copy", "correct", "supplement", "delete", "withdraw", "close_account", "complain"},
		Rules:  []string{"KRO-COO-03", "COM-09"},
	}
	for _, item := range items {
		state := consent.Off
		if item.Key == consent.Necessary {
			state = consent.LockedOn
		}
		p.Defaults = append(p.Defaults, rules.Default{Key: item.Key, State: state})
	}
	switch regime {
	case consent.BannerOptOut:
		p.Actions = append([]consent.Action{consent.ActionOptOutSale}, adult...)
		set(p, consent.On, consent.Functional, consent.Analytics, consent.SaleOrShare)
	case consent.BannerNecessaryTerms:
		p.Actions = append([]consent.Action{consent.ActionLeave}, adult...)
	case consent.BannerUpdateNotice, consent.BannerNotice:
		p.Actions = []consent.Action{consent.ActionOpenPreferences, consent.ActionViewPolicy}
	}
	return p
}

var items = []policy.Item{
	{Key: consent.Necessary}, {Key: consent.Functional}, {Key: consent.Analytics}, {Key: consent.Advertising},
	{Key: consent.SaleOrShare}, {Key: consent.ContentUpload}, {Key: consent.ModelOptimisation}, {Key: consent.MarketingMessages},
	{Key: consent.PermFileSystem}, {Key: consent.PermAutoUpdate},
}

func set(p *rules.Plan, state consent.State, keys ...consent.Key) {
	for _, k := range keys {
		for i := range p.Defaults {
			if p.Defaults[i].Key == k {
				p.Defaults[i].State = state
			}
		}
	}
}

var why = []rules.Citation{
	{ID: "KRO-COO-03", Says: "Outside the United States everything optional is off until it is allowed.", Source: "law of the place"},
	{ID: "COM-09", Says: "Before a choice nothing but the necessary is stored.", Source: "law of the place"},
}

func moment(t time.Time) ui.Moment {
	return ui.Moment{ISO: t.Format(time.RFC3339), Text: t.Format("2006-01-02")}
}

// fragment draws the component alone.
func (s Story) fragment() (string, error) {
	if s.Banner != nil {
		return draw.Fragment(s.Banner)
	}
	if s.Ward != nil {
		return draw.Fragment(s.Ward)
	}
	return draw.Fragment(s.Panel)
}
