package api

import (
	"encoding/json"
	"net/http"
)

// plan handles GET /v1/plan: the fields of `sayso decide` for this visitor, and
// the token that goes back with a choice.
func (s *Server) plan(w http.ResponseWriter, r *http.Request) error {
	found, v, err := s.visit(w, r, r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	if err := s.origin(w, r, found); err != nil {
		return err
	}
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	s.keep(w, found, v)
	return json.NewEncoder(w).Encode(shown.Plan)
}
