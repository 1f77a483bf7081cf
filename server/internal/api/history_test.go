package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/store"
)

// again makes a choice with the receipt of the one before, a day later.
func (w *world) again(method consent.Method, grants consent.Grants, previous string) wire.Answer {
	w.t.Helper()
	w.now = w.now.Add(24 * time.Hour)
	sub := w.submission("shop", "DE")
	sub.Method, sub.Grants, sub.Previous = method, grants, previous
	return w.choose(sub, "X-Place", "DE")
}

func (w *world) history(receipt string, pairs ...string) (int, wire.History) {
	w.t.Helper()
	body, _ := json.Marshal(map[string]string{"receipt": receipt})
	rec := w.do("POST", "/v1/history", string(body), header(pairs...))
	if rec.Code != 200 {
		return rec.Code, wire.History{}
	}
	return rec.Code, decodeAs[wire.History](w.t, rec)
}

// Without the links between choices, nobody could say since when they have
// allowed something.
func TestHistory(t *testing.T) {
	w := newWorld(t)
	first := w.again("accept_all", nil, "")
	second := w.again("save_choices", consent.Grants{consent.Functional: true, consent.Analytics: false}, first.Receipt)
	third := w.again("withdraw", nil, second.Receipt)
	w.again("accept_all", nil, "") // somebody else

	_, h := w.history(third.Receipt)
	var ids []string
	for _, d := range h.Decisions {
		ids = append(ids, d.Decision)
	}
	if diff := cmp.Diff([]string{third.Decision, second.Decision, first.Decision}, ids); diff != "" {
		t.Fatalf("decisions (-want +got):\n%s", diff)
	}
	if !h.Since[consent.Analytics].Equal(second.DecidedAt) || !h.Since[consent.Functional].Equal(third.DecidedAt) {
		t.Errorf("since = %v", h.Since)
	}
	if h.Decisions[2].Receipt != first.Receipt {
		t.Error("the first receipt is not the one that was given out")
	}
	// An old receipt in other hands must not tell what came after it.
	if _, h := w.history(second.Receipt); len(h.Decisions) != 2 || h.Decisions[0].Decision != second.Decision {
		t.Errorf("the second receipt tells of %d decisions", len(h.Decisions))
	}
}

func TestHistoryRefuses(t *testing.T) {
	w := newWorld(t)
	a := w.again("accept_all", nil, "")
	for _, tt := range []struct {
		name, receipt string
		origin        string
		want          int
	}{
		{"no receipt", "", "", 400},
		{"a decision id", a.Decision, "", 400},
		{"a changed receipt", a.Receipt[:len(a.Receipt)-3] + "AAA", "", 400},
		{"a page of somebody else", a.Receipt, "https://evil.example", 403},
		{"a page of the site", a.Receipt, "https://shop.example", 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var pairs []string
			if tt.origin != "" {
				pairs = []string{"Origin", tt.origin}
			}
			if got, _ := w.history(tt.receipt, pairs...); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
		})
	}
	if err := w.db.Erase(t.Context(), a.Decision, store.Erasure{At: w.now, Who: "visitor", Why: "asked for it"}); err != nil {
		t.Fatal(err)
	}
	if got, _ := w.history(a.Receipt); got != 404 {
		t.Errorf("the history of an erased choice = %d, want 404", got)
	}
}

// form sends the form of /p/{site} as a browser without script does.
func (w *world) form(siteID string, fields url.Values, pairs ...string) (int, string, http.Header) {
	w.t.Helper()
	page := w.get("/p/"+siteID, append(pairs, "X-Place", "DE")...).Body.String()
	for _, name := range []string{"site", "plan", "key"} {
		m := regexp.MustCompile(`name="` + name + `"[^>]* value="([^"]*)"`).FindStringSubmatch(page)
		if m == nil {
			w.t.Fatalf("the form has no field %s: %.2000s", name, page)
		}
		fields.Set(name, m[1])
	}
	h := header(append(pairs, "X-Place", "DE", "Content-Type", "application/x-www-form-urlencoded", "Origin", "http://example.com")...)
	rec := w.do("POST", "/p/"+siteID, fields.Encode(), h)
	return rec.Code, rec.Body.String(), rec.Header()
}

