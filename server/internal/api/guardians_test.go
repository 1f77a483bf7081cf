package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/mail"
	"sayso/server/internal/store"
)

const parent = "parent@example.com"

var formType = header("Content-Type", "application/x-www-form-urlencoded")

// send posts v as JSON and decodes what comes with status want.
func send[T any](w *world, path string, v any, want int, pairs ...string) (got T) {
	w.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		w.t.Fatal(err)
	}
	rec := w.do("POST", path, string(body), header(pairs...))
	if rec.Code != want {
		w.t.Fatalf("POST %s = %d %s, want %d", path, rec.Code, rec.Body, want)
	}
	return decodeAs[T](w.t, rec)
}

// asking is a minor's question for a guardian.
func (w *world) asking(site string, band consent.Band, place, query string) wire.GuardianAsk {
	w.t.Helper()
	var plan struct{ Plan string }
	w.read("/v1/plan?site="+site+query, &plan, "X-Place", place)
	return wire.GuardianAsk{Site: site, Plan: plan.Plan, Email: parent, Key: uuid.NewString(), Band: band}
}

// asked asks for a guardian and has the letter sent. It returns the receipt
// that the minor then holds.
func (w *world) asked(site string, band consent.Band, place string) string {
	w.t.Helper()
	state := send[wire.GuardianState](w, "/v1/guardians", w.asking(site, band, place, ""), 201, "X-Place", place)
	w.work()
	return state.Answer.Receipt
}

// work does what the server does in the background.
func (w *world) work() {
	w.t.Helper()
	if err := w.server.Guardians().Work(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

type letter struct{ to, text, token string }

var tokenShape = regexp.MustCompile(`/guardian/([\w-]{43})\s`)

// letter reads the newest letter for a site.
func (w *world) letter(site string) letter {
	w.t.Helper()
	all, err := (&mail.Outbox{Dir: w.outbox}).Letters(site)
	if err != nil || len(all) == 0 {
		w.t.Fatalf("no letter for %s: %v", site, err)
	}
	found := tokenShape.FindStringSubmatch(all[0].Text)
	if found == nil {
		w.t.Fatalf("no link in %q", all[0].Text)
	}
	return letter{all[0].To, all[0].Text, found[1]}
}

// state asks how far the step has come.
func (w *world) state(receipt string) wire.GuardianState {
	w.t.Helper()
	return send[wire.GuardianState](w, "/v1/guardians/state", wire.GuardianLook{Receipt: receipt}, 200)
}

// answers sends the guardian's form.
func (w *world) answers(token, method, role string, fields ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	f := url.Values{"method": {method}, "role": {role}}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	return w.do("POST", "/guardian/"+token, f.Encode(), formType)
}

var points = []string{"confirm", "adult", "confirm", "band"}

// A guardian represents a child of 13 in Brazil: the whole way, and what the
// record says of it.
func TestGuardianRepresents(t *testing.T) {
	w := newWorld(t)
	receipt := w.asked("shop", "13", "BR")
	if c := w.claims(receipt); c.Band != "13" || c.Authority != consent.Self || c.Grants[consent.Analytics] {
		t.Errorf("the minor's own record = %+v", c)
	}
	if got := w.state(receipt); got.State != wire.StepSent || got.Answer != nil {
		t.Fatalf("after the letter = %+v", got)
	}
	l := w.letter("shop")
	if l.to != parent {
		t.Errorf("the letter goes to %q", l.to)
	}
	for range 3 { // a mail program that tries every link uses none up
		page := w.get("/guardian/" + l.token)
		for _, part := range []string{"13 years", "Krowork", `value="guardian_agree"`, `value="guardian_decline"`, `id="s-analytics"`} {
			if page.Code != 200 || !strings.Contains(page.Body.String(), part) {
				t.Fatalf("the page = %d, lacks %q", page.Code, part)
			}
		}
		if strings.Contains(page.Body.String(), "<script") || strings.Contains(page.Body.String(), parent) {
			t.Error("the page has a script, or the address")
		}
	}
	rec := w.answers(l.token, "guardian_agree", "represent", append(points, "grant", "analytics")...)
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), `data-sayso-ward="agreed"`) {
		t.Fatalf("the answer = %d %.300s", rec.Code, rec.Body)
	}
	got := w.state(receipt)
	if got.State != wire.StepAgreed || got.Answer == nil {
		t.Fatalf("after the answer = %+v", got)
	}
	c := w.claims(got.Answer.Receipt)
	if c.Authority != consent.Represent || c.Band != "13" || !c.Grants[consent.Analytics] || c.Grants[consent.Functional] || c.Grants[consent.Advertising] {
		t.Errorf("the guardian's record = %+v", c)
	}
	record, err := w.db.ByID(t.Context(), c.ID)
	if err != nil || record.Guardian == nil || record.Guardian.Evidence != store.EvidenceEmail {
		t.Errorf("the record rests on %+v, %v (COM-39)", record.Guardian, err)
	}
	if diff := cmp.Diff(got, w.state(receipt)); diff != "" {
		t.Errorf("asked again, the answer differs:\n%s", diff)
	}
}

