package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"strings"
	"time"

	"sayso/server/internal/keyring"
	"sayso/server/internal/store"
)

// MinToken is the least length of an admin token, in bytes.
const MinToken = 32

// adminRoutes lists the addresses for those who run the server. They exist
// only when there is a token.
func (s *Server) adminRoutes() map[string]handler {
	if s.token == [sha256.Size]byte{} {
		return nil
	}
	routes := map[string]handler{
		"GET /admin/audit":   s.listAudit,
		"GET /admin/erased":  s.listErased,
		"POST /admin/erase":  s.adminErase,
		"POST /admin/retain": s.adminRetain,
		"POST /admin/rotate": s.adminRotate,
		"GET /admin/tasks":   s.listTasks,

		"POST /admin/tasks/{id}/done": s.finishTask,
	}
	for pattern, h := range routes {
		routes[pattern] = s.admin(h)
	}
	return routes
}

// admin lets h answer those who hold the token, and no page of another origin.
// Who fails is limited as visitors are.
func (s *Server) admin(h handler) handler {
	cross := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := cross.Check(r); err != nil {
			return refuse("wrong-origin", "origin", "a page of another origin cannot use these addresses")
		}
		given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		sum := sha256.Sum256([]byte(given))
		if !bearer || subtle.ConstantTimeCompare(sum[:], s.token[:]) != 1 {
			if !s.limit.allow(s.trust.Client(r), "admin", s.now()) {
				return refuse("too-many-requests", "", "too many requests without the token came from your network")
			}
			w.Header().Set("WWW-Authenticate", "Bearer")
			return refuse("unauthorized", "authorization", "this address takes the admin token; send Authorization: Bearer …")
		}
		w.Header().Set("Cache-Control", "no-store")
		return h(w, r)
	}
}

// listAudit handles GET /admin/audit: the chain of events, one a line.
func (s *Server) listAudit(w http.ResponseWriter, r *http.Request) error {
	return lines(w, s.store.Events(r.Context()), func(l store.Link) any {
		return map[string]any{"number": l.Number, "event": json.RawMessage(l.Doc), "hash": l.Hash[:]}
	})
}

// listErased handles GET /admin/erased: the tombstones, one a line, for those
// who hold exports.
func (s *Server) listErased(w http.ResponseWriter, r *http.Request) error {
	return lines(w, s.store.Erased(r.Context()), func(t store.Tombstone) any { return t })
}

// lines writes one JSON object a line.
func lines[T any](w http.ResponseWriter, all iter.Seq2[T, error], line func(T) any) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	enc := json.NewEncoder(w)
	for v, err := range all {
		if err != nil {
			return err
		}
		if err := enc.Encode(line(v)); err != nil {
			return err
		}
	}
	return nil
}

// adminErase handles POST /admin/erase: forgets one choice.
func (s *Server) adminErase(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Decision string `json:"decision"`
		Why      string `json:"why"`
	}
	if err := decode(http.MaxBytesReader(w, r.Body, maxBody), &body); err != nil {
		return err
	}
	if body.Why == "" || len(body.Why) > 200 {
		return refuse("malformed", "why", "why has %d bytes; send the reason, in at most 200", len(body.Why))
	}
	err := s.store.Erase(r.Context(), body.Decision, store.Erasure{At: s.now(), Who: "admin", Why: body.Why})
	if errors.Is(err, store.ErrNotFound) {
		return refuse("not-found", "decision", "there is no such decision, or it was erased before")
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// adminRetain handles POST /admin/retain: forgets what need not be kept any
// more, now. With ?dry=1 it only says what that would be.
func (s *Server) adminRetain(w http.ResponseWriter, r *http.Request) error {
	dry := r.URL.Query().Get("dry") == "1"
	report, err := s.keeper.Run(r.Context(), s.store, s.now(), dry)
	if err != nil {
		return err
	}
	if !dry {
		if err := s.store.AddEvent(r.Context(), store.Event{At: s.now(), Who: "admin", What: "retain"}); err != nil {
			return err
		}
	}
	return sendJSON(w, map[string]any{"erased": report.Erased, "kept": report.Kept, "months": some(report.Months), "lots": some(report.Erasure)})
}

// adminRotate handles POST /admin/rotate: makes a new signing key.
func (s *Server) adminRotate(w http.ResponseWriter, r *http.Request) error {
	atOnce, signs := r.URL.Query().Get("at_once") == "1", s.now()
	if !atOnce {
		signs = signs.Add(keyring.Lead)
	}
	id, err := keyring.Rotate(r.Context(), s.store, s.now(), atOnce)
	if err != nil {
		return err
	}
	event := store.Event{At: s.now(), Who: "admin", What: "rotate", Why: "new signing key " + id}
	if err := errors.Join(s.store.AddEvent(r.Context(), event), s.ring.Refresh(r.Context(), s.store)); err != nil {
		return err
	}
	return sendJSON(w, map[string]any{"kid": id, "signs_from": signs.UTC().Format(time.RFC3339)})
}

// some makes an absent list an empty one.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func sendJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}
