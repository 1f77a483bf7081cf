package api_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
)

// plainForm is the page of a site as a browser without JavaScript would send
// it: with what stands in it, and pairs of name and value on top.
func (w *world) plainForm(page string, pairs ...string) url.Values {
	w.t.Helper()
	f := url.Values{}
	for _, name := range []string{"site", "plan", "key", "previous"} {
		found := regexp.MustCompile(`<input[^>]*name="` + name + `"[^>]*?(?: value="([^"]*)")?>`).FindStringSubmatch(page)
		if found == nil {
			w.t.Fatalf("the page has no %q", name)
		}
		f.Set(name, found[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}
	return f
}

const wardBox = `name="under_guardianship"`

// The way of an adult under guardianship without JavaScript: say so, be told
// that the guardian has to agree, ask, and see it recorded (KRO-VN-03). Without
// the question nobody could say so, and the rule would hold for no one.
func TestWardWithoutScript(t *testing.T) {
	w := newWorld(t)
	inVietnam := formType.Clone()
	inVietnam.Set("X-Place", "VN")
	sent := func(f url.Values, status int) string {
		t.Helper()
		rec := w.do("POST", "/p/shop", f.Encode(), inVietnam)
		if rec.Code != status {
			t.Fatalf("the form = %d %.300s, want %d", rec.Code, rec.Body, status)
		}
		return rec.Body.String()
	}
	page := w.get("/p/shop", "X-Place", "VN").Body.String()
	if !strings.Contains(page, wardBox) || strings.Contains(page, `name="email"`) {
		t.Fatal("the page does not ask, or asks for a guardian before anybody told of one")
	}
	page = sent(w.plainForm(page, "under_guardianship", "1", "method", "save_choices", "grant", "analytics"), 403)
	for _, part := range []string{`name="email"`, `data-sayso-access="guardian_consent"`, "under guardianship. Your guardian has to agree"} {
		if !strings.Contains(page, part) {
			t.Errorf("after saying so, the page lacks %q", part)
		}
	}
	if w.recorded() != 0 {
		t.Fatal("a grant was recorded without the guardian")
	}
	page = sent(w.plainForm(page, "under_guardianship", "1", "method", "start_guardian_flow", "email", parent), 201)
	if !regexp.MustCompile(`<input[^>]*disabled[^>]*` + wardBox).MatchString(page) {
		t.Error("what is on record can be taken back by a tick")
	}
	w.work()
	l := w.letter("shop")
	if !strings.Contains(l.text, "adult under guardianship") {
		t.Errorf("the letter does not say for whom: %s", l.text)
	}
	yes := []string{"confirm", "adult", "confirm", "ward", "confirm", "activity", "confirm", "policy", "confirm", "child_protection", "grant", "analytics"}
	if rec := w.answers(l.token, "guardian_agree", "consent", append(points, yes[4:]...)...); rec.Code != 400 {
		t.Errorf("without confirming the guardianship = %d, want 400", rec.Code)
	}
	if rec := w.answers(l.token, "guardian_agree", "consent", yes...); rec.Code != 200 {
		t.Fatalf("the guardian's answer = %d %.300s", rec.Code, rec.Body)
	}
	page = sent(w.plainForm(page, "method", "guardian_state"), 201)
	if !strings.Contains(page, `data-sayso-step="agreed"`) {
		t.Error("the page does not say that the guardian agreed")
	}
	c := w.claims(w.plainForm(page).Get("previous"))
	record, err := w.db.ByID(t.Context(), c.ID)
	if err != nil || !c.Ward || !record.Ward || c.Authority != consent.Consent || !c.Grants[consent.Analytics] || c.Grants[consent.Functional] {
		t.Errorf("recorded are %+v and %+v, %v", c, record, err)
	}
}

// Once told it stands as long as the record, whatever is claimed later; and a
// guardian is asked for only where the rule holds.
func TestWardStands(t *testing.T) {
	w := newWorld(t)
	ask := w.asking("shop", "", "VN", "")
	send[wire.Problem](w, "/v1/guardians", ask, 400, "X-Place", "VN") // neither a band nor a word
	ask.Ward = true
	held := send[wire.GuardianState](w, "/v1/guardians", ask, 201, "X-Place", "VN").Answer.Receipt
	later := w.submission("shop", "VN")
	later.Previous, later.Band = held, "20+"
	if rec := w.post(later, "X-Place", "VN"); rec.Code != 403 || !strings.Contains(rec.Body.String(), "KRO-VN-03") {
		t.Errorf("accepted later = %d %s, want 403 by KRO-VN-03", rec.Code, rec.Body)
	}
	for _, site := range []string{"shop", "kaadas", "egretsoft"} {
		place := map[string]string{"shop": "BR", "kaadas": "CN", "egretsoft": "VN"}[site]
		if page := w.get("/p/"+site, "X-Place", place).Body.String(); strings.Contains(page, wardBox) {
			t.Errorf("%s asks in %s, where guardianship changes nothing", site, place)
		}
		ask := w.asking(site, "20+", place, "")
		ask.Ward = true
		send[wire.Problem](w, "/v1/guardians", ask, 403, "X-Place", place)
	}
	again := w.asking("shop", "", "VN", "") // a form does not send a box that is on record
	again.Previous = held
	send[wire.GuardianState](w, "/v1/guardians", again, 201, "X-Place", "VN")
	refusal := w.submission("shop", "VN")
	refusal.Method, refusal.Ward = "reject_all", true
	body, _ := json.Marshal(refusal)
	if rec := w.do("POST", "/v1/choices", string(body), header("X-Place", "VN")); rec.Code != 201 {
		t.Errorf("a refusal = %d %s; it takes no guardian", rec.Code, rec.Body)
	}
	refusal.Key, refusal.Ward = uuid.NewString(), false
	if c := w.claims(w.choose(refusal, "X-Place", "VN").Receipt); c.Ward {
		t.Error("a visitor who said nothing is on record as under guardianship")
	}
}