// What must not work: each row leaves everything optional off.
func TestGuardianLinkRefuses(t *testing.T) {
	agree := func(w *world, token string) *httptest.ResponseRecorder {
		return w.answers(token, "guardian_agree", "represent", append(points, "grant", "analytics")...)
	}
	for _, tt := range []struct {
		name   string
		try    func(w *world, receipt, token string) *httptest.ResponseRecorder
		status int
		state  wire.StepState
	}{
		{"a token that is none", func(w *world, _, token string) *httptest.ResponseRecorder { return agree(w, token[1:]+"x") }, 404, wire.StepSent},
		{"after 48 hours", func(w *world, _, token string) *httptest.ResponseRecorder {
			w.now = w.now.Add(48 * time.Hour)
			return agree(w, token)
		}, 410, wire.StepExpired},
		{"another role than the one asked for", func(w *world, _, token string) *httptest.ResponseRecorder {
			return w.answers(token, "guardian_agree", "consent", points...)
		}, 400, wire.StepSent},
		{"a point not confirmed", func(w *world, _, token string) *httptest.ResponseRecorder {
			return w.answers(token, "guardian_agree", "represent", "confirm", "adult", "grant", "analytics")
		}, 400, wire.StepSent},
		{"advertising for a minor", func(w *world, _, token string) *httptest.ResponseRecorder {
			return w.answers(token, "guardian_agree", "represent", append(points, "grant", "advertising")...)
		}, 400, wire.StepSent},
		{"a page of somebody else", func(w *world, _, token string) *httptest.ResponseRecorder {
			f := url.Values{"method": {"guardian_agree"}, "role": {"represent"}, "confirm": {"adult", "band"}}
			h := formType.Clone()
			h.Set("Origin", "https://shop.example")
			return w.do("POST", "/guardian/"+token, f.Encode(), h)
		}, 403, wire.StepSent},
		{"a refusal, and then a yes", func(w *world, _, token string) *httptest.ResponseRecorder {
			w.answers(token, "guardian_decline", "")
			return agree(w, token)
		}, 410, wire.StepDeclined},
		{"an older letter, once the minor asked anew", func(w *world, receipt, token string) *httptest.ResponseRecorder {
			again := w.asking("shop", "13", "BR", "")
			again.Previous = receipt
			send[wire.GuardianState](w, "/v1/guardians", again, 201, "X-Place", "BR")
			w.work()
			return agree(w, token)
		}, 410, wire.StepSent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			receipt := w.asked("shop", "13", "BR")
			if rec := tt.try(w, receipt, w.letter("shop").token); rec.Code != tt.status {
				t.Errorf("answer = %d %.300s, want %d", rec.Code, rec.Body, tt.status)
			}
			if got := w.state(receipt); got.State != tt.state || got.Answer != nil {
				t.Errorf("state = %+v, want %s", got, tt.state)
			}
			if n := w.recorded(); n != 1 {
				t.Errorf("%d records, want the minor's own", n)
			}
		})
	}
}