// Without it, people without JavaScript could choose but never look again.
func TestStandalonePageShowsTheRecord(t *testing.T) {
	w := newWorld(t)
	first := w.again("save_choices", consent.Grants{consent.Functional: true}, "")
	status, page, _ := w.form("shop", url.Values{"method": {"record"}, "receipt": {"\n" + first.Receipt[:40] + "\r\n" + first.Receipt[40:] + "\n"}})
	for _, want := range []string{first.Decision, `data-sayso-action="withdraw"`, `id="history"`, `value="` + first.Receipt + `"`} {
		if status != 200 || !strings.Contains(page, want) {
			t.Errorf("status %d; the page does not hold %s", status, want)
		}
	}
	if status, page, _ = w.form("shop", url.Values{"method": {"record"}, "receipt": {"x.y.z"}}); status != 400 || !strings.Contains(page, "not a receipt") {
		t.Errorf("a wrong receipt = %d", status)
	}
	status, page, h := w.form("shop", url.Values{"method": {"history"}, "receipt": {first.Receipt}})
	if status != 200 || !strings.Contains(h.Get("Content-Disposition"), "sayso-history.json") || !strings.Contains(page, first.Decision) {
		t.Errorf("history as a file = %d %v", status, h)
	}
	status, page, h = w.form("shop", url.Values{"method": {"download"}, "previous": {first.Receipt}})
	if status != 200 || !strings.Contains(h.Get("Content-Disposition"), "sayso-receipt.jws") || strings.TrimSpace(page) != first.Receipt {
		t.Errorf("receipt as a file = %d %v", status, h)
	}
	status, page, h = w.form("shop", url.Values{"method": {"withdraw"}, "previous": {first.Receipt}})
	if status != 201 || !strings.Contains(page, "Withdrew consent") || h.Get("Set-Cookie") != "" {
		t.Errorf("withdrawing elsewhere than on the site = %d, cookie %q", status, h.Get("Set-Cookie"))
	}
	if n := w.recorded(); n != 2 {
		t.Errorf("%d choices were recorded, want 2: asking is not choosing", n)
	}
}

// Where the page is one of the site's own, the choice must reach the site.
func TestStandalonePageAtHome(t *testing.T) {
	w := newWorld(t)
	status, _, h := w.form("krowork", url.Values{"method": {"accept_all"}})
	cookie, _, _ := strings.Cut(h.Get("Set-Cookie"), ";")
	if status != 201 || !strings.HasPrefix(cookie, "sayso_krowork=") || !strings.Contains(h.Get("Set-Cookie"), "Max-Age=15638400") {
		t.Fatalf("status %d, cookie %q", status, h.Get("Set-Cookie"))
	}
	page := w.get("/p/krowork", "X-Place", "DE", "Cookie", cookie).Body.String()
	if !strings.Contains(page, `data-sayso-action="withdraw"`) || strings.Contains(page, `id="receipt"`) {
		t.Error("the page does not know the receipt in the cookie")
	}
	if page := w.get("/p/krowork", "X-Place", "DE", "Cookie", "sayso_krowork=nonsense").Body.String(); !strings.Contains(page, `id="receipt"`) {
		t.Error("a cookie that holds no receipt counts as one")
	}
	if _, _, h := w.form("kalos", url.Values{"method": {"reject_all"}}); h.Get("Set-Cookie") != "" {
		t.Errorf("a service that promises to store nothing set %q", h.Get("Set-Cookie"))
	}
}

// Without the ticks, changing the language would mean to start anew.
func TestLanguageKeepsTicks(t *testing.T) {
	w := newWorld(t)
	status, page, _ := w.form("shop", url.Values{"method": {"language"}, "lang": {"ar"}, "grant": {"functional"}})
	if status != 200 || !strings.Contains(page, `<html lang="ar" dir="rtl"`) || !regexp.MustCompile(`<input[^>]*checked[^>]*id="s-functional"`).MatchString(page) {
		t.Errorf("status %d, ticked %v: %.300s", status, regexp.MustCompile(`<input[^>]*checked[^>]*>`).FindAllString(page, -1), page)
	}
	if w.recorded() != 0 {
		t.Error("changing the language is no choice")
	}
}

func TestLanguageAnswer(t *testing.T) {
	w := newWorld(t)
	body, _ := json.Marshal(wire.LanguageRequest{Plan: w.token("shop", "X-Place", "DE"), Lang: "ar"})
	rec := w.do("POST", "/v1/language", string(body), header())
	got := decodeAs[wire.Translation](t, rec)
	if rec.Code != 200 || got.Lang != "ar" || got.Dir != "rtl" || got.Words["panel.title"] == "" {
		t.Fatalf("answer = %d %s %s", rec.Code, got.Lang, got.Dir)
	}
	sub := wire.Submission{Site: "shop", Plan: got.Plan, Method: "reject_all", Key: uuid.NewString()}
	if a := w.choose(sub, "X-Place", "DE"); a.Decision == "" {
		t.Error("the new token cannot be chosen with")
	}
	for r := range w.db.Records(t.Context()) {
		if r.Lang != "ar" {
			t.Errorf("recorded as read in %s", r.Lang)
		}
	}
	if rec := w.do("POST", "/v1/language", `{"plan":"x","lang":"ar"}`, header()); rec.Code != 400 {
		t.Errorf("a wrong token = %d", rec.Code)
	}
}
