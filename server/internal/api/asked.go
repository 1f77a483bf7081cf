package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"sayso/app/consent"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/server/internal/asset"
	"sayso/server/internal/receipt"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
	"sayso/server/internal/view"
)

// asked answers a form that asks for something and chooses nothing: another
// language, a record, a file. What was ticked comes back ticked.
func (s *Server) asked(w http.ResponseWriter, r *http.Request, found *site.Site, v *view.Variant) error {
	form := r.PostForm
	action := consent.Action(form.Get("method"))
	if action == ui.ActionLanguage {
		v.Lang = s.maker.Match(found.ID, form.Get("lang"), "")
	}
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	p := &paper{
		shown: shown, origin: s.opener(r, form.Get("origin"), found.Allows), key: s.newKey(), previous: presented(form),
		on: ticks(form, shown.Plan), band: consent.Band(form.Get("band")), ward: ward(form), alone: form.Get("origin") == "",
	}
	status := http.StatusOK
	if action != ui.ActionLanguage {
		sent, err := s.file(w, r, found, p, action)
		var refusal *recorder.Refusal
		switch {
		case sent || err != nil && !errors.As(err, &refusal):
			return err
		case err != nil:
			status, p.problem, p.previous = http.StatusBadRequest, "error.receipt", ""
		}
	}
	if err := s.remember(r.Context(), found, p); err != nil {
		return err
	}
	if action == ui.ActionRecord && p.history != nil && len(p.history.Decisions) > 0 {
		p.on = p.history.Decisions[0].Grants
	}
	return s.draw(w, r, found, p, status)
}

// file answers with a file, if action asks for one. A receipt that is none is
// a [*recorder.Refusal].
func (s *Server) file(w http.ResponseWriter, r *http.Request, found *site.Site, p *paper, action consent.Action) (sent bool, err error) {
	if !s.limit.allow(s.trust.Client(r), found.ID, s.now()) {
		return false, refuse("too-many-requests", "", "too many requests came from your network")
	}
	h, err := s.recorder.History(r.Context(), found, p.previous)
	if err != nil || action == ui.ActionRecord {
		return false, err
	}
	name, kind, body := "sayso-receipt.jws", "application/jose", []byte(p.previous+"\n")
	if action == ui.ActionHistory {
		name, kind = "sayso-history.json", "application/json"
		if body, err = json.MarshalIndent(h, "", "  "); err != nil {
			return false, err
		}
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	return true, asset.Send(w, r, http.StatusOK, kind, body)
}

// remember finds what the visitor's receipt stands for, and computes the plan
// anew with it and with the age band that the form told.
func (s *Server) remember(ctx context.Context, found *site.Site, p *paper) error {
	v := *p.shown.Visitor
	if band, err := consent.ParseBand(string(p.band)); err == nil && v.Band == "" {
		v.Band = band
	}
	v.UnderGuardianship = p.ward
	if held, err := receipt.Verify(s.ring, p.previous); err == nil && held.Site == found.ID && held.Expires > v.Now.Unix() {
		v.Prior = &consent.Prior{
			Profile: held.Profile, PolicyVersion: held.PolicyVersion, DecidedAt: time.Unix(held.IssuedAt, 0).UTC(),
			Choices: held.Grants, Authority: held.Authority, GPC: held.GPC,
		}
		if p.history, err = s.recorder.History(ctx, found, p.previous); err != nil && p.answer == nil {
			return err
		}
	}
	allowed, err := s.withGuardian(ctx, p, &v)
	if err != nil {
		return err
	}
	if p.answer != nil && (p.history == nil || len(p.history.Decisions) == 0) {
		a := p.answer
		p.history = &wire.History{Decisions: []wire.Past{{Decision: a.Decision, DecidedAt: a.DecidedAt, ValidUntil: a.ValidUntil, Grants: a.Grants}}}
	}
	plan, err := s.engine.Decide(found.Service, &v)
	if err != nil {
		return err
	}
	if plan.Guardian == "satisfied" {
		plan.Within(allowed)
	}
	p.shown.Plan, p.shown.Visitor, p.band, p.ward = &plan, &v, v.Band, v.UnderGuardianship
	return nil
}

// keepFor stores the receipt in the site's own cookie, where a page of this
// server is one of the site's pages too, and reports whether it did. Elsewhere
// nothing that we could store would reach the site.
func (s *Server) keepFor(w http.ResponseWriter, r *http.Request, found *site.Site, p *paper) bool {
	age := min(time.Duration(p.shown.Plan.CookieMaxAge)*time.Second, p.answer.ValidUntil.Sub(p.shown.Visitor.Now))
	if !s.atHome(r, found) || age < time.Second {
		return false
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(found), Value: p.answer.Receipt, Path: "/", MaxAge: int(age / time.Second),
		SameSite: http.SameSiteLaxMode, Secure: s.trust.Secure(r),
	})
	return true
}

// carried is the receipt in the site's cookie, where the browser sends it
// here: on a page of the site's own origin.
func (s *Server) carried(r *http.Request, found *site.Site) string {
	if c, err := r.Cookie(cookieName(found)); err == nil && s.atHome(r, found) {
		return c.Value
	}
	return ""
}

// atHome reports whether this server's own origin is one of the site's.
func (s *Server) atHome(r *http.Request, found *site.Site) bool {
	return found.Demo || found.Allows(s.base(r))
}

func cookieName(found *site.Site) string { return "sayso_" + found.ID }
