package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sayso/app/wire"
	"sayso/server/internal/ledger"
	"sayso/server/internal/store"
)

func (w *world) admin(method, target, body string, pairs ...string) (int, string) {
	rec := w.do(method, target, body, header(append([]string{"Authorization", "Bearer " + adminToken}, pairs...)...))
	return rec.Code, rec.Body.String()
}

// Nobody without the token, and no page of another origin, gets anything; who
// guesses is slowed down.
func TestAdminIsClosed(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name   string
		header []string
		status int
	}{
		{"no token", nil, 401},
		{"another token", []string{"Authorization", "Bearer " + strings.ToUpper(adminToken)}, 401},
		{"the beginning of it", []string{"Authorization", "Bearer " + adminToken[:31]}, 401},
		{"an empty one", []string{"Authorization", "Bearer "}, 401},
		{"another scheme", []string{"Authorization", "Basic " + adminToken}, 401},
		{"from another page", []string{"Authorization", "Bearer " + adminToken, "Sec-Fetch-Site", "cross-site"}, 403},
		{"from another origin", []string{"Authorization", "Bearer " + adminToken, "Origin", "https://evil.example"}, 403},
	} {
		for _, address := range []string{"erase", "retain", "rotate"} {
			if rec := w.do("POST", "/admin/"+address, `{"decision":"x","why":"y"}`, header(tt.header...)); rec.Code != tt.status {
				t.Errorf("%s: POST /admin/%s = %d %s, want %d", tt.name, address, rec.Code, rec.Body, tt.status)
			}
		}
	}
	codes := map[int]int{}
	for range 60 {
		codes[w.do("GET", "/admin/audit", "", nil).Code]++
	}
	if codes[429] == 0 || codes[200] != 0 {
		t.Errorf("60 guesses = %v, want some 429 and no 200", codes)
	}
	if strings.Contains(w.log.String(), adminToken) {
		t.Error("the log holds the admin token")
	}
}

// What the holder of the token does is done, and stands in the audit.
func TestAdmin(t *testing.T) {
	w := newWorld(t)
	first := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	w.choose(w.submission("shop", "KR"), "X-Place", "KR")
	for _, tt := range []struct {
		method, target, body string
		status               int
		says                 string
	}{
		{"POST", "/admin/erase", `{"decision":"` + first.Decision + `"}`, 400, "why has 0 bytes"},
		{"POST", "/admin/erase", `{"decision":"` + first.Decision + `","why":"request 17"}`, 204, ""},
		{"POST", "/admin/erase", `{"decision":"` + first.Decision + `","why":"request 17"}`, 404, "there is no such decision"},
		{"POST", "/admin/retain?dry=1", "", 200, `"erased":0,"kept":1`},
		{"POST", "/admin/rotate", "", 200, `"signs_from":"2026-11-23T11:00:00Z"`},
		{"GET", "/admin/erased", "", 200, `"id":"` + first.Decision + `","entry":0`},
		{"GET", "/admin/audit", "", 200, `"who":"admin","what":"erase","why":"request 17","entries":[[0,0]]`},
		{"GET", "/admin/audit", "", 200, `"what":"rotate"`},
	} {
		if code, body := w.admin(tt.method, tt.target, tt.body); code != tt.status || !strings.Contains(body, tt.says) {
			t.Errorf("%s %s %s = %d %s\nwant %d, %s", tt.method, tt.target, tt.body, code, body, tt.status, tt.says)
		}
	}
	w.now = w.now.AddDate(7, 0, 0)
	if code, body := w.admin("POST", "/admin/retain", ""); code != 200 || !strings.Contains(body, `"erased":1,"kept":0,"lots":[],"months":[202611]`) {
		t.Errorf("retain seven years later = %d %s", code, body)
	}
	if report, err := ledger.Verify(t.Context(), w.db); err != nil || report.Erased != 2 || report.Events != 4 {
		t.Errorf("Verify = %+v, %v; want 2 erased, 4 events", report, err)
	}
}

// After a rotation old receipts count, and those who load the page meanwhile
// get both keys.
func TestRotateWhileServing(t *testing.T) {
	w := newWorld(t)
	before := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	w.now = w.now.Add(time.Second)
	if code, body := w.admin("POST", "/admin/rotate?at_once=1", ""); code != 200 {
		t.Fatalf("rotate = %d %s", code, body)
	}
	after := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	if w.claims(before.Receipt); head(t, before) == head(t, after) {
		t.Error("the same key has signed before and after")
	}
	w.claims(after.Receipt)
	var view wire.View
	w.read("/v1/view?site=shop&lang=de", &view, "X-Place", "BR")
	if len(view.Keys) != 2 {
		t.Errorf("a view has %d keys, want 2", len(view.Keys))
	}
}

func head(t *testing.T, a wire.Answer) string {
	t.Helper()
	head, _, _ := strings.Cut(a.Receipt, ".")
	return head
}

// Every answer has headers that keep browsers from guessing and framing; what
// is to be framed or loaded says so itself.
func TestSecurityHeaders(t *testing.T) {
	w := newWorld(t)
	w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	for _, path := range []string{"/sayso.js?site=shop", "/v1/plan?site=shop", "/panel?site=shop", "/p/shop", "/", "/none", "/healthz", "/v1/log/checkpoint"} {
		h := w.get(path, "X-Forwarded-Proto", "https").Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000", "Content-Security-Policy": "default-src",
		} {
			if got := h.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s = %q, want %q in it", path, name, got, want)
			}
		}
		if h.Get("Referrer-Policy") == "" || h.Get("Server") != "" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
	if h := w.get("/healthz").Header(); h.Get("Strict-Transport-Security") != "" {
		t.Error("plain HTTP promises TLS")
	}
}

// A deletion task is listed until it is said to be done, and that stands in
// the audit.
func TestAdminTasks(t *testing.T) {
	w := newWorld(t)
	about := w.choose(w.submission("shop", "BR"), "X-Place", "BR").Decision
	id := uuid.NewString()
	if err := w.db.AddTask(t.Context(), store.Task{ID: id, Kind: "delete", Site: "shop", Decision: about, Rules: []string{"COM-40"}, CreatedAt: w.now}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method, target string
		status         int
		says           string
	}{
		{"GET", "/admin/tasks", 200, `"decision":"` + about + `","rules":["COM-40"]`},
		{"POST", "/admin/tasks/" + id + "/done", 204, ""},
		{"POST", "/admin/tasks/" + id + "/done", 404, "there is no such task"},
		{"GET", "/admin/tasks?all=1", 200, `"done_at":"2026-11-23T09:00:00Z"`},
		{"GET", "/admin/audit", 200, `"what":"task","why":"done: ` + id},
	} {
		if code, body := w.admin(tt.method, tt.target, ""); code != tt.status || !strings.Contains(body, tt.says) {
			t.Errorf("%s %s = %d %s\nwant %d, %s", tt.method, tt.target, code, body, tt.status, tt.says)
		}
	}
	if code, body := w.admin("GET", "/admin/tasks", ""); code != 200 || body != "" {
		t.Errorf("open tasks afterwards = %d %s, want none", code, body)
	}
}