// A link that was used is used up, whoever sends what again.
func TestReplayedLink(t *testing.T) {
	w := newWorld(t)
	receipt := w.asked("shop", "13", "BR")
	token := w.letter("shop").token
	w.answers(token, "guardian_agree", "represent", points...)
	for range 2 {
		if rec := w.answers(token, "guardian_agree", "represent", append(points, "grant", "analytics")...); rec.Code != 410 {
			t.Errorf("replayed = %d, want 410", rec.Code)
		}
	}
	if rec := w.get("/guardian/" + token); rec.Code != 410 {
		t.Errorf("looked at again = %d, want 410", rec.Code)
	}
	if got := w.state(receipt); got.Answer == nil || got.Answer.Grants[consent.Analytics] || w.recorded() != 2 {
		t.Errorf("state = %+v, %d records", got, w.recorded())
	}
}

// The minor cannot open the link where it was asked for, as far as a browser
// tells; and no answer ever holds the link.
func TestMinorOpensTheLink(t *testing.T) {
	w := newWorld(t)
	ask := w.asking("shop", "13", "BR", "")
	body, _ := json.Marshal(ask)
	rec := w.do("POST", "/v1/guardians", string(body), header("X-Place", "BR"))
	if strings.Contains(rec.Body.String(), "/guardian/") {
		t.Errorf("the answer to the minor holds a link: %s", rec.Body)
	}
	w.work()
	cookie := rec.Result().Cookies()
	if len(cookie) != 1 || !cookie[0].HttpOnly {
		t.Fatalf("cookies = %v", cookie)
	}
	token := w.letter("shop").token
	own := formType.Clone()
	own.Set("Cookie", cookie[0].Name+"="+cookie[0].Value)
	f := url.Values{"method": {"guardian_agree"}, "role": {"represent"}, "confirm": {"adult", "band"}}
	for _, target := range []string{"/guardian/" + token, "/guardian/" + token + "?browser=other"} {
		if rec := w.do("POST", target, f.Encode(), own); rec.Code != 403 {
			t.Errorf("in the minor's browser %s = %d, want 403", target, rec.Code)
		}
	}
	if rec := w.do("POST", "/guardian/"+token, f.Encode(), formType); rec.Code != 200 {
		t.Errorf("in the guardian's = %d, want 200", rec.Code)
	}
}

// No guardian, no optional category, whatever the client sends: neither a
// wider age later, nor a role of its own making, nor another's receipt.
func TestNoGuardianNothingOptional(t *testing.T) {
	w := newWorld(t)
	receipt := w.asked("shop", "13", "BR")
	for _, band := range []consent.Band{"20+", "18-19", "", "13"} {
		for _, method := range []consent.Method{"accept_all", "save_choices"} {
			sub := w.submission("shop", "BR")
			sub.Method, sub.Band, sub.Previous = method, band, receipt
			if method == "save_choices" {
				sub.Grants = consent.Grants{consent.Analytics: true}
			}
			if rec := w.post(sub, "X-Place", "BR"); rec.Code != 403 {
				t.Errorf("%s as %q after 13 = %d %s, want 403", method, band, rec.Code, rec.Body)
			}
		}
	}
	for _, field := range []string{`"authority":"represent"`, `"guardian":{"present":true,"verified":true,"role":"represent"}`} {
		sub := w.submission("shop", "BR")
		body, _ := json.Marshal(sub)
		forged := strings.Replace(string(body), "{", "{"+field+`,"band":"13",`, 1)
		if rec := w.do("POST", "/v1/choices", forged, header("X-Place", "BR")); rec.Code != 400 {
			t.Errorf("with %s = %d, want 400", field, rec.Code)
		}
	}
	send[wire.Problem](w, "/v1/guardians/confirm", wire.GuardianConfirm{
		Receipt: receipt, Method: "save_choices", Grants: consent.Grants{consent.Analytics: true}, Declared: true,
	}, 403)
	other := w.choose(w.submission("shop", "DE"), "X-Place", "DE").Receipt
	send[wire.Problem](w, "/v1/guardians/state", wire.GuardianLook{Receipt: other}, 404)
	send[wire.Problem](w, "/v1/guardians/state", wire.GuardianLook{Receipt: receipt + "x"}, 400)
}

