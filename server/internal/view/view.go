package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/server/internal/asset"
	"sayso/server/internal/draw"
	"sayso/server/internal/site"
)

// View makes what the loader needs for v at now.
func (m *Maker) View(v *Variant, now time.Time) (*wire.View, error) {
	s, err := m.Show(v, now)
	if err != nil {
		return nil, err
	}
	keys, err := m.publicKeys()
	if err != nil {
		return nil, err
	}
	panel := v.Query()
	panel.Set("v", s.Plan.PolicyVersion) // a browser that keeps the document asks again for another text
	w := &wire.View{
		Site: s.Site.ID, Service: s.Site.Service, Profile: s.Plan.Profile, Version: s.Plan.PolicyVersion,
		Token: s.Token, Server: v.Base, Keys: keys,
		Cookie: site.CookieName(s.Site.ID), MaxAge: s.Plan.CookieMaxAge, Share: s.Site.Share, Own: s.Site.Own(v.Base),
		Plan: viewPlan(s.Plan), Buttons: buttons(s.Plan), SignalOff: s.Plan.Signal,
		Ask: s.asks(), Now: v.Now, Leave: s.Site.Leave,
		Panel: "/panel?" + panel.Encode(), Lang: s.Texts.Lang, Dir: s.Texts.Dir,
	}
	w.Options = m.options(s)
	if v.Headless {
		return w, nil
	}
	w.Style = m.Style(s.Site.Layout, s.Site.Theme)
	if w.Ask {
		if w.Banner, err = draw.Banner(&ui.Banner{Texts: s.Texts, Plan: s.Plan, Name: s.Profile.Name}); err != nil {
			return nil, fmt.Errorf("drawing the banner of %s: %w", s.Site.ID, err)
		}
	}
	return w, nil
}

func viewPlan(p *rules.Plan) wire.ViewPlan {
	defaults := make(map[consent.Key]consent.State, len(p.Defaults))
	for _, d := range p.Defaults {
		defaults[d.Key] = d.State
	}
	return wire.ViewPlan{
		Profile: p.Profile, PolicyVersion: p.PolicyVersion, Banner: p.Banner, Defaults: defaults,
		Actions: p.Actions, Notes: p.Notes, GPC: p.GPC,
	}
}

func buttons(p *rules.Plan) map[consent.Action]consent.Grants {
	all := map[consent.Action]consent.Grants{}
	for _, method := range choosing {
		if grants := rules.Press(p, method); grants != nil {
			all[consent.Action(method)] = grants
		}
	}
	return all
}

// Script is the loader with the view of v in it.
func (m *Maker) Script(v *Variant, now time.Time) (*asset.Body, error) {
	return m.body(cacheKey{*v, scriptForm}, now)
}

// JSON is the view of v alone.
func (m *Maker) JSON(v *Variant, now time.Time) (*asset.Body, error) {
	return m.body(cacheKey{*v, viewForm}, now)
}

// Plan is the plan of v with its token: the fields of [PlanAnswer].
func (m *Maker) Plan(v *Variant, now time.Time) (*asset.Body, error) {
	return m.body(cacheKey{*v, planForm}, now)
}

// A PlanAnswer is the body of GET /v1/plan: what "sayso decide" writes, and the
// token that goes back with the choice.
type PlanAnswer struct {
	wire.Plan
	Token string `json:"plan"`
}

// body finds the answer in the cache or makes it. What is played is not kept:
// anybody can play any time and place.
func (m *Maker) body(k cacheKey, now time.Time) (*asset.Body, error) {
	if k.played() {
		plain, contentType, err := m.render(k, now)
		if err != nil {
			return nil, err
		}
		return asset.NewQuickBody(contentType, plain), nil
	}
	return m.cache.find(k, now, func() (*asset.Body, time.Time, error) {
		plain, contentType, err := m.render(k, now)
		if err != nil {
			return nil, time.Time{}, err
		}
		return asset.NewBody(contentType, plain), m.Until(now), nil
	})
}

func (m *Maker) render(k cacheKey, now time.Time) (plain []byte, contentType string, err error) {
	var v any
	if k.form == planForm {
		shown, err := m.Show(&k.Variant, now)
		if err != nil {
			return nil, "", err
		}
		v = PlanAnswer{wire.NewPlan(shown.Plan), shown.Token}
	} else if v, err = m.View(&k.Variant, now); err != nil {
		return nil, "", err
	}
	// json.Marshal writes <, > and & as \u003c and so on: safe within a script.
	if plain, err = json.Marshal(v); err != nil {
		return nil, "", fmt.Errorf("writing the view of %s: %w", k.Site, err)
	}
	if k.form != scriptForm {
		return plain, "application/json", nil
	}
	code := m.code[k.Site]
	return bytes.Join([][]byte{code[0], plain, code[1]}, nil), "text/javascript; charset=utf-8", nil
}
