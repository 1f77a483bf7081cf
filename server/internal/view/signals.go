package view

import (
	"fmt"

	"sayso/app/consent"
	"sayso/app/signal"
	"sayso/server/internal/site"
)

// signals are the features in which what was granted is told in the words of
// others. Each is a file of that name in web/loader/features.
var signals = []feature{
	{"google", func(s *site.Site) bool { return s.Signals.Google != nil }, google},
	{"microsoft", func(s *site.Site) bool { return s.Signals.UET || s.Signals.Clarity }, microsoft},
	{"meta", func(s *site.Site) bool { return s.Signals.Meta }, plain(signal.Meta)},
	{"matomo", func(s *site.Site) bool { return s.Signals.Matomo }, plain(signal.Matomo)},
	{"shopify", func(s *site.Site) bool { return s.Signals.Shopify }, plain(signal.Shopify)},
	{"wordpress", func(s *site.Site) bool { return s.Signals.WordPress }, wordPress},
	{"gpp", func(s *site.Site) bool { return s.Signals.GPP }, gpp},
	{"handover", func(s *site.Site) bool { return s.Handover != nil }, nil},
	{"usp", func(s *site.Site) bool { return s.Signals.USPrivacy }, usp},
}

// plain tells what the values of a mode need, and nothing else.
func plain(mode func(consent.Grants) []signal.Value) func(*Maker, *Shown) any {
	return func(_ *Maker, s *Shown) any { return signal.Needs(mode, asked(s)) }
}

// asked are the keys that the plan asks for.
func asked(s *Shown) (keys []consent.Key) {
	for _, d := range s.Plan.Defaults {
		if d.State != consent.NotApplicable {
			keys = append(keys, d.Key)
		}
	}
	return keys
}

func google(_ *Maker, s *Shown) any {
	g := s.Site.Signals.Google
	return map[string]any{
		"needs": signal.Needs(signal.ConsentMode, asked(s)), "wait": g.Wait(), "redact": g.AdsDataRedaction, "pass": g.URLPassthrough,
	}
}

func microsoft(_ *Maker, s *Shown) any {
	told := map[string]any{}
	if s.Site.Signals.UET {
		told["uet"] = signal.Needs(signal.UET, asked(s))
	}
	if s.Site.Signals.Clarity {
		told["clarity"] = signal.Needs(signal.Clarity, asked(s))
	}
	return told
}

func wordPress(_ *Maker, s *Shown) any {
	kind := "optin"
	if s.Plan.State(consent.Advertising) == consent.On {
		kind = "optout"
	}
	return map[string]any{"needs": signal.Needs(signal.WordPress, asked(s)), "type": kind}
}

// us is the visitor as the American strings see one.
func us(s *Shown) signal.Visitor {
	return signal.Visitor{Place: s.Visitor.Place, GPC: s.Visitor.GPC, Band: s.Visitor.Band}
}

func gpp(_ *Maker, s *Shown) any {
	id := signal.Applicable(s.Visitor.Place)
	layout := [][2]any{}
	for _, f := range signal.Layout(id) {
		layout = append(layout, [2]any{f.Name, f.Count})
	}
	return map[string]any{
		"id": id, "name": signal.SectionName(id), "layout": layout, "apis": signal.APIs(),
		"table": table(s, signal.GPP), "waits": waits(s.Plan.Banner),
	}
}

func usp(_ *Maker, s *Shown) any {
	return table(s, func(v signal.Visitor) (string, error) { return signal.USPrivacy(v), nil })
}

func table(s *Shown, text func(signal.Visitor) (string, error)) signal.Table {
	t, err := signal.TableOf(us(s), asked(s), s.Plan.Signal, text)
	if err != nil {
		// Only a section whose table is wrong cannot be written: that is a
		// mistake in the program, and a test finds it.
		panic(fmt.Sprintf("view: writing the string for %v: %v", s.Visitor.Place, err))
	}
	return t
}

// waits reports whether nothing is known before a visitor has answered the
// banner. One that tells, or offers a way out, leaves the defaults in force.
func waits(b consent.Banner) bool {
	switch b {
	case consent.BannerNone, consent.BannerNotice, consent.BannerOptOut, consent.BannerUpdateNotice:
		return false
	}
	return true
}
