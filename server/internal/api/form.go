package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
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
	switch consent.Action(form.Get("method")) {
	case ui.ActionLanguage, ui.ActionRecord, ui.ActionReceipt, ui.ActionHistory:
		return s.asked(w, r, found, v)
	}
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	if done, err := s.stepped(w, r, found, shown); done {
		return err
	}
	return s.chosen(w, r, found, shown)
}

// chosen records the choice of a form and draws what follows.
func (s *Server) chosen(w http.ResponseWriter, r *http.Request, found *site.Site, shown *view.Shown) error {
	form := r.PostForm
	sub := submission(form, shown)
	answer, _, refusal := s.record(w, r, found, sub)
	p := &paper{
		shown: shown, origin: s.opener(r, form.Get("origin"), found.Allows), key: s.newKey(), previous: sub.Previous,
		on: sub.Grants, band: sub.Band, ward: sub.Ward, alone: form.Get("origin") == "",
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
		p.keep = p.alone && !s.keepFor(w, r, found, p)
	}
	if err := s.remember(r.Context(), found, p); err != nil {
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
		Key: choiceKey(form), Previous: presented(form), Band: consent.Band(form.Get("band")), Ward: ward(form),
	}
	if sub.Method == consent.MethodSaveChoices {
		sub.Grants = ticks(form, shown.Plan)
	}
	return sub
}

// ticks are the switches of a form.
func ticks(form url.Values, plan *rules.Plan) consent.Grants {
	on := consent.Grants{}
	for _, d := range plan.Defaults {
		if !d.State.Locked() {
			on[d.Key] = false
		}
	}
	for _, k := range form["grant"] {
		on[consent.Key(k)] = true
	}
	return on
}

// presented is the receipt that comes with a form: what the page's script or
// the cookie gave, or else what the visitor pasted, perhaps with line breaks.
func presented(form url.Values) string {
	if pasted := strings.Join(strings.Fields(form.Get("receipt")), ""); pasted != "" {
		return pasted
	}
	return form.Get("previous")
}

// choiceKey makes the idempotency key of what a form holds out of the form's own
// key. A browser may show a kept document again: the same choice, sent twice,
// is one choice, and another one from the same document is another.
func choiceKey(form url.Values) string {
	seed, err := uuid.Parse(form.Get("key"))
	if err != nil {
		return form.Get("key") // refused with a clear reason
	}
	made := uuid.NewSHA1(seed, []byte(form.Encode()))
	copy(made[:4], seed[:4]) // the time, see wire.NewKey
	return made.String()
}

// newKey makes the key of a form that is drawn now.
func (s *Server) newKey() string { return wire.NewKey(uuid.NewString(), s.now()) }

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
