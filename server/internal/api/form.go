package api

import (
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/recorder"
	"sayso/server/internal/ticket"
	"sayso/server/internal/view"
)

// postPanel handles POST /panel and POST /p/{site}: the form, sent without
// WASM. Whatever comes of it is drawn, so that nothing the visitor ticked is
// lost.
func (s *Server) postPanel(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return malformed(err)
	}
	form := r.PostForm
	found, err := s.site(form.Get("site"))
	if err != nil {
		return err
	}
	// Only our own page may send the form: another page could not be seen by
	// the visitor whom it makes choose.
	if origin := r.Header.Get("Origin"); origin != "" && !s.own(origin, r) {
		return refuse("wrong-origin", "origin", "a page of %.120q cannot send this form", origin)
	}
	t, err := ticket.Open(s.ring.Tickets(), form.Get("plan"))
	if err != nil || t.Site != found.ID {
		return refuse(recorder.Malformed, "plan", "plan is not a token of this site; load the page again")
	}
	v := view.Of(t, s.base(r))
	v.DNT = r.Header.Get("DNT") == "1"
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	sub := submission(form, shown)
	answer, _, refusal := s.record(w, r, found, sub)
	p := &paper{
		shown: shown, origin: s.opener(r, form.Get("origin"), found.Allows), key: uuid.NewString(), previous: sub.Previous,
		on: sub.Grants, band: sub.Band, alone: form.Get("origin") == "",
	}
	status := http.StatusCreated
	if refusal != nil {
		code := problemOf(refusal).code
		status, p.problem, p.key = kinds[code].status, problemWords(code), form.Get("key")
	} else {
		p.answer, p.previous, p.on, p.status = answer, answer.Receipt, answer.Grants, "status.saved"
		if sub.Method == consent.MethodWithdraw {
			p.status = "status.withdrawn"
		}
	}
	if err := s.look(p, sub, answer); err != nil {
		return err
	}
	if err := s.draw(w, r, found, p, status); err != nil {
		return err
	}
	return refusal // only for the log: the answer has been written
}

// opener is the origin that the panel may speak to: one of the site's, or our
// own.
func (s *Server) opener(r *http.Request, origin string, allows func(string) bool) string {
	if allows(origin) || s.own(origin, r) {
		return origin
	}
	return ""
}

// submission reads the form. A switch that is off sends nothing, so every
// switch that the form showed counts as refused unless it was sent.
func submission(form url.Values, shown *view.Shown) *wire.Submission {
	sub := &wire.Submission{
		Site: form.Get("site"), Plan: form.Get("plan"), Method: consent.Method(form.Get("method")),
		Key: choiceKey(form), Previous: form.Get("previous"), Band: consent.Band(form.Get("band")),
	}
	if sub.Method != consent.MethodSaveChoices {
		return sub
	}
	sub.Grants = consent.Grants{}
	for _, d := range shown.Plan.Defaults {
		if !d.State.Locked() {
			sub.Grants[d.Key] = false
		}
	}
	for _, k := range form["grant"] {
		sub.Grants[consent.Key(k)] = true
	}
	return sub
}

// choiceKey makes the idempotency key of what a form holds out of the form's own
// key. A browser may show a kept document again: the same choice, sent twice,
// is one choice, and another one from the same document is another.
func choiceKey(form url.Values) string {
	seed, err := uuid.Parse(form.Get("key"))
	if err != nil {
		return form.Get("key") // refused with a clear reason
	}
	return uuid.NewSHA1(seed, []byte(form.Encode())).String()
}

// problemWords is the text of the panel for a refusal.
func problemWords(code recorder.Code) string {
	switch code {
	case recorder.Superseded, recorder.PlaceChanged:
		return "error.version"
	case recorder.NotAllowed, recorder.UnknownCategory:
		return "error.rules"
	case "too-many-requests":
		return "error.busy"
	}
	return "error.server"
}

// look computes the plan anew, with what the form told: the age band, and the
// choice if it was recorded.
func (s *Server) look(p *paper, sub *wire.Submission, answer *wire.Answer) error {
	v := *p.shown.Visitor
	if v.Band == "" {
		if band, err := consent.ParseBand(string(sub.Band)); err == nil {
			v.Band = band
		}
	}
	if answer != nil {
		v.Prior = &consent.Prior{
			Profile: p.shown.Plan.Profile, PolicyVersion: p.shown.Plan.PolicyVersion, DecidedAt: answer.DecidedAt.UTC().Truncate(time.Second),
			Choices: answer.Grants, Authority: consent.Self, GPC: v.GPC,
		}
	}
	plan, err := s.engine.Decide(p.shown.Site.Service, &v)
	if err != nil {
		return err
	}
	p.shown.Plan, p.shown.Visitor, p.band = &plan, &v, v.Band
	return nil
}
