package api

import (
	"net/http"

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
	found, v, err := s.visit(w, r, r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	if err := s.origin(w, r, found); err != nil {
		return err
	}
	body, err := s.maker.JSON(v, s.now())
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
	case s.finder.Shared():
		w.Header().Set("Cache-Control", "public, max-age=300")
	default:
		w.Header().Set("Cache-Control", "private, max-age=300")
	}
}