// Once the guardian has agreed, the minor turns off alone, and on no more than
// what was allowed.
func TestAfterTheGuardian(t *testing.T) {
	w := newWorld(t)
	receipt := w.asked("shop", "13", "BR")
	w.answers(w.letter("shop").token, "guardian_agree", "represent", append(points, "grant", "analytics")...)
	held := w.state(receipt).Answer.Receipt
	try := func(method consent.Method, grants consent.Grants) *httptest.ResponseRecorder {
		sub := w.submission("shop", "BR")
		sub.Method, sub.Grants, sub.Previous, sub.Band = method, grants, held, "20+"
		return w.post(sub, "X-Place", "BR")
	}
	if rec := try("save_choices", consent.Grants{consent.Analytics: true, consent.Functional: true}); rec.Code != 403 {
		t.Errorf("more than was allowed = %d, want 403", rec.Code)
	}
	rec := try("withdraw", nil)
	if rec.Code != 201 {
		t.Fatalf("withdrawn = %d %s", rec.Code, rec.Body)
	}
	c := w.claims(decodeAs[wire.Answer](t, rec).Receipt)
	stored, err := w.db.ByID(t.Context(), c.ID)
	if err != nil || c.Authority != consent.Represent || c.Grants[consent.Analytics] || stored.Guardian.Evidence != store.EvidenceReceipt {
		t.Errorf("record = %+v on %+v, %v", c, stored.Guardian, err)
	}
	held = decodeAs[wire.Answer](t, rec).Receipt
	if rec := try("accept_all", nil); rec.Code == 201 && w.claims(decodeAs[wire.Answer](t, rec).Receipt).Grants[consent.Analytics] {
		t.Error("what was withdrawn came back without the guardian")
	}
}

// In Brazil from 16 the minor decides together with the guardian (KRO-BR-03).
func TestGuardianAssists(t *testing.T) {
	w := newWorld(t)
	receipt := w.asked("shop", "16", "BR")
	w.answers(w.letter("shop").token, "guardian_agree", "assist", append(points, "grant", "analytics", "grant", "functional")...)
	got := w.state(receipt)
	if got.State != wire.StepTogether || got.Answer != nil || !got.Allowed[consent.Analytics] || w.recorded() != 1 {
		t.Fatalf("after the guardian = %+v", got)
	}
	confirm := wire.GuardianConfirm{Receipt: receipt, Method: "save_choices", Grants: consent.Grants{consent.Analytics: true}}
	if p := send[wire.Problem](w, "/v1/guardians/confirm", confirm, 403); p.Field != "declared" {
		t.Errorf("without the declaration = %+v", p)
	}
	confirm.Declared, confirm.Grants[consent.ContentUpload] = true, true
	if p := send[wire.Problem](w, "/v1/guardians/confirm", confirm, 403); p.Field != "grants.content_upload" {
		t.Errorf("more than was allowed = %+v", p)
	}
	delete(confirm.Grants, consent.ContentUpload)
	done := send[wire.GuardianState](w, "/v1/guardians/confirm", confirm, 201)
	c := w.claims(done.Answer.Receipt)
	stored, err := w.db.ByID(t.Context(), c.ID)
	if err != nil || c.Authority != consent.Assist || !c.Grants[consent.Analytics] || c.Grants[consent.Functional] || !stored.Guardian.Declared {
		t.Errorf("record = %+v on %+v, %v", c, stored.Guardian, err)
	}
	if again := send[wire.GuardianState](w, "/v1/guardians/confirm", confirm, 201); again.Answer.Receipt != done.Answer.Receipt {
		t.Error("confirmed twice, recorded twice")
	}
}

