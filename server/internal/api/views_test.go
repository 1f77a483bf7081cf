package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"sayso/app/consent"
	"sayso/app/wire"
)

// view cuts the view out of a script.
func view(t *testing.T, script string) (v wire.View) {
	t.Helper()
	_, after, _ := strings.Cut(script, "window.v=v})(")
	body, _, found := strings.Cut(after, ",\n")
	if !found {
		t.Fatalf("no view in %.200s", script)
	}
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestScript(t *testing.T) {
	w := newWorld(t)
	rec := w.get("/sayso.js?site=shop", "X-Place", "DE", "Accept-Encoding", "br", "Accept-Language", "en-GB")
	h := rec.Header()
	if rec.Code != 200 || h.Get("Content-Encoding") != "br" || h.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Fatalf("answer = %d %v", rec.Code, h)
	}
	if got := h.Get("Cache-Control"); got != "public, max-age=300" {
		t.Errorf("Cache-Control = %q", got)
	}
	vary := strings.Join(h.Values("Vary"), ",")
	for _, name := range []string{"Sec-GPC", "Accept-Language", "Accept-Encoding", "X-Place"} {
		if !strings.Contains(vary, name) {
			t.Errorf("Vary = %q lacks %s", vary, name)
		}
	}
	script, err := io.ReadAll(brotli.NewReader(rec.Body))
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, string(script))
	if v.Site != "shop" || v.Profile != "krowork-intl" || v.Server != "http://example.com" || v.Cookie != "sayso_shop" ||
		v.MaxAge != 15_897_600 || !v.Ask || len(v.Banner) == 0 || v.Style == "" || len(v.Keys) != 1 || v.Token == "" {
		t.Errorf("view = %+v", v)
	}
	if v.Plan.Banner != consent.BannerOptIn || v.Plan.Defaults[consent.Analytics] != consent.Off {
		t.Errorf("plan = %+v", v.Plan)
	}
	if got := v.Buttons[consent.ActionAcceptAll]; !got[consent.Analytics] || got[consent.SaleOrShare] {
		t.Errorf("accept_all = %v", got)
	}
	if strings.Count(string(script), "<") > 0 {
		t.Errorf("the script holds an unescaped <")
	}
}

// The same variant has the same bytes and tag for everybody; another variant
// has others.
func TestVariants(t *testing.T) {
	w := newWorld(t)
	tag := func(target string, pairs ...string) string {
		rec := w.get(target, pairs...)
		if rec.Code != 200 {
			t.Fatalf("%s = %d %s", target, rec.Code, rec.Body)
		}
		return rec.Header().Get("ETag")
	}
	base := tag("/sayso.js?site=shop", "X-Place", "US-CA")
	if again := tag("/sayso.js?site=shop", "X-Place", "US-CA", "User-Agent", "other"); again != base {
		t.Errorf("the same variant has the tags %s and %s", base, again)
	}
	if rec := w.get("/sayso.js?site=shop", "X-Place", "US-CA", "If-None-Match", base); rec.Code != 304 || rec.Body.Len() > 0 {
		t.Errorf("with its tag = %d, %d bytes; want 304, none", rec.Code, rec.Body.Len())
	}
	signal := tag("/sayso.js?site=shop", "X-Place", "US-CA", "Sec-GPC", "1")
	if query := tag("/sayso.js?site=shop&gpc=1", "X-Place", "US-CA"); query != signal {
		t.Errorf("the signal in the header has the tag %s, in the query %s", signal, query)
	}
	for name, other := range map[string]string{
		"signal": signal, "place": tag("/sayso.js?site=shop", "X-Place", "DE"),
		"account": tag("/sayso.js?site=shop&account=personal", "X-Place", "US-CA"),
		"site":    tag("/sayso.js?site=krowork", "X-Place", "US-CA"),
	} {
		if other == base {
			t.Errorf("another %s has the same tag", name)
		}
	}
}

func TestSignalInTheView(t *testing.T) {
	w := newWorld(t)
	var without, with wire.View
	w.read("/v1/view?site=shop", &without, "X-Place", "BR")
	w.read("/v1/view?site=shop", &with, "X-Place", "BR", "Sec-GPC", "1")
	if without.Plan.GPC != "none" || !without.Buttons[consent.ActionAcceptAll][consent.Advertising] {
		t.Errorf("without the signal: gpc %s, accept_all %v", without.Plan.GPC, without.Buttons[consent.ActionAcceptAll])
	}
	if with.Plan.GPC != "honoured" || with.Buttons[consent.ActionAcceptAll][consent.Advertising] || !strings.Contains(with.Panel, "gpc=1") {
		t.Errorf("with the signal: gpc %s, accept_all %v, panel %s", with.Plan.GPC, with.Buttons[consent.ActionAcceptAll], with.Panel)
	}
}

// The header counts only from the named proxy; without it the place is unknown.
func TestPlaceIsNotBelievedFromAnybody(t *testing.T) {
	w := newWorld(t)
	var v wire.View
	w.read("/v1/view?site=shop", &v, "X-Place", "US-CA")
	if v.Plan.Banner != consent.BannerOptOut {
		t.Errorf("from the proxy: %s, want opt_out", v.Plan.Banner)
	}
	for name, pairs := range map[string][]string{"no header": nil, "two headers": {"X-Place", "US-CA", "X-Place", "DE"}, "no code": {"X-Place", "USA"}} {
		var v wire.View
		w.read("/v1/view?site=shop", &v, pairs...)
		if v.Plan.Banner != consent.BannerOptIn {
			t.Errorf("%s: %s, want opt_in", name, v.Plan.Banner)
		}
	}
}

