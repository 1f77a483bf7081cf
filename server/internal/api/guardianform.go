package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/server/internal/receipt"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
	"sayso/server/internal/view"
)

// stepped handles the buttons of the form that belong to a guardian's step, and
// reports whether the pressed one did.
func (s *Server) stepped(w http.ResponseWriter, r *http.Request, found *site.Site, shown *view.Shown) (done bool, err error) {
	form := r.PostForm
	held := presented(form)
	var state *wire.GuardianState
	switch method := consent.Method(form.Get("method")); {
	case method == consent.Method(consent.ActionStartGuardianFlow):
		state, _, err = s.ask(w, r, found, &wire.GuardianAsk{
			Site: found.ID, Plan: form.Get("plan"), Email: form.Get("email"), Key: choiceKey(form),
			Band: s.band(form.Get("band"), shown), Ward: ward(form), Previous: held,
		})
	case method == consent.Method(ui.ActionGuardianState):
		state, err = s.desk.State(r.Context(), held)
	default:
		now, lookErr := s.desk.State(r.Context(), held)
		if held == "" || lookErr != nil || now.State != wire.StepTogether || !method.Known() {
			return false, nil
		}
		c := &wire.GuardianConfirm{Receipt: held, Method: method, Declared: form.Get("declared") == "1"}
		if method == consent.MethodSaveChoices {
			c.Grants = granted(form["grant"], now.Allowed)
		}
		state, err = s.desk.Confirm(r.Context(), c)
	}
	return true, s.drawStep(w, r, found, shown, state, err)
}

// band is the age group of the form, or the one that a demo page plays.
func (s *Server) band(told string, shown *view.Shown) consent.Band {
	if shown.Visitor.Band != "" {
		return shown.Visitor.Band
	}
	return consent.Band(told)
}

// ward reports whether the form says that the visitor is under guardianship.
func ward(form url.Values) bool { return form.Get("under_guardianship") == "1" }

// granted are the switches of a form among those that the guardian allowed.
func granted(on []string, allowed consent.Grants) consent.Grants {
	grants := consent.Grants{}
	for k, may := range allowed {
		if may {
			grants[k] = false
		}
	}
	for _, k := range on {
		if consent.Key(k) != consent.Necessary {
			grants[consent.Key(k)] = true
		}
	}
	return grants
}

// drawStep draws what came of the button.
func (s *Server) drawStep(w http.ResponseWriter, r *http.Request, found *site.Site, shown *view.Shown, state *wire.GuardianState, refusal error) error {
	form := r.PostForm
	p := &paper{
		shown: shown, origin: s.opener(r, form.Get("origin"), found.Allows), key: s.newKey(), previous: presented(form),
		band: consent.Band(form.Get("band")), ward: ward(form), alone: form.Get("origin") == "", stay: true, declared: form.Get("declared") == "1",
	}
	status := http.StatusCreated
	if refusal != nil {
		known := problemOf(guardianProblem(refusal))
		status, p.problem = kinds[known.code].status, problemWords(known.code)
		if known.field == "email" && known.code == recorder.Malformed {
			p.problem = "error.email"
		} else if known.field == "declared" {
			p.problem = "error.declared"
		}
	} else if p.step = state; state.Answer != nil {
		p.answer, p.previous, p.on = state.Answer, state.Answer.Receipt, state.Answer.Grants
		p.keep = p.alone && !s.keepFor(w, r, found, p)
	}
	if err := s.remember(r.Context(), found, p); err != nil {
		return err
	}
	if err := s.draw(w, r, found, p, status); err != nil {
		return err
	}
	return refusal // only for the log
}

// withGuardian finds the step of the receipt that comes with a form, and tells
// the rules of the guardian who counts for what is shown.
func (s *Server) withGuardian(ctx context.Context, p *paper, v *rules.Visitor) (allowed consent.Grants, err error) {
	held, err := receipt.Verify(s.ring, p.previous)
	if err != nil || held.Expires <= v.Now.Unix() {
		return nil, nil
	}
	if v.Band == "" || held.Band != "" && held.Band.Floor() < v.Band.Floor() {
		v.Band = held.Band
	}
	v.UnderGuardianship = v.UnderGuardianship || held.Ward
	p.wardKept = held.Ward
	if p.step == nil {
		p.step, err = s.desk.State(ctx, p.previous)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
	v.Guardian, allowed = p.step.Behind(held)
	return allowed, nil
}
