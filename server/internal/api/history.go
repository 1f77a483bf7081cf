package api

import (
	"encoding/json"
	"net/http"

	"sayso/app/wire"
	"sayso/server/internal/receipt"
	"sayso/server/internal/site"
	"sayso/server/internal/ticket"
	"sayso/server/internal/view"
)

// history handles POST /v1/history: whoever holds a receipt gets the choices
// that led to it.
func (s *Server) history(w http.ResponseWriter, r *http.Request) error {
	found, jws, err := s.holder(w, r)
	if err != nil {
		return err
	}
	h, err := s.recorder.History(r.Context(), found, jws)
	if err != nil {
		return err
	}
	if len(h.Decisions) == 0 {
		return refuse("not-found", "", "there is no record of this receipt any more")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(h)
}

// holder reads the receipt in the body, {"receipt": JWS}, and finds its site.
// It checks who asks, and how often.
func (s *Server) holder(w http.ResponseWriter, r *http.Request) (*site.Site, string, error) {
	var body struct {
		Receipt string `json:"receipt"`
	}
	if err := decode(http.MaxBytesReader(w, r.Body, maxBody), &body); err != nil {
		s.readable(w, r)
		return nil, "", err
	}
	claims, err := receipt.Verify(s.ring, body.Receipt)
	if err != nil {
		s.readable(w, r)
		return nil, "", refuse("malformed", "receipt", "receipt is %v", err)
	}
	found, err := s.site(claims.Site)
	if err != nil {
		return nil, "", err
	}
	if err := s.origin(w, r, found); err != nil {
		return nil, "", err
	}
	if !s.limit.allow(s.trust.Client(r), found.ID, s.now()) {
		return nil, "", refuse("too-many-requests", "", "too many requests came from your network")
	}
	return found, body.Receipt, nil
}

// language handles POST /v1/language: the plan that the visitor looks at, in
// another language. The new token names the words that they read from now on.
func (s *Server) language(w http.ResponseWriter, r *http.Request) error {
	var body wire.LanguageRequest
	if err := decode(http.MaxBytesReader(w, r.Body, maxBody), &body); err != nil {
		return err
	}
	t, err := ticket.Open(s.ring.Tickets(), body.Plan)
	if err != nil || s.sites[t.Site] == nil {
		return refuse("malformed", "plan", "plan is not a token of this server; load the panel again")
	}
	v := view.Of(t, s.base(r))
	v.Lang = s.maker.Match(t.Site, body.Lang, "")
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(wire.Translation{
		Plan: shown.Token, Lang: shown.Texts.Lang, Dir: shown.Texts.Dir, Words: panelWords(shown.Texts.Words),
	})
}
