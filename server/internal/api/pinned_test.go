package api_test

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"sayso/server/internal/api"
)

// A page that names a version must get these bytes for ever, whatever the
// server sends to others: its integrity attribute refuses anything else.
func TestPinnedLoader(t *testing.T) {
	w := newWorld(t)
	var pin api.Pin
	w.read("/v1/loader?site=shop", &pin, "X-Place", "DE")
	path := strings.TrimPrefix(pin.Src, "http://example.com")
	rec := w.get(path, "X-Place", "US-CA", "Sec-GPC", "1", "Accept-Language", "ar")
	if rec.Code != 200 || rec.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%s = %d %v", path, rec.Code, rec.Header())
	}
	sum := sha512.Sum384(rec.Body.Bytes())
	if got := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); got != pin.Integrity || !strings.Contains(pin.Tag, got) {
		t.Errorf("the script has the integrity %s, the answer says %s and %s", got, pin.Integrity, pin.Tag)
	}
	v := view(t, rec.Body.String())
	if v.Token != "" || v.Ask || len(v.Plan.Defaults) > 0 || len(v.Keys) > 0 {
		t.Errorf("the versioned script knows a visitor: %+v", v)
	}
	w.now = w.now.AddDate(2, 0, 0)
	var later api.Pin
	w.read("/v1/loader?site=shop", &later, "X-Place", "BR")
	if later != pin {
		t.Errorf("two years and another place make %+v of %+v", later, pin)
	}
	for _, wrong := range []string{"/v1/loader/" + strings.Repeat("0", 64) + ".js", "/v1/loader/x", "/v1/loader?site=nobody"} {
		if rec := w.get(wrong); rec.Code != 404 {
			t.Errorf("%s = %d, want 404", wrong, rec.Code)
		}
	}
}

// A site with an interface of its own is not sent ours.
func TestHeadless(t *testing.T) {
	w := newWorld(t)
	full, bare := w.get("/v1/view?site=shop", "X-Place", "DE"), w.get("/v1/view?site=shop&headless=1", "X-Place", "DE")
	var v struct {
		Ask           bool
		Banner, Style json.RawMessage
	}
	if err := json.Unmarshal(bare.Body.Bytes(), &v); err != nil || !v.Ask || v.Banner != nil || v.Style != nil {
		t.Errorf("headless: %+v, %v; want ask without banner and style", v, err)
	}
	if saved := full.Body.Len() - bare.Body.Len(); saved < 500 {
		t.Errorf("headless saves %d bytes", saved)
	}
}

// Only names reach the log, each once, and only of sites that ask.
func TestReports(t *testing.T) {
	w := newWorld(t)
	const good = `{"site":"told","cookies":["_left","a*"],"hosts":["cdn.example"]}`
	for _, tt := range []struct {
		name, body, origin string
		status             int
	}{
		{"names", good, "https://told.example", 204},
		{"the same again", good, "https://told.example", 204},
		{"a site that did not ask", `{"site":"shop","cookies":[],"hosts":[]}`, "https://shop.example", 404},
		{"another page", good, "https://evil.example", 403},
		{"no site", `{"site":"nobody","cookies":[],"hosts":[]}`, "", 404},
		{"a value", `{"site":"told","cookies":["a=secret"],"hosts":[]}`, "https://told.example", 400},
		{"an address", `{"site":"told","cookies":[],"hosts":["https://cdn.example/?id=1"]}`, "https://told.example", 400},
		{"a line break", `{"site":"told","cookies":["a\nb"],"hosts":[]}`, "https://told.example", 400},
		{"a name like an essay", `{"site":"told","cookies":["` + strings.Repeat("a", 65) + `"],"hosts":[]}`, "https://told.example", 400},
		{"too many", `{"site":"told","cookies":["a"` + strings.Repeat(`,"a"`, 20) + `],"hosts":[]}`, "https://told.example", 400},
		{"more than names", `{"site":"told","cookies":[],"hosts":[],"value":"x"}`, "https://told.example", 400},
	} {
		h := header("Content-Type", "text/plain")
		if tt.origin != "" {
			h.Set("Origin", tt.origin)
		}
		if rec := w.do("POST", "/v1/reports", tt.body, h); rec.Code != tt.status {
			t.Errorf("%s = %d %s, want %d", tt.name, rec.Code, rec.Body, tt.status)
		}
	}
	log := w.log.String()
	if got := strings.Count(log, `"cookies":["_left","a*"],"hosts":["cdn.example"]`); got != 1 {
		t.Errorf("the log tells of the names %d times, want once:\n%s", got, log)
	}
	if strings.Contains(log, "secret") || strings.Contains(log, "?id=") {
		t.Errorf("the log holds more than names:\n%s", log)
	}
	for range 60 {
		w.do("POST", "/v1/reports", good, header("Origin", "https://told.example"))
	}
	if rec := w.do("POST", "/v1/reports", good, header("Origin", "https://told.example")); rec.Code != 429 {
		t.Errorf("the sixtieth report = %d, want 429", rec.Code)
	}
	if rec := w.get("/v1/view?site=told", "X-Place", "DE"); !strings.Contains(rec.Body.String(), `"report":{"cookies":[`) {
		t.Errorf("the page is not told what is declared: %s", rec.Body)
	}
	if rec := w.get("/v1/view?site=silent"); !strings.Contains(rec.Body.String(), `"report":null`) {
		t.Errorf("a page where nothing may be stored is told to report: %s", rec.Body)
	}
}
