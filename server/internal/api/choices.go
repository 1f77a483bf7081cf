package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"sayso/app/wire"
	"sayso/server/internal/asset"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
	"sayso/server/internal/ticket"
	"sayso/server/internal/view"
)

// maxBody bounds what a client may send, in bytes.
const maxBody = 64 << 10

// preflight handles OPTIONS: a browser asks before it sends JSON as JSON.
// Whether the origin may is said when the choice comes.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); origin != "" && s.anySite(origin, r) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE")
		h.Set("Access-Control-Allow-Headers", "Content-Type")
		h.Set("Access-Control-Max-Age", "7200")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) anySite(origin string, r *http.Request) bool {
	for _, one := range s.sites {
		if one.Allows(origin) {
			return true
		}
	}
	return s.own(origin, r)
}

// postChoice handles POST /v1/choices. It answers 201, or 200 for a choice that
// was recorded before, and is safe to repeat with the same key.
func (s *Server) postChoice(w http.ResponseWriter, r *http.Request) error {
	// Even a refusal is for the page to read; which page is checked below.
	var sub wire.Submission
	if err := decode(http.MaxBytesReader(w, r.Body, maxBody), &sub); err != nil {
		s.readable(w, r)
		return err
	}
	found, err := s.site(sub.Site)
	if err != nil {
		s.readable(w, r)
		return err
	}
	answer, added, err := s.record(w, r, found, &sub)
	if err != nil {
		return err
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if added {
		status = http.StatusCreated
	}
	w.Header().Set("Cache-Control", "no-store")
	return asset.Send(w, r, status, "application/json", body)
}

// readable lets the pages of our sites read a refusal that names no site.
func (s *Server) readable(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); origin != "" && s.anySite(origin, r) {
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
}

// decode reads one JSON value and nothing after it.
func decode(body io.Reader, v any) error {
	dec := json.NewDecoder(body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return malformed(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return malformed(err)
	}
	return nil
}

// malformed says what was wrong with a body, and where as far as that is known.
func malformed(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return refuse(recorder.Malformed, kind.Field, "%s is a JSON %s; send a %s", kind.Field, kind.Value, kind.Type.Kind())
	}
	what := "more than one value"
	if err != nil {
		what = strings.TrimPrefix(err.Error(), "json: ")
	}
	return refuse(recorder.Malformed, "", "the body is not a choice: %s", what)
}

// record is what the JSON interface and the plain form have in common: who may
// ask, how often, and what follows.
func (s *Server) record(w http.ResponseWriter, r *http.Request, found *site.Site, sub *wire.Submission) (*wire.Answer, bool, error) {
	if err := s.origin(w, r, found); err != nil {
		return nil, false, err
	}
	if !s.limit.allow(s.trust.Client(r), found.ID, s.now()) {
		return nil, false, refuse("too-many-requests", "", "too many choices came from your network")
	}
	// A prerendered page was not seen by anybody, so nobody chose.
	if strings.Contains(r.Header.Get("Sec-Purpose"), "prerender") {
		return nil, false, refuse("prerender", "", "the page is only prerendered; nobody has seen it yet")
	}
	var (
		answer *wire.Answer
		added  bool
	)
	err := s.under(r, "record", func(r *http.Request) (err error) {
		answer, added, err = s.recorder.Record(r.Context(), &recorder.Request{
			Site: found, Submission: sub, Place: s.placeOf(found).Place(r),
			GPC: gpc(r), DNT: r.Header.Get("DNT") == "1", Now: s.now(),
		})
		return err
	})
	var refusal *recorder.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return nil, false, &problem{code: "not-recorded", what: "the choice could not be stored, and nothing was granted", cause: err}
	}
	if err != nil {
		return nil, false, err
	}
	t, err := ticket.Open(s.ring.Tickets(), sub.Plan)
	if err != nil {
		return nil, false, err
	}
	return answer, added, s.keepReceipt(w, r, found, view.Of(t, "").Visitor(s.now()), answer)
}
