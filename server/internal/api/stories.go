package api

import (
	"net/http"

	"sayso/server/internal/asset"
	"sayso/server/internal/site"
	"sayso/server/internal/stories"
)

// storyIndex handles GET /demo/stories: every component in every state.
func (s *Server) storyIndex(w http.ResponseWriter, r *http.Request) error {
	tags := s.maker.Languages("")
	v := stories.Read(r.URL.Query(), tags)
	page, err := stories.Index(s.maker.Catalog("", v.Lang), v, tags)
	if err != nil {
		return err
	}
	return sendStory(w, r, page)
}

// story handles GET /demo/stories/{name}: one component in one state, as a
// document of its own. The query may hold theme, dir and lang.
func (s *Server) story(w http.ResponseWriter, r *http.Request) error {
	v := stories.Read(r.URL.Query(), s.maker.Languages(""))
	texts := v.Turn(*s.maker.Catalog("", v.Lang))
	look := stories.Look{Theme: site.Theme(v.Theme), Panel: "/assets/" + s.assets.Path("panel.css"), Banner: s.maker.Style}
	page, found, err := stories.Document(r.PathValue("name"), texts, look)
	if err != nil {
		return err
	}
	if !found {
		return refuse("not-found", "", "there is no such story; /demo/stories lists them all")
	}
	return sendStory(w, r, page)
}

// sendStory allows styles within the page: a banner stands in a shadow root
// that has its sheet in it. Scripts there are none.
func sendStory(w http.ResponseWriter, r *http.Request, page []byte) error {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self' 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'")
	return asset.Send(w, r, http.StatusOK, "text/html; charset=utf-8", page)
}
