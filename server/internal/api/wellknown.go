package api

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"time"

	"sayso/server/internal/asset"
)

// jwks handles GET /.well-known/jwks.json: the keys that receipts verify with.
func (s *Server) jwks(w http.ResponseWriter, r *http.Request) error {
	keys, err := s.ring.Public()
	if err != nil {
		return err
	}
	return public(w, "application/jwk-set+json", map[string]any{"keys": keys})
}

// gpcFile handles GET /.well-known/gpc.json. The demo sites honour the signal;
// other sites serve a file like this from their own origin.
func (s *Server) gpcFile(w http.ResponseWriter, r *http.Request) error {
	return public(w, "application/json", map[string]any{"gpc": true, "lastUpdate": "2026-11-23"})
}

func public(w http.ResponseWriter, contentType string, v any) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Access-Control-Allow-Origin", "*")
	return json.NewEncoder(w).Encode(v)
}

// describe handles GET /v1/openapi.yaml.
func (s *Server) describe(w http.ResponseWriter, r *http.Request) error {
	if len(s.openapi) == 0 {
		return refuse("not-found", "", "this server does not describe itself")
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Access-Control-Allow-Origin", "*")
	return asset.Send(w, r, http.StatusOK, "application/yaml", s.openapi)
}

// healthz handles GET /healthz: the process answers.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write([]byte("ok\n"))
	return err
}

// readyz handles GET /readyz: a choice could be recorded now.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	if s.draining.Load() {
		return &problem{code: "not-recorded", what: "the server is stopping"}
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		return &problem{code: "not-recorded", what: "the store does not answer", cause: err}
	}
	if err := s.healthz(w, r); err != nil || !s.stale.Load() {
		return err
	}
	_, err := w.Write([]byte("a changed file is broken, so the last good files are in use; the log says more\n"))
	return err
}

// asset handles GET /assets/{name}: what was built, under a name that changes
// with its content.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	b := s.assets.Find(r.PathValue("name"))
	if b == nil {
		return refuse("not-found", "", "there is no such file; pages name the current ones")
	}
	asset.Immutable(w.Header())
	w.Header().Set("Access-Control-Allow-Origin", "*")
	b.ServeHTTP(w, r)
	return nil
}

// demoFile handles GET / and GET /demo/…: the demo sites and their index.
func (s *Server) demoFile(w http.ResponseWriter, r *http.Request) error {
	name := path.Clean(r.PathValue("path"))
	info, err := fs.Stat(s.demo, name)
	if err == nil && info.IsDir() {
		name = path.Join(name, "index.html")
		info, err = fs.Stat(s.demo, name)
	}
	if err != nil || info.IsDir() {
		return refuse("not-found", "", "the demo has no such page")
	}
	if asked := r.URL.Path; path.Base(name) == "index.html" && path.Base(asked) != "index.html" && asked[len(asked)-1] != '/' {
		http.Redirect(w, r, asked+"/", http.StatusMovedPermanently)
		return nil
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Security-Policy", "default-src 'self' "+s.base(r)+"; img-src 'self' data:; base-uri 'none'; object-src 'none'; "+
		"frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types demo sayso")
	http.ServeFileFS(w, r, s.demo, name)
	return nil
}