func TestKalosStoresNothing(t *testing.T) {
	w := newWorld(t)
	var v wire.View
	w.read("/v1/view?site=kalos", &v, "X-Place", "DE")
	if v.MaxAge != 0 || v.Ask || v.Banner != nil {
		t.Errorf("max_age_s = %d, ask = %v, banner = %s; want 0, false, none", v.MaxAge, v.Ask, v.Banner)
	}
	sub := w.submission("kalos", "DE")
	sub.Method = "reject_all"
	w.choose(sub, "X-Place", "DE")
	if n := w.recorded(); n != 1 {
		t.Errorf("%d records, want 1: the server still keeps the choice", n)
	}
}

// On demo sites the place, the time and the age are played; nowhere else.
func TestPlaying(t *testing.T) {
	w := newWorld(t)
	var v wire.View
	q := "&place=BR&age=" + url.QueryEscape("20+") + "&now=2026-12-24T18:00:00Z"
	w.read("/v1/view?site=krowork"+q, &v, "X-Place", "DE")
	if v.Now != 1_798_135_200 || !strings.Contains(v.Panel, "place=BR") || !strings.Contains(v.Panel, "age=20%2B") {
		t.Errorf("now = %d, panel = %s", v.Now, v.Panel)
	}
	sub := wire.Submission{Site: "krowork", Plan: v.Token, Method: "accept_all", Key: "11111111-1111-4111-8111-111111111111"}
	if c := w.claims(w.choose(sub, "X-Place", "DE").Receipt); c.Place != "BR" || c.IssuedAt != v.Now || c.Band != "20+" {
		t.Errorf("receipt: place %q, iat %d, band %q", c.Place, c.IssuedAt, c.Band)
	}
	for _, tt := range []struct{ query, field string }{
		{"site=shop&place=BR", "place"}, {"site=shop&now=2026-12-24T18:00:00Z", "now"}, {"site=shop&age=13", "age"},
		{"site=shop&place=", "place"}, {"site=krowork&now=tomorrow", "now"}, {"site=krowork&age=teen", "age"},
		{"site=shop&account=guest", "account"}, {"site=firm&account=personal", "account"},
	} {
		for _, path := range []string{"/sayso.js?", "/v1/view?", "/v1/plan?", "/panel?"} {
			rec := w.get(path + tt.query)
			if got := decodeAs[wire.Problem](t, rec); rec.Code != 400 || got.Type != "/problems/malformed" || got.Field != tt.field {
				t.Errorf("%s%s = %d %s, want 400, field %s", path, tt.query, rec.Code, rec.Body, tt.field)
			}
		}
	}
}

func TestOrigins(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		site, origin string
		status       int
	}{
		{"shop", "https://shop.example", 200},
		{"shop", "https://evil.example", 403},
		{"shop", "https://shop.example.evil.example", 403},
		{"shop", "http://shop.example", 403},
		{"shop", "http://example.com", 200}, // this server's own panel
		{"krowork", "http://example.com", 200},
		{"krowork", "https://shop.example", 403},
		{"shop", "", 200},
	} {
		var pairs []string
		if tt.origin != "" {
			pairs = []string{"Origin", tt.origin}
		}
		rec := w.get("/v1/plan?site="+tt.site, pairs...)
		allowed := rec.Header().Get("Access-Control-Allow-Origin")
		want := tt.origin
		if tt.status != 200 {
			want = ""
		}
		if rec.Code != tt.status || allowed != want || !strings.Contains(strings.Join(rec.Header().Values("Vary"), ","), "Origin") {
			t.Errorf("%s from %q = %d, allowed %q, Vary %q; want %d", tt.site, tt.origin, rec.Code, allowed, rec.Header().Values("Vary"), tt.status)
		}
	}
	rec := w.do("OPTIONS", "/v1/choices", "", header("Origin", "https://shop.example", "Access-Control-Request-Method", "POST"))
	if rec.Code != http.StatusNoContent || rec.Header().Get("Access-Control-Allow-Headers") != "Content-Type" {
		t.Errorf("preflight = %d %v", rec.Code, rec.Header())
	}
	rec = w.do("OPTIONS", "/v1/choices", "", header("Origin", "https://evil.example"))
	if got := rec.Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("preflight of a stranger allows %q", got)
	}
}

func TestPlainPaths(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		path   string
		status int
		holds  string
	}{
		{"/healthz", 200, "ok"},
		{"/readyz", 200, "ok"},
		{"/.well-known/gpc.json", 200, `"gpc":true`},
		{"/", 200, "<!doctype html>"},
		{"/demo/", 200, "<!doctype html>"},
		{"/demo/krowork/", 200, "sayso"},
		{"/demo/krowork", 301, ""},
		{"/demo/../go.mod", 307, ""},
		{"/demo/%2e%2e/embed.go", 404, ""},
		{"/problems/superseded", 200, "Ask for a new plan"},
		{"/assets/panel.js", 404, ""},
		{"/sayso.js", 404, "unknown-site"},
		{"/nothing", 404, "not-found"},
	} {
		rec := w.get(tt.path)
		if rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.holds) {
			t.Errorf("%s = %d %.200s, want %d with %q", tt.path, rec.Code, rec.Body, tt.status, tt.holds)
		}
		if got := rec.Header().Get("X-Content-Type-Options"); got != "nosniff" && rec.Code != 307 {
			t.Errorf("%s: X-Content-Type-Options = %q", tt.path, got)
		}
	}
	w.server.Drain()
	if rec := w.get("/readyz"); rec.Code != 503 {
		t.Errorf("while draining, /readyz = %d, want 503", rec.Code)
	}
}
