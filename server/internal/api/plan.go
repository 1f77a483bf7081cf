package api

import (
	"encoding/json"
	"net/http"

	"sayso/app/wire"
	"sayso/server/internal/asset"
)

// A planAnswer is the body of GET /v1/plan.
type planAnswer struct {
	wire.Plan
	// Token names what is in the plan; it goes back with the choice.
	Token string `json:"plan"`
}

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
	body, err := json.Marshal(planAnswer{wire.NewPlan(shown.Plan), shown.Token})
	if err != nil {
		return err
	}
	s.keep(w, found, v)
	return asset.Send(w, r, http.StatusOK, "application/json", body)
}
