package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sayso/app/consent"
	"sayso/app/wire"
)

var hidden = regexp.MustCompile(`<input name="(\w+)" type="hidden"(?: value="([^"]*)")?>`)

// form reads the hidden fields of a drawn panel, as a browser sends them.
func form(page string) url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		v.Set(m[1], m[2])
	}
	return v
}

// island reads the data of a drawn panel.
func island(t *testing.T, page string) (p wire.Panel) {
	t.Helper()
	_, after, _ := strings.Cut(page, `id="sayso-panel">`)
	data, _, found := strings.Cut(after, "</script>")
	if !found {
		t.Fatalf("no island in %.300s", page)
	}
	if err := json.Unmarshal([]byte(data), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPanelDocument(t *testing.T) {
	w := newWorld(t)
	rec := w.get("/panel?site=shop&origin=https%3A%2F%2Fshop.example&on=functional.perm.file_system", "X-Place", "BR")
	if rec.Code != 200 {
		t.Fatalf("answer = %d %s", rec.Code, rec.Body)
	}
	csp := rec.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'self'", "object-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "form-action 'self'", "frame-ancestors https://shop.example"} {
		if !strings.Contains(csp, part) {
			t.Errorf("Content-Security-Policy = %q lacks %q", csp, part)
		}
	}
	// The sheet stands in the document: one round trip less before it is painted.
	_, after, _ := strings.Cut(rec.Body.String(), "<style>")
	css, _, _ := strings.Cut(after, "</style>")
	sum := sha256.Sum256([]byte(css))
	if source := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; css == "" || !strings.Contains(csp, source) {
		t.Errorf("Content-Security-Policy = %q does not allow the sheet %q by %s", csp, css, source)
	}
	p := island(t, rec.Body.String())
	if p.Site != "shop" || p.Origin != "https://shop.example" || p.Token == "" || len(p.Book.Profiles) == 0 || p.Words["panel.title"] == "" {
		t.Errorf("island = site %q, origin %q, %d profiles", p.Site, p.Origin, len(p.Book.Profiles))
	}
	visitor, err := wire.ReadVisitor(p.Visitor, nil)
	if err != nil || visitor.Place.Code() != "BR" || visitor.Lang != "en" {
		t.Errorf("visitor = %+v, %v", visitor, err)
	}
	for _, asset := range regexp.MustCompile(`/assets/[^"]+`).FindAllString(rec.Body.String(), -1) {
		got := w.get(asset)
		if got.Code != 200 || got.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s = %d, %q", asset, got.Code, got.Header().Get("Cache-Control"))
		}
	}
	if rec := w.get("/panel?site=shop&origin=https%3A%2F%2Fevil.example"); rec.Code != 403 {
		t.Errorf("for another origin = %d, want 403", rec.Code)
	}
}

// Without WASM the form itself records the choice and the page tells it on.
func TestPanelForm(t *testing.T) {
	w := newWorld(t)
	page := w.get("/panel?site=shop&origin=https%3A%2F%2Fshop.example", "X-Place", "BR").Body.String()
	f := form(page)
	f.Set("method", "save_choices")
	f.Add("grant", "analytics")
	send := func(pairs ...string) (int, string) {
		pairs = append(pairs, "Content-Type", "application/x-www-form-urlencoded", "X-Place", "BR")
		rec := w.do("POST", "/panel", f.Encode(), header(pairs...))
		return rec.Code, rec.Body.String()
	}
	for _, origin := range []string{"https://shop.example", "https://evil.example", "null"} {
		if code, _ := send("Origin", origin); code != 403 {
			t.Errorf("sent by %s = %d, want 403: only our own page may", origin, code)
		}
	}
	code, answer := send("Origin", "http://example.com")
	if code != http.StatusCreated {
		t.Fatalf("sent = %d %.300s", code, answer)
	}
	got := island(t, answer).Answer
	if got == nil || !got.Grants[consent.Analytics] || got.Grants[consent.Functional] {
		t.Fatalf("answer = %+v", got)
	}
	if c := w.claims(got.Receipt); c.Method != "save_choices" || !c.Grants[consent.Analytics] {
		t.Errorf("receipt = %+v", c)
	}
	if !strings.Contains(answer, got.Decision) || form(answer).Get("previous") != got.Receipt || form(answer).Get("key") == f.Get("key") {
		t.Error("the drawn answer lacks the record's number, the receipt, or a fresh key")
	}
	if code, _ := send("Origin", "http://example.com"); code != http.StatusCreated || w.recorded() != 1 {
		t.Errorf("sent twice = %d, %d records; want 201, 1", code, w.recorded())
	}
	// The browser may show the document again that it has kept.
	f.Set("grant", "functional")
	if code, _ := send("Origin", "http://example.com"); code != http.StatusCreated || w.recorded() != 2 {
		t.Errorf("another choice from the same document = %d, %d records; want 201, 2", code, w.recorded())
	}
}

// A visitor's own browser may keep the panel for a while, so that it can be
// fetched ahead; no other cache may, and what is played is never kept.
func TestPanelIsKeptByTheBrowserAlone(t *testing.T) {
	w := newWorld(t)
	for target, want := range map[string]string{
		"/panel?site=shop":             "private, max-age=300",
		"/panel?site=krowork&place=BR": "no-store",
		"/p/shop":                      "no-store",
	} {
		if got := w.get(target).Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control = %q, want %q", target, got, want)
		}
	}
}

// A refused form is drawn again with the reason and with what was ticked.
func TestPanelFormRefused(t *testing.T) {
	w := newWorld(t)
	f := form(w.get("/panel?site=shop", "X-Place", "BR").Body.String())
	f.Set("method", "save_choices")
	f.Set("band", "13")
	f.Add("grant", "analytics")
	rec := w.do("POST", "/panel", f.Encode(), header("Content-Type", "application/x-www-form-urlencoded", "X-Place", "BR"))
	if rec.Code != 403 || !strings.Contains(rec.Body.String(), "The rules do not allow this choice") {
		t.Errorf("a child's grant = %d %.300s", rec.Code, rec.Body)
	}
	if w.recorded() != 0 {
		t.Error("a refused form was recorded")
	}
}

// The standalone page needs no script and may not be framed.
func TestStandalonePage(t *testing.T) {
	w := newWorld(t)
	rec := w.get("/p/shop", "X-Place", "BR")
	page := rec.Body.String()
	if rec.Code != 200 || strings.Contains(page, "<script") {
		t.Fatalf("answer = %d %.300s", rec.Code, page)
	}
	if csp := rec.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("Content-Security-Policy = %q", csp)
	}
	f := form(page)
	f.Set("method", "reject_all")
	rec = w.do("POST", "/panel", f.Encode(), header("Content-Type", "application/x-www-form-urlencoded", "X-Place", "BR", "Origin", "http://example.com"))
	if rec.Code != 201 || strings.Contains(rec.Body.String(), "<script") || w.recorded() != 1 {
		t.Errorf("sent = %d, %d records %.300s", rec.Code, w.recorded(), rec.Body)
	}
	if rec := w.get("/p/nowhere"); rec.Code != 404 {
		t.Errorf("an unknown site = %d, want 404", rec.Code)
	}
}
