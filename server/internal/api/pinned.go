package api

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"sayso/server/internal/asset"
	"sayso/server/internal/store"
)

// A Pin is the answer of GET /v1/loader: a script that never changes.
type Pin struct {
	// Src is its address, Integrity what the attribute of that name takes
	// (Subresource Integrity), and Tag both in a tag.
	Src       string `json:"src"`
	Integrity string `json:"integrity"`
	Tag       string `json:"tag"`
}

// pin handles GET /v1/loader?site=ID: the newest loader of a site under an
// address that will always mean these very bytes.
func (s *Server) pin(w http.ResponseWriter, r *http.Request) error {
	found, err := s.site(r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	part, err := s.maker.Pin(r.Context(), found.ID, s.base(r), s.now())
	if err != nil {
		return err
	}
	sum := sha512.Sum384(part.Content)
	p := Pin{
		Src:       s.base(r) + "/v1/loader/" + part.Hash + ".js",
		Integrity: "sha384-" + base64.StdEncoding.EncodeToString(sum[:]),
	}
	p.Tag = fmt.Sprintf(`<script src="%s" integrity="%s" crossorigin="anonymous" async></script>`, p.Src, p.Integrity)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // the tag is there to be copied
	return enc.Encode(p)
}

// pinned handles GET /v1/loader/{hash}.js.
func (s *Server) pinned(w http.ResponseWriter, r *http.Request) error {
	hash, _ := strings.CutSuffix(r.PathValue("file"), ".js")
	body, err := s.maker.Pinned(r.Context(), hash)
	if errors.Is(err, store.ErrNotFound) {
		return refuse("not-found", "", "there is no loader of that hash; GET /v1/loader?site=ID names the newest")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	asset.Immutable(w.Header())
	body.ServeHTTP(w, r)
	return nil
}