// Under 14 at Kaadas both read and agree together: the minor's page must be
// there while the guardian answers (KAA-MIN-01).
func TestGuardianSupervises(t *testing.T) {
	w := newWorld(t)
	receipt := w.asked("kaadas", "13", "CN")
	token := w.letter("kaadas").token
	yes := append(points, "confirm", "present", "grant", "functional")
	if rec := w.answers(token, "guardian_agree", "supervise", yes...); rec.Code != 400 || !strings.Contains(rec.Body.String(), "not open") {
		t.Errorf("with nobody there = %d", rec.Code)
	}
	w.state(receipt)
	if rec := w.answers(token, "guardian_agree", "supervise", append(points, "grant", "functional")...); rec.Code != 400 {
		t.Errorf("without saying to be there = %d", rec.Code)
	}
	w.now = w.now.Add(5 * time.Minute)
	if rec := w.answers(token, "guardian_agree", "supervise", yes...); rec.Code != 200 {
		t.Fatalf("together = %d %.300s", rec.Code, rec.Body)
	}
	confirm := wire.GuardianConfirm{Receipt: receipt, Method: "accept_all", Declared: true}
	done := send[wire.GuardianState](w, "/v1/guardians/confirm", confirm, 201)
	if c := w.claims(done.Answer.Receipt); c.Authority != consent.Supervise || !c.Grants[consent.Functional] || c.Grants[consent.Analytics] {
		t.Errorf("record = %+v", c)
	}
}

// In Vietnam the guardian confirms three duties, picks between two ways at 14,
// and who is not willing ends it (KRO-VN-02, -04, -05, -06).
func TestGuardianInVietnam(t *testing.T) {
	duties := append(points, "confirm", "activity", "confirm", "policy", "confirm", "child_protection")
	for _, tt := range []struct {
		band consent.Band
		role consent.Authority
		code int
	}{{"14", consent.Consent, 200}, {"14", consent.AccountOwner, 200}, {"13", consent.AccountOwner, 200}, {"13", consent.Consent, 400}} {
		w := newWorld(t)
		receipt := w.asked("shop", tt.band, "VN")
		token := w.letter("shop").token
		for i := len(points); i < len(duties); i += 2 {
			without := append(append([]string{}, duties[:i]...), duties[i+2:]...)
			if rec := w.answers(token, "guardian_agree", string(tt.role), without...); rec.Code != 400 {
				t.Errorf("%s without %s = %d, want 400", tt.band, duties[i+1], rec.Code)
			}
		}
		if rec := w.answers(token, "guardian_agree", string(tt.role), duties...); rec.Code != tt.code {
			t.Errorf("%s as %s = %d %.200s, want %d", tt.band, tt.role, rec.Code, rec.Body, tt.code)
		}
		got := w.state(receipt)
		if tt.code != 200 {
			continue
		}
		record, err := w.db.ByID(t.Context(), got.Answer.Decision)
		if err != nil || record.Authority != tt.role || len(record.Guardian.Acknowledged) != 3 {
			t.Errorf("record = %+v on %+v, %v", record, record.Guardian, err)
		}
	}
}

// Where only the law asks for a guardian, and with an account at Kalodata and
// KALOS, consent is the step; where there is no way, nobody is written to.
func TestWhoMayAsk(t *testing.T) {
	for _, tt := range []struct {
		site, place, query string
		band               consent.Band
		status             int
	}{
		{"egretsoft", "DE", "", "15", 201},
		{"kalodata", "US", "&account=personal", "17", 201},
		{"kalodata", "US", "", "17", 403}, // browsing needs no account (F-08)
		{"kalos", "SG", "&account=personal", "17", 201},
		{"shop", "KR", "", "13", 403},
		{"shop", "BR", "", "0-12", 403},
		{"shop", "BR", "", "20+", 403},
		{"shop", "US-TX", "", "0-12", 403},
	} {
		w := newWorld(t)
		body, _ := json.Marshal(w.asking(tt.site, tt.band, tt.place, tt.query))
		rec := w.do("POST", "/v1/guardians", string(body), header("X-Place", tt.place))
		if rec.Code != tt.status {
			t.Errorf("%s in %s at %s%s = %d %s, want %d", tt.site, tt.place, tt.band, tt.query, rec.Code, rec.Body, tt.status)
		}
		if stored := len(rec.Result().Cookies()); tt.site == "kalos" && stored > 0 {
			t.Error("kalos lets nothing be stored, and a cookie was set")
		}
	}
}
