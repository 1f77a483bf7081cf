package api

import (
	"net/http"
	"time"

	"sayso/server/internal/asset"
	"sayso/server/internal/site"
	"sayso/server/internal/view"
)

// script handles GET /sayso.js: the loader with the view in it.
func (s *Server) script(w http.ResponseWriter, r *http.Request) error {
	found, v, err := s.visit(w, r, r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	body, err := s.maker.Script(v, s.now())
	if err != nil {
		return err
	}
	// Any page may load a script; with this it may also check its hash.
	w.Header().Set("Access-Control-Allow-Origin", "*")
	s.keep(w, found, v)
	body.ServeHTTP(w, r)
	return nil
}

// viewJSON handles GET /v1/view: the same view as JSON.
func (s *Server) viewJSON(w http.ResponseWriter, r *http.Request) error {
	return s.forPage(w, r, s.maker.JSON)
}

// plan handles GET /v1/plan: the fields of `sayso decide` for this visitor, and
// the token that goes back with a choice.
func (s *Server) plan(w http.ResponseWriter, r *http.Request) error {
	return s.forPage(w, r, s.maker.Plan)
}

// forPage answers with what produce makes of the variant, to pages of the site.
func (s *Server) forPage(w http.ResponseWriter, r *http.Request, produce func(*view.Variant, time.Time) (*asset.Body, error)) error {
	found, v, err := s.visit(w, r, r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	if err := s.origin(w, r, found); err != nil {
		return err
	}
	body, err := produce(v, s.now())
	if err != nil {
		return err
	}
	s.keep(w, found, v)
	body.ServeHTTP(w, r)
	return nil
}

// keep says for how long an answer may be kept: a few minutes, so that a new
// policy version is soon seen, and by shared caches only where nothing but the
// headers in Vary decides. What is played is never kept.
func (s *Server) keep(w http.ResponseWriter, found *site.Site, v *view.Variant) {
	switch {
	case found.Demo && (v.Played || v.Now != 0 || v.Age != ""):
		w.Header().Set("Cache-Control", "no-store")
	case s.placeOf(found).Shared():
		w.Header().Set("Cache-Control", "public, max-age=300")
	default:
		w.Header().Set("Cache-Control", "private, max-age=300")
	}
}
