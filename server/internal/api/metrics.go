package api

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// bounds are the upper bounds of the durations' buckets, in seconds.
var bounds = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}

// A series is one set of labels. Routes are patterns and methods those of the
// patterns, so that no client can make new ones.
type series struct {
	route  string // "GET /p/{site}"
	status int
}

// tally counts requests; safe for concurrent use.
type tally struct {
	mu       sync.Mutex
	requests map[series]uint64
	took     map[string]*durations // by route
}

type durations struct {
	below   [len(bounds)]uint64 // each includes the ones before
	count   uint64
	seconds float64
}

func (t *tally) add(pattern string, status int, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.requests == nil {
		t.requests, t.took = map[series]uint64{}, map[string]*durations{}
	}
	t.requests[series{pattern, status}]++
	d := t.took[pattern]
	if d == nil {
		d = &durations{}
		t.took[pattern] = d
	}
	for i, bound := range bounds {
		if took.Seconds() <= bound {
			d.below[i]++
		}
	}
	d.count++
	d.seconds += took.Seconds()
}

// batches is what a store tells that gathers writers into commits.
type batches interface {
	Batches() (commits, choices uint64)
}

// metrics handles GET /metrics in Prometheus' text format. It exists only when
// the configuration asks for it; no label names a visitor or a site.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) error {
	size, err := s.store.Size(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	s.tally.write(w)
	fmt.Fprintf(w, "# TYPE sayso_log_entries gauge\nsayso_log_entries %d\n", size)
	fmt.Fprintf(w, "# TYPE sayso_view_cache_entries gauge\nsayso_view_cache_entries %d\n", s.maker.Kept())
	asked, made := s.maker.Asked()
	fmt.Fprintf(w, "# HELP sayso_views_total Plans and views by whether the cache had them.\n# TYPE sayso_views_total counter\n"+
		"sayso_views_total{cache=\"hit\"} %d\nsayso_views_total{cache=\"miss\"} %d\n", asked-made, made)
	stale := 0
	if s.stale.Load() {
		stale = 1
	}
	fmt.Fprintf(w, "# HELP sayso_files_stale 1 while a changed file is broken and the last good ones are in use.\n# TYPE sayso_files_stale gauge\nsayso_files_stale %d\n", stale)
	open, err := s.store.Tasks(r.Context(), false)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "# HELP sayso_tasks_open Things for people to do: see sayso tasks.\n# TYPE sayso_tasks_open gauge\nsayso_tasks_open %d\n", len(open))
	if b, ok := s.store.(batches); ok {
		commits, choices := b.Batches()
		fmt.Fprintf(w, "# HELP sayso_commit_choices Choices in one commit.\n# TYPE sayso_commit_choices summary\n"+
			"sayso_commit_choices_sum %d\nsayso_commit_choices_count %d\n", choices, commits)
	}
	return nil
}

func (t *tally) write(w http.ResponseWriter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprint(w, "# TYPE sayso_requests_total counter\n")
	order := func(a, b series) int { return cmp.Or(cmp.Compare(a.route, b.route), a.status-b.status) }
	for _, k := range slices.SortedFunc(maps.Keys(t.requests), order) {
		fmt.Fprintf(w, "sayso_requests_total{route=%q,status=\"%d\"} %d\n", k.route, k.status, t.requests[k])
	}
	fmt.Fprint(w, "# TYPE sayso_request_seconds histogram\n")
	for _, route := range slices.Sorted(maps.Keys(t.took)) {
		d := t.took[route]
		for i, bound := range bounds {
			fmt.Fprintf(w, "sayso_request_seconds_bucket{route=%q,le=\"%g\"} %d\n", route, bound, d.below[i])
		}
		fmt.Fprintf(w, "sayso_request_seconds_bucket{route=%q,le=\"+Inf\"} %d\n", route, d.count)
		fmt.Fprintf(w, "sayso_request_seconds_sum{route=%q} %g\nsayso_request_seconds_count{route=%q} %d\n", route, d.seconds, route, d.count)
	}
}
