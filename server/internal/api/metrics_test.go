package api_test

import (
	"strings"
	"testing"
)

// The counts are those of what was asked, and no request makes a new label.
func TestMetrics(t *testing.T) {
	w := newWorld(t)
	w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	w.get("/v1/plan?site=shop", "X-Place", "BR") // the second of its kind
	w.get("/p/shop")
	w.get("/p/none")
	w.get("/made/up")
	got := w.get("/metrics").Body.String()
	for _, line := range []string{
		`sayso_requests_total{route="POST /v1/choices",status="201"} 1`,
		`sayso_requests_total{route="GET /p/{site}",status="404"} 1`,
		`sayso_request_seconds_count{route="GET /p/{site}"} 2`,
		`sayso_request_seconds_bucket{route="POST /v1/choices",le="+Inf"} 1`,
		"sayso_log_entries 1", "sayso_view_cache_entries 1", "sayso_commit_choices_sum 1", "sayso_commit_choices_count 1",
		`sayso_views_total{cache="hit"} 1`, `sayso_views_total{cache="miss"} 1`,
	} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("/metrics lacks %s:\n%s", line, got)
		}
	}
	if strings.Contains(got, "made") || strings.Contains(got, "none") {
		t.Errorf("/metrics has labels that a client made:\n%s", got)
	}
}
