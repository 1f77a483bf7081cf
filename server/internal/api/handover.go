package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"sayso/server/internal/handover"
	"sayso/server/internal/receipt"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
	"sayso/server/internal/view"
)

// A handoverRequest asks for a pass: for the choice of receipt, to be taken
// over by a page of the origin to.
type handoverRequest struct {
	Site    string `json:"site"`
	Receipt string `json:"receipt"`
	To      string `json:"to"`
}

// A handoverPass is the answer.
type handoverPass struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
}

// giveHandover handles POST /v1/handover: whoever holds a receipt of a site gets
// a pass for another of its pages, or of a site that its file names.
func (s *Server) giveHandover(w http.ResponseWriter, r *http.Request) error {
	var q handoverRequest
	found, err := s.posted(w, r, &q, &q.Site)
	if err != nil {
		return err
	}
	held, err := receipt.Verify(s.ring, q.Receipt)
	if err != nil || held.Site != found.ID || held.Expires <= s.now().Unix() {
		return refuse(recorder.Malformed, "receipt", "receipt is none that holds on this site; send the one that the visitor has")
	}
	if _, err := s.store.ByID(r.Context(), held.ID); err != nil {
		return gone(err, "receipt")
	}
	to := s.audience(found, q.To)
	if to == nil || found.Handover == nil {
		return refuse("wrong-origin", "to", "to is %.120q; send an origin of this site or of one that its file lists under handover", q.To)
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	until := s.now().UTC().Truncate(time.Second).Add(handover.Life)
	token, err := handover.Seal(s.ring.Tickets(), &handover.Pass{ID: id.String(), Site: to.ID, Origin: q.To, Decision: held.ID, Until: until.Unix()})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(handoverPass{token, until})
}

// A takeover is what the page that was passed to sends.
type takeover struct {
	Site  string `json:"site"`
	Token string `json:"token"`
}

// takeHandover handles POST /v1/handover/receipt: the page for which a pass was
// made gets the receipt of the same recorded choice, made out to its own site.
// The pass is used up before that: of two pages that come at once, to whichever
// node, one gets the receipt.
func (s *Server) takeHandover(w http.ResponseWriter, r *http.Request) error {
	var q takeover
	found, err := s.posted(w, r, &q, &q.Site)
	if err != nil {
		return err
	}
	pass, err := handover.Open(s.ring.Tickets(), q.Token, s.now())
	if err != nil {
		return refuse(recorder.Malformed, "token", "token is no good: %v; ask for another", err)
	}
	if pass.Site != found.ID || pass.Origin != r.Header.Get("Origin") {
		return refuse("wrong-origin", "token", "the pass was made for another page")
	}
	first, err := s.store.UsePass(r.Context(), pass.ID, time.Unix(pass.Until, 0), s.now())
	if err != nil {
		return err
	}
	if !first {
		return refuse(recorder.Malformed, "token", "token was used before; ask for another")
	}
	answer, err := s.recorder.MadeOut(r.Context(), found, pass.Decision, s.now())
	if err != nil {
		return gone(err, "token")
	}
	v := view.Variant{Site: found.ID, Place: s.placeOf(found).Place(r).Code()}
	if err := s.keepReceipt(w, r, found, v.Visitor(s.now()), answer); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(answer)
}

// posted reads a body that names its site, and checks who asks and how often.
func (s *Server) posted(w http.ResponseWriter, r *http.Request, body any, siteID *string) (*site.Site, error) {
	if err := decode(http.MaxBytesReader(w, r.Body, maxBody), body); err != nil {
		s.readable(w, r)
		return nil, err
	}
	found, err := s.site(*siteID)
	if err != nil {
		s.readable(w, r)
		return nil, err
	}
	if err := s.origin(w, r, found); err != nil {
		return nil, err
	}
	if !s.limit.allow(s.trust.Client(r), found.ID, s.now()) {
		return nil, refuse("too-many-requests", "", "too many requests came from your network")
	}
	return found, nil
}

// audience is the site to which a page of origin belongs: from itself, or one
// that from hands over to.
func (s *Server) audience(from *site.Site, origin string) *site.Site {
	if from.Allows(origin) {
		return from
	}
	for _, id := range from.Handover {
		if to := s.sites[id]; to != nil && to.Allows(origin) {
			return to
		}
	}
	return nil
}

// gone refuses what names a choice that is no longer there.
func gone(err error, field string) error {
	if errors.Is(err, store.ErrNotFound) {
		return refuse(recorder.Malformed, field, "%s names a choice that was erased or has lapsed; ask the visitor", field)
	}
	return err
}
