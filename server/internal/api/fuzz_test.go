package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"sayso/app/consent"
	"sayso/app/wire"
)

// answered sends a request past the helpers that stop the test, and wants an
// answer that is the caller's to make sense of: never one of the 500s.
func answered(t *testing.T, w *world, r *http.Request, place string) *httptest.ResponseRecorder {
	t.Helper()
	r.Header.Set("X-Place", place)
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	if rec.Code >= 500 {
		t.Errorf("%s %q = %d %s", r.Method, r.URL.Path, rec.Code, rec.Body)
	}
	return rec
}

// Whatever is posted as a choice, it is recorded whole or refused with a
// problem; and what a minor in Brazil may not grant alone is in no receipt.
func FuzzChoice(f *testing.F) {
	w := openBusyWorld(f, filepath.Join(f.TempDir(), "sayso.db"), 1<<30)
	held := w.choose(w.submission("shop", "BR"), "X-Place", "BR").Receipt
	for _, change := range []func(*wire.Submission){
		func(*wire.Submission) {},
		func(s *wire.Submission) {
			s.Method, s.Grants = "save_choices", consent.Grants{consent.Analytics: true, consent.SaleOrShare: false}
		},
		func(s *wire.Submission) { s.Band, s.Previous, s.GPC = "13", held, true },
		func(s *wire.Submission) { s.Method, s.WaitedS, s.Ward = "withdraw", 61, true },
	} {
		sub := w.submission("shop", "BR")
		change(&sub)
		body, err := json.Marshal(sub)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
		f.Add(append(body, body...))
		f.Add(body[:len(body)/2])
	}
	for _, body := range []string{"", "null", "[]", `{"site":"shop"}`, `{"site":"shop","site":"kalos"}`, `{"grants":{"analytics":1}}`, "\xff{", `{"key":{}}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rec := answered(t, w, httptest.NewRequest("POST", "/v1/choices", strings.NewReader(string(body))), "BR")
		if rec.Code != 200 && rec.Code != 201 {
			var p wire.Problem
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || p.Status != rec.Code || !strings.HasPrefix(p.Type, "/problems/") {
				t.Errorf("%q = %d %s, no problem of ours", body, rec.Code, rec.Body)
			}
			return
		}
		var answer wire.Answer
		var sent wire.Submission
		if json.Unmarshal(rec.Body.Bytes(), &answer) != nil || json.Unmarshal(body, &sent) != nil || answer.Receipt == "" {
			t.Fatalf("%q was recorded, and its answer is %s", body, rec.Body)
		}
		if floor := sent.Band.Floor(); floor >= 0 && floor < 18 && answer.Grants[consent.Advertising] {
			t.Errorf("%q granted advertising to a minor", body)
		}
	})
}

// Whatever stands where a guardian's token should, only the one of the letter
// opens the question, and nothing falls over.
func FuzzGuardianLink(f *testing.F) {
	w := openBusyWorld(f, filepath.Join(f.TempDir(), "sayso.db"), 1<<30)
	w.asked("shop", "13", "BR")
	token := w.letter("shop").token
	for _, seed := range []string{token, "", ".", "..", "a/b", token + "=", token[1:], strings.ToLower(token), strings.Repeat("A", 43), "\x00", "%2e", "ä"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, other string) {
		target := &url.URL{Path: "/guardian/" + other}
		get := httptest.NewRequest("GET", "/", nil)
		get.URL, get.RequestURI = target, target.RequestURI()
		if rec := answered(t, w, get, ""); (rec.Code == 200) != (other == token) && strings.Contains(rec.Body.String(), `value="guardian_agree"`) != (other == token) {
			t.Errorf("GET %q = %d", other, rec.Code)
		}
		post := httptest.NewRequest("POST", "/", strings.NewReader("method=guardian_agree&role=consent"))
		post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		post.URL, post.RequestURI = target, target.RequestURI()
		if rec := answered(t, w, post, ""); rec.Code == 200 {
			t.Errorf("POST %q = 200, and nobody has confirmed anything", other)
		}
	})
}
