package api

import (
	"errors"
	"net/http"
	"time"

	"sayso/server/internal/store"
)

// A taskLine is one task as it is listed.
type taskLine struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Site      string     `json:"site"`
	Decision  string     `json:"decision"`
	Rules     []string   `json:"rules"`
	CreatedAt time.Time  `json:"created_at"`
	DoneAt    *time.Time `json:"done_at"` // null while it is open
}

// listTasks handles GET /admin/tasks: what people have to do, such as deleting
// a minor's data (COM-40), one a line; with ?all=1 also what is done.
func (s *Server) listTasks(w http.ResponseWriter, r *http.Request) error {
	found, err := s.store.Tasks(r.Context(), r.URL.Query().Get("all") == "1")
	if err != nil {
		return err
	}
	all := func(yield func(store.Task, error) bool) {
		for _, t := range found {
			if !yield(t, nil) {
				return
			}
		}
	}
	return lines(w, all, func(t store.Task) any {
		line := taskLine{ID: t.ID, Kind: t.Kind, Site: t.Site, Decision: t.Decision, Rules: some(t.Rules), CreatedAt: t.CreatedAt}
		if !t.DoneAt.IsZero() {
			line.DoneAt = &t.DoneAt
		}
		return line
	})
}

// finishTask handles POST /admin/tasks/{id}/done.
func (s *Server) finishTask(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	err := s.store.FinishTask(r.Context(), id, s.now())
	if errors.Is(err, store.ErrNotFound) {
		return refuse("not-found", "id", "there is no such task, or it was done before")
	}
	if err == nil {
		err = s.store.AddEvent(r.Context(), store.Event{At: s.now(), Who: "admin", What: "task", Why: "done: " + id})
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
