package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sayso/app/wire"
	"sayso/server/internal/guardian"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
)

// Letters from one neighbourhood for one site: a class of children behind one
// address may ask, a flood may not.
const (
	lettersPerSecond = 1.0 / 60
	lettersBurst     = 20
)

// postGuardian handles POST /v1/guardians: a minor asks for the step of a
// parent or guardian. It answers 201, or 200 for what was asked before.
func (s *Server) postGuardian(w http.ResponseWriter, r *http.Request) error {
	var ask wire.GuardianAsk
	if err := s.fromPanel(w, r, &ask); err != nil {
		return err
	}
	found, err := s.site(ask.Site)
	if err != nil {
		return err
	}
	state, added, err := s.ask(w, r, found, &ask)
	if err != nil {
		return err
	}
	return sendState(w, state, added)
}

// ask is what the JSON interface and the plain form have in common.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, found *site.Site, ask *wire.GuardianAsk) (*wire.GuardianState, bool, error) {
	if !s.letters.allow(s.trust.Client(r), found.ID, s.now()) {
		return nil, false, refuse("too-many-requests", "", "too many letters were asked for from your network")
	}
	state, added, err := s.desk.Ask(r.Context(), &guardian.Asking{
		Site: found, Ask: ask, Place: s.finder.Place(r), GPC: gpc(r), DNT: r.Header.Get("DNT") == "1", Base: s.base(r),
	})
	if err != nil {
		return nil, false, guardianProblem(err)
	}
	s.mark(w, r, found, state)
	return state, added, nil
}

// lookGuardian handles POST /v1/guardians/state: how far the step has come. The
// receipt in the body says who asks.
func (s *Server) lookGuardian(w http.ResponseWriter, r *http.Request) error {
	var look wire.GuardianLook
	if err := s.fromPanel(w, r, &look); err != nil {
		return err
	}
	state, err := s.desk.State(r.Context(), look.Receipt)
	if err != nil {
		return guardianProblem(err)
	}
	return sendState(w, state, false)
}

// confirmGuardian handles POST /v1/guardians/confirm: the minor's part of a
// step that both take together.
func (s *Server) confirmGuardian(w http.ResponseWriter, r *http.Request) error {
	var c wire.GuardianConfirm
	if err := s.fromPanel(w, r, &c); err != nil {
		return err
	}
	state, err := s.desk.Confirm(r.Context(), &c)
	if err != nil {
		return guardianProblem(err)
	}
	return sendState(w, state, true)
}

// fromPanel reads a body that only our own panel may send: a page of somebody
// else could not be seen by the visitor in whose name it asks.
func (s *Server) fromPanel(w http.ResponseWriter, r *http.Request, into any) error {
	if origin := r.Header.Get("Origin"); origin != "" && !s.own(origin, r) {
		return refuse("wrong-origin", "origin", "a page of %.120q cannot ask for a guardian; the panel does", origin)
	}
	return decode(http.MaxBytesReader(w, r.Body, maxBody), into)
}

// guardianProblem puts an error of the desk into the words of HTTP.
func guardianProblem(err error) error {
	var refusal *recorder.Refusal
	switch {
	case errors.As(err, &refusal):
		return err
	case errors.Is(err, guardian.ErrTooMany):
		return refuse("too-many-requests", "email", "%v", err)
	case errors.Is(err, store.ErrNotFound):
		return refuse("not-found", "receipt", "nobody asked for a guardian with this receipt, or that is over")
	}
	return &problem{code: "not-recorded", what: "the guardian's step could not be stored, and nothing was granted", cause: err}
}

func sendState(w http.ResponseWriter, state *wire.GuardianState, added bool) error {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	if added {
		w.WriteHeader(http.StatusCreated)
	}
	return json.NewEncoder(w).Encode(state)
}

// asker is the cookie by which a guardian's page knows the browser that asked
// for it. It only ever refuses, and holds the last few step's numbers.
const asker = "sayso_asked"

// mark sets the cookie, where the policy lets anything be stored. In a frame of
// another site it needs SameSite=None, and that needs a secure origin.
func (s *Server) mark(w http.ResponseWriter, r *http.Request, found *site.Site, state *wire.GuardianState) {
	if state.Step == "" {
		return
	}
	const most = 4
	ids := append([]string{state.Step}, asked(r)...)
	c := &http.Cookie{
		Name: asker, Value: strings.Join(ids[:min(most, len(ids))], "."), Path: "/", MaxAge: int(guardian.LinkFor.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if base := s.base(r); strings.HasPrefix(base, "https://") || local(r.Host) {
		c.Secure, c.SameSite = true, http.SameSiteNoneMode
	}
	http.SetCookie(w, c)
}

// asked lists the steps that this browser asked for.
func asked(r *http.Request) []string {
	c, err := r.Cookie(asker)
	if err != nil {
		return nil
	}
	return strings.Split(c.Value, ".")
}

// askedHere reports whether the browser of r asked for the step.
func askedHere(r *http.Request, step string) bool { return slices.Contains(asked(r), step) }

// local reports whether host is this machine, which browsers take for secure.
func local(host string) bool {
	name, _, found := strings.Cut(host, ":")
	if !found {
		name = host
	}
	return name == "localhost" || name == "127.0.0.1"
}
