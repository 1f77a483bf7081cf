package api_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"sayso/app/wire"
	"sayso/server/internal/api"
	"sayso/server/internal/keyring"
	"sayso/server/internal/ledger"
	"sayso/server/internal/mail"
	"sayso/server/internal/place"
	"sayso/server/internal/profile"
	"sayso/server/internal/proxy"
	"sayso/server/internal/retention"
	"sayso/server/internal/site"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
	"sayso/web"
)

// built stands in for what make build writes: small, and with the one thing
// that the server looks for.
var built = fstest.MapFS{
	"loader.js":           {Data: []byte("(function(v){window.v=v})(__SAYSO_VIEW__,\nnull);\n")},
	"loader-hosting.js":   {Data: []byte("(function(v,f){window.v=v})(__SAYSO_VIEW__,\n__SAYSO_FEATURES__);\n")},
	"feature-host.js":     {Data: []byte("(f=>f)")},
	"feature-report.js":   {Data: []byte("(()=>1)()")},
	"banner.css":          {Data: []byte(":host{all:initial}")},
	"banner-card.css":     {Data: []byte(".b{width:400px}")},
	"banner-dialog.css":   {Data: []byte(".b{inset:12px}")},
	"panel.css":           {Data: []byte("main{display:block}")},
	"panel.js":            {Data: []byte("'use strict';")},
	"wasm_exec.js":        {Data: []byte("globalThis.Go=class{};")},
	"panel.wasm":          {Data: []byte("\x00asm")},
	"feature-handover.js": {Data: []byte("(()=>()=>{})()")},
}

// A world is a server with everything real behind it: rules, words, SQLite.
// Its requests come from 192.0.2.1, whose X-Place is believed.
type world struct {
	t   testing.TB
	h   http.Handler
	db  *relational.DB
	log bytes.Buffer
	now time.Time
	// outbox is the folder where letters to guardians end.
	outbox string

	server *api.Server
}

const adminToken = "0123456789abcdef0123456789abcdef"

var morning = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world { return openWorld(t, filepath.Join(t.TempDir(), "sayso.db")) }

// openWorld starts a server on the database in file.
func openWorld(t testing.TB, file string) *world { return openBusyWorld(t, file, 40) }

// newBenchWorld takes as many choices as come.
func newBenchWorld(b *testing.B) *world {
	return openBusyWorld(b, filepath.Join(b.TempDir(), "sayso.db"), 1<<30)
}

func openBusyWorld(t testing.TB, file string, burst int) *world {
	t.Helper()
	w := &world{t: t, now: morning, outbox: filepath.Join(t.TempDir(), "outbox")}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	level := slog.LevelDebug
	if _, bench := t.(*testing.B); bench {
		level = slog.LevelInfo
	}
	var err error
	w.db, err = sqlite.Open(t.Context(), file)
	must(err)
	t.Cleanup(func() { w.db.Close() })
	ring, err := keyring.Load(t.Context(), w.db, w.now)
	must(err)
	book, err := profile.Shipped()
	must(err)
	sites, err := site.Shipped()
	must(err)
	must(sites.Add("shop.yaml", []byte("id: shop\nservice: krowork\norigins: [https://shop.example]\n")))
	must(sites.Add("told.yaml", []byte("id: told\nservice: krowork\norigins: [https://told.example]\nreport: true\n")))
	must(sites.Add("silent.yaml", []byte("id: silent\nservice: kalos\norigins: [https://silent.example]\nreport: true\n")))
	must(sites.Add("firm.yaml", []byte("id: firm\nservice: kaadas\norigins: [https://firm.example]\naccount: corporate\n")))
	must(sites.Add("store.yaml", []byte("id: store\nservice: krowork\norigins: [https://www.store.co.uk]\nshare: store.co.uk\nplace_header: cloudflare\nhandover: [sister]\n")))
	must(sites.Add("sister.yaml", []byte("id: sister\nservice: krowork\norigins: [https://sister.example]\n")))
	trust, err := proxy.Parse([]string{"192.0.2.1"})
	must(err)
	finder, err := place.NewFinder("X-Place", trust, "")
	must(err)
	log, err := ledger.New(t.Context(), w.db, ledger.Name(""), func() time.Time { return w.now })
	must(err)
	w.server, err = api.New(api.Config{
		Book: book, Sites: sites, Store: w.db, Ring: ring, Ledger: log, Finder: finder, Trust: trust,
		Mail: &mail.Outbox{Dir: w.outbox}, Built: built, Words: web.Words(), Demo: web.Demo(), OpenAPI: theInterface(t).raw, Metrics: true, PostsPerSecond: 1, Burst: burst,
		AdminToken: adminToken, Keeper: &retention.Keeper{Book: book, Unstated: 100},
		Log: slog.New(slog.NewJSONHandler(&w.log, &slog.HandlerOptions{Level: level})),
		Now: func() time.Time { return w.now },
	})
	must(err)
	w.h = w.server.Handler()
	return w
}

// header makes headers from pairs of name and value.
func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func (w *world) do(method, target, body string, h http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	maps.Copy(r.Header, h)
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	theInterface(w.t).check(w.t, r, body, rec)
	return rec
}

func (w *world) get(target string, pairs ...string) *httptest.ResponseRecorder {
	return w.do("GET", target, "", header(pairs...))
}

// read gets target, which must answer 200, and decodes its JSON.
func (w *world) read(target string, into any, pairs ...string) {
	w.t.Helper()
	rec := w.get(target, pairs...)
	if rec.Code != 200 {
		w.t.Fatalf("GET %s = %d %s", target, rec.Code, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil {
		w.t.Fatalf("GET %s: %v", target, err)
	}
}

// token asks for the plan of a site and returns its token.
func (w *world) token(siteID string, pairs ...string) string {
	w.t.Helper()
	var answer struct{ Plan string }
	w.read("/v1/plan?site="+url.QueryEscape(siteID), &answer, pairs...)
	return answer.Plan
}

// submission is a choice that would be recorded.
func (w *world) submission(siteID, place string) wire.Submission {
	w.t.Helper()
	return wire.Submission{
		Site: siteID, Plan: w.token(siteID, "X-Place", place), Method: "accept_all", Key: uuid.NewString(),
	}
}

// post sends v as JSON to /v1/choices.
func (w *world) post(v any, pairs ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.do("POST", "/v1/choices", string(body), header(pairs...))
}

// choose sends v, which must be recorded.
func (w *world) choose(v wire.Submission, pairs ...string) wire.Answer {
	w.t.Helper()
	rec := w.post(v, pairs...)
	if rec.Code != http.StatusCreated {
		w.t.Fatalf("POST /v1/choices = %d %s, want 201", rec.Code, rec.Body)
	}
	return decodeAs[wire.Answer](w.t, rec)
}

// recorded counts the records.
func (w *world) recorded() (n int) {
	w.t.Helper()
	for _, err := range w.db.Records(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		n++
	}
	return n
}

func decodeAs[T any](t testing.TB, rec *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %s", err, rec.Body)
	}
	return v
}
