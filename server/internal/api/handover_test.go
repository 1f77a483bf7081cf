package api_test

import (
	"encoding/json"
	"net/http"
	"sayso/server/internal/store"
	"testing"
	"time"
)

func (w *world) send(path string, body any, pairs ...string) (status int, answer map[string]any) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	rec := w.do("POST", path, string(raw), header(pairs...))
	return rec.Code, decodeAs[map[string]any](w.t, rec)
}

// A choice goes to a page of the audience, once it was asked for by somebody
// who holds its receipt, and to nobody else.
func TestHandover(t *testing.T) {
	w := newWorld(t)
	chosen := w.choose(w.submission("store", ""), "Origin", "https://www.store.co.uk")
	ask := map[string]string{"site": "store", "receipt": chosen.Receipt, "to": "https://sister.example"}
	pass := func() string {
		t.Helper()
		status, answer := w.send("/v1/handover", ask, "Origin", "https://www.store.co.uk")
		if status != http.StatusCreated || answer["expires_at"] != w.now.Add(time.Minute).Format(time.RFC3339) {
			t.Fatalf("POST /v1/handover = %d %v", status, answer)
		}
		return answer["token"].(string)
	}
	token := pass()
	status, answer := w.send("/v1/handover/receipt", map[string]string{"site": "sister", "token": token}, "Origin", "https://sister.example")
	if status != http.StatusOK {
		t.Fatalf("POST /v1/handover/receipt = %d %v", status, answer)
	}
	before, after := w.claims(chosen.Receipt), w.claims(answer["receipt"].(string))
	if before.Site = "sister"; before.ID != after.ID || before.Expires != after.Expires || after.Site != "sister" || w.recorded() != 1 {
		t.Errorf("handed over %+v, of %+v", after, before)
	}
	for _, tt := range []struct {
		name   string
		path   string
		body   map[string]string
		origin string
		later  time.Duration
		status int
	}{
		{"to a stranger", "/v1/handover", map[string]string{"site": "store", "receipt": chosen.Receipt, "to": "https://shop.example"}, "https://www.store.co.uk", 0, 403},
		{"from a stranger's page", "/v1/handover", ask, "https://evil.example", 0, 403},
		{"without a receipt", "/v1/handover", map[string]string{"site": "store", "receipt": "x.y.z", "to": "https://sister.example"}, "https://www.store.co.uk", 0, 400},
		{"another site's receipt", "/v1/handover", map[string]string{"site": "sister", "receipt": chosen.Receipt, "to": "https://sister.example"}, "https://sister.example", 0, 400},
		{"taken by another page", "/v1/handover/receipt", map[string]string{"site": "sister", "token": token}, "https://www.store.co.uk", 0, 403},
		{"taken for another site", "/v1/handover/receipt", map[string]string{"site": "store", "token": token}, "https://www.store.co.uk", 0, 403},
		{"taken by no browser", "/v1/handover/receipt", map[string]string{"site": "sister", "token": token}, "", 0, 403},
		{"guessed", "/v1/handover/receipt", map[string]string{"site": "sister", "token": chosen.Decision}, "https://sister.example", 0, 400},
		{"taken again", "/v1/handover/receipt", map[string]string{"site": "sister", "token": token}, "https://sister.example", 0, 400},
		{"taken too late", "/v1/handover/receipt", map[string]string{"site": "sister", "token": token}, "https://sister.example", time.Minute, 400},
	} {
		w.now = morning.Add(tt.later)
		pairs := []string{}
		if tt.origin != "" {
			pairs = append(pairs, "Origin", tt.origin)
		}
		if status, answer := w.send(tt.path, tt.body, pairs...); status != tt.status {
			t.Errorf("%s: %d %v, want %d", tt.name, status, answer, tt.status)
		}
	}
	// To the app's own web view: the same site, and no browser that asks.
	w.now = morning
	own := map[string]string{"site": "store", "receipt": chosen.Receipt, "to": "https://www.store.co.uk"}
	if status, answer := w.send("/v1/handover", own); status != http.StatusCreated {
		t.Errorf("to a page of the same site: %d %v", status, answer)
	}
	// Two passes of one second are two.
	one, other := pass(), pass()
	for _, token := range []string{one, other} {
		if status, answer := w.send("/v1/handover/receipt", map[string]string{"site": "sister", "token": token}, "Origin", "https://sister.example"); status != http.StatusOK {
			t.Errorf("one of two passes: %d %v", status, answer)
		}
	}
	// What was erased is handed over no more.
	late := pass()
	if err := w.db.Erase(t.Context(), chosen.Decision, store.Erasure{At: w.now, Who: "visitor", Why: "asked for it"}); err != nil {
		t.Fatal(err)
	}
	if status, _ := w.send("/v1/handover/receipt", map[string]string{"site": "sister", "token": late}, "Origin", "https://sister.example"); status != http.StatusBadRequest {
		t.Errorf("an erased choice: %d", status)
	}
}
