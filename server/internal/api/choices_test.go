package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
)

// claims reads a receipt as an outsider would: with go-jose and the published
// keys, nothing of ours.
func (w *world) claims(token string) consent.Receipt {
	w.t.Helper()
	var set jose.JSONWebKeySet
	w.read("/.well-known/jwks.json", &set)
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := jws.Verify(set)
	if err != nil {
		w.t.Fatal(err)
	}
	var c consent.Receipt
	if err := json.Unmarshal(body, &c); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// The whole path: a plan, a choice, a record, a receipt.
func TestChoiceIsRecorded(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "BR")
	answer := w.choose(sub, "X-Place", "BR", "DNT", "1", "Origin", "https://shop.example")

	rec, err := w.db.ByID(t.Context(), answer.Decision)
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2027, 5, 23, 9, 0, 0, 0, time.UTC)
	if rec.Site != "shop" || rec.Profile != "krowork-intl" || rec.Place != "BR" || rec.Lang != "en" || rec.Method != "accept_all" ||
		rec.Authority != "self" || rec.GPC || !rec.DNT || len(rec.TextHash) != 64 || !rec.DecidedAt.Equal(morning) || !rec.ValidUntil.Equal(until) {
		t.Errorf("recorded %+v", rec)
	}
	if !rec.Grants[consent.Analytics] || rec.Grants[consent.SaleOrShare] || !rec.Grants[consent.Necessary] {
		t.Errorf("grants = %v", rec.Grants)
	}
	if diff := cmp.Diff(rec.Grants, answer.Grants); diff != "" {
		t.Errorf("the answer's grants differ from the record's (-record +answer):\n%s", diff)
	}
	want := consent.Receipt{
		Issuer: "sayso", Site: "shop", ID: rec.ID, IssuedAt: morning.Unix(), Expires: until.Unix(),
		Service: "krowork", Profile: rec.Profile, PolicyVersion: rec.PolicyVersion, Place: "BR", Language: "en",
		Grants: rec.Grants, Authority: "self", Method: "accept_all",
	}
	if diff := cmp.Diff(want, w.claims(answer.Receipt)); diff != "" {
		t.Errorf("receipt (-want +got):\n%s", diff)
	}
}

func TestRepeatedChoice(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "BR")
	first := w.choose(sub, "X-Place", "BR")
	w.now = w.now.Add(time.Hour)
	again := w.post(sub, "X-Place", "BR")
	if again.Code != http.StatusOK {
		t.Fatalf("the same again = %d %s, want 200", again.Code, again.Body)
	}
	if diff := cmp.Diff(first, decodeAs[wire.Answer](t, again)); diff != "" {
		t.Errorf("the second answer differs (-first +second):\n%s", diff)
	}
	if n := w.recorded(); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
}

// Many at once, each sent three times: one record each, and one receipt.
func TestConcurrentChoices(t *testing.T) {
	w := newWorld(t)
	token := w.token("shop", "X-Place", "BR")
	var (
		wg       sync.WaitGroup
		mu       sync.Mutex
		receipts = map[string]string{}
	)
	for i := range 30 {
		key := uuid.NewString()
		for range 3 {
			wg.Go(func() {
				// Each key comes from a neighbourhood of its own.
				rec := w.post(wire.Submission{Site: "shop", Plan: token, Method: "reject_all", Key: key},
					"X-Place", "BR", "X-Forwarded-For", "198.51."+string(rune('0'+i%10))+"."+string(rune('0'+i/10)))
				if rec.Code != 200 && rec.Code != 201 {
					t.Errorf("%d %s", rec.Code, rec.Body)
					return
				}
				got := decodeAs[wire.Answer](t, rec).Receipt
				mu.Lock()
				defer mu.Unlock()
				if before := receipts[key]; before != "" && before != got {
					t.Errorf("key %s got two receipts", key)
				}
				receipts[key] = got
			})
		}
	}
	wg.Wait()
	if n := w.recorded(); n != 30 {
		t.Errorf("%d records, want 30", n)
	}
}

// A refusal stores nothing and says exactly why.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*world, *wire.Submission)
		header []string // beside X-Place: BR
		status int
		code   string
		field  string
		rules  []string
	}{
		{"an unknown site", func(_ *world, s *wire.Submission) { s.Site = "nowhere" }, nil, 404, "unknown-site", "site", nil},
		{"another site's plan", func(_ *world, s *wire.Submission) { s.Site = "krowork" }, nil, 400, "malformed", "plan", nil},
		{"a forged plan", func(_ *world, s *wire.Submission) { s.Plan = "!" + s.Plan[1:] }, nil, 409, "superseded", "plan", nil},
		{"no plan", func(_ *world, s *wire.Submission) { s.Plan = "" }, nil, 400, "malformed", "plan", nil},
		{"an unknown method", func(_ *world, s *wire.Submission) { s.Method = "shrug" }, nil, 400, "malformed", "method", nil},
		{"no key", func(_ *world, s *wire.Submission) { s.Key = "" }, nil, 400, "malformed", "key", nil},
		{"a key that is no UUID", func(_ *world, s *wire.Submission) { s.Key = strings.Repeat("z", 36) }, nil, 400, "malformed", "key", nil},
		{"an unknown band", func(_ *world, s *wire.Submission) { s.Band = "12" }, nil, 400, "malformed", "band", nil},
		{"a band that has ended", func(_ *world, s *wire.Submission) {
			s.Band, s.BandUntil = "20+", consent.DateOf(morning.AddDate(0, 0, -2))
		}, nil, 400, "malformed", "band_until", nil},
		{"a band that never ends", func(_ *world, s *wire.Submission) {
			s.Band, s.BandUntil = "13", consent.DateOf(morning.AddDate(90, 0, 0))
		}, nil, 400, "malformed", "band_until", nil},
		{"a save without switches", func(_ *world, s *wire.Submission) { s.Method = "save_choices" }, nil, 400, "malformed", "grants", nil},
		{"a wait that cannot be", func(_ *world, s *wire.Submission) { s.WaitedS = -1 }, nil, 400, "malformed", "waited_s", nil},
		{"an unknown category", func(_ *world, s *wire.Submission) {
			s.Method, s.Grants = "save_choices", consent.Grants{"telepathy": true}
		}, nil, 400, "unknown-category", "grants.telepathy", []string{"COM-55"}},
		{"more than the button grants", func(_ *world, s *wire.Submission) { s.Grants = consent.Grants{consent.SaleOrShare: true} }, nil, 403, "not-allowed", "grants.sale_or_share", []string{"COM-19", "COM-55"}},
		{"advertising by accept_all under the signal", func(_ *world, s *wire.Submission) { s.Grants = consent.Grants{consent.Advertising: true} },
			[]string{"Sec-GPC", "1"}, 403, "not-allowed", "grants.advertising", []string{"COM-19", "COM-55"}},
		{"a child of thirteen, in Brazil", func(_ *world, s *wire.Submission) { s.Band = "13" }, nil, 403, "not-allowed", "method", []string{"KRO-BR-02", "COM-39", "F-20"}},
		{"switching off the necessary", func(_ *world, s *wire.Submission) {
			s.Method, s.Grants = "save_choices", consent.Grants{consent.Necessary: false}
		}, nil, 403, "not-allowed", "grants.necessary", []string{"KRO-COO-01", "COM-55"}},
		{"another origin", func(*world, *wire.Submission) {}, []string{"Origin", "https://evil.example"}, 403, "wrong-origin", "origin", nil},
		{"an opaque origin", func(*world, *wire.Submission) {}, []string{"Origin", "null"}, 403, "wrong-origin", "origin", nil},
		{"a prerendered page", func(*world, *wire.Submission) {}, []string{"Sec-Purpose", "prefetch;prerender"}, 403, "prerender", "", nil},
		{"another choice under a used key", func(w *world, s *wire.Submission) {
			w.choose(*s, "X-Place", "BR")
			s.Method = "reject_all"
		}, nil, 409, "key-conflict", "key", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			sub := w.submission("shop", "BR")
			tt.change(w, &sub)
			before := w.recorded()
			rec := w.post(sub, append([]string{"X-Place", "BR"}, tt.header...)...)
			got := decodeAs[wire.Problem](t, rec)
			if rec.Code != tt.status || got.Status != tt.status || got.Type != "/problems/"+tt.code || got.Field != tt.field {
				t.Errorf("answer = %d %s\nwant %d, type /problems/%s, field %q", rec.Code, rec.Body, tt.status, tt.code, tt.field)
			}
			if diff := cmp.Diff(tt.rules, got.Rules); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
			if ct := rec.Header().Get("Content-Type"); ct != "application/problem+json" || got.Title == "" || got.Detail == "" {
				t.Errorf("Content-Type = %q, title %q, detail %q", ct, got.Title, got.Detail)
			}
			if n := w.recorded(); n != before {
				t.Errorf("%d records after the refusal, want %d", n, before)
			}
		})
	}
}

// Bodies that are no submission.
func TestMalformedBodies(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", "", 400, "malformed"},
		{"no JSON", "site=shop", 400, "malformed"},
		{"two values", `{"site":"shop"}{"site":"shop"}`, 400, "malformed"},
		{"a wrong type", `{"site":"shop","grants":{"analytics":"yes"}}`, 400, "malformed"},
		{"an array", `[]`, 400, "malformed"},
		{"64 KiB and more", `{"site":"` + strings.Repeat("a", 64<<10) + `"}`, 413, "too-large"},
		{"10 MB", strings.Repeat(" ", 10<<20), 413, "too-large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := w.do("POST", "/v1/choices", tt.body, nil)
			if got := decodeAs[wire.Problem](t, rec); rec.Code != tt.status || got.Type != "/problems/"+tt.code {
				t.Errorf("answer = %d %s, want %d %s", rec.Code, rec.Body, tt.status, tt.code)
			}
		})
	}
}

// Unknown fields are refused even in a choice that is right but for them: a
// birth date least of all.
func TestUnknownField(t *testing.T) {
	w := newWorld(t)
	good, err := json.Marshal(w.submission("shop", "BR"))
	if err != nil {
		t.Fatal(err)
	}
	bad := strings.Replace(string(good), "{", `{"birth_date":"2012-01-01",`, 1)
	rec := w.do("POST", "/v1/choices", bad, header("X-Place", "BR"))
	want := `the body is not a choice: unknown field "birth_date"`
	if got := decodeAs[wire.Problem](t, rec); rec.Code != 400 || got.Detail != want || w.recorded() != 0 {
		t.Errorf("answer = %d %q, want 400 %q", rec.Code, got.Detail, want)
	}
}

// A plan that was shown in one place cannot be used in another, where the law
// may be stricter.
func TestPlaceChanged(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "US-CA")
	for _, place := range []string{"DE", ""} {
		rec := w.post(sub, "X-Place", place)
		if got := decodeAs[wire.Problem](t, rec); rec.Code != 409 || got.Type != "/problems/place-changed" {
			t.Errorf("in %q: %d %s, want 409 place-changed", place, rec.Code, rec.Body)
		}
	}
}

// A token names the version that was in force; in a time when it was not, it
// is refused.
func TestSupersededVersion(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "CN")
	// Before 31 March 2026 the Chinese text of 24 March was not yet in force.
	w.now = time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC)
	rec := w.post(sub, "X-Place", "CN")
	if got := decodeAs[wire.Problem](t, rec); rec.Code != 409 || got.Type != "/problems/superseded" {
		t.Errorf("answer = %d %s, want 409 superseded", rec.Code, rec.Body)
	}
}

// The signal narrows wherever it is heard: in the header, in the body, or in
// the plan that was shown.
func TestSignalNarrows(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name   string
		header []string
		query  string
		body   bool
		want   bool // advertising granted by accept_all
	}{
		{"no signal", nil, "", false, true},
		{"in the header", []string{"Sec-GPC", "1"}, "", false, false},
		{"another value is no signal (COM-20)", []string{"Sec-GPC", "true"}, "", false, true},
		{"two lines, one of them 1", []string{"Sec-GPC", "0", "Sec-GPC", "1"}, "", false, false},
		{"in the body", nil, "", true, false},
		{"in the plan", nil, "&gpc=1", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sub := wire.Submission{Site: "shop", Method: "accept_all", Key: uuid.NewString(), GPC: tt.body}
			var plan struct{ Plan string }
			w.read("/v1/plan?site=shop"+tt.query, &plan, "X-Place", "BR")
			sub.Plan = plan.Plan
			answer := w.choose(sub, append([]string{"X-Place", "BR"}, tt.header...)...)
			if got := answer.Grants[consent.Advertising]; got != tt.want {
				t.Errorf("advertising = %v, want %v", got, tt.want)
			}
			if got := w.claims(answer.Receipt).GPC; got == tt.want {
				t.Errorf("receipt.gpc = %v, want %v", got, !tt.want)
			}
		})
	}
}

// Under the signal, a specific yes to advertising stands beside it (COM-22).
func TestSpecificYesUnderTheSignal(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "BR")
	sub.Method, sub.Grants = "save_choices", consent.Grants{consent.Advertising: true}
	answer := w.choose(sub, "X-Place", "BR", "Sec-GPC", "1")
	if c := w.claims(answer.Receipt); !c.Grants[consent.Advertising] || !c.GPC {
		t.Errorf("receipt: advertising %v, gpc %v; want true, true", c.Grants[consent.Advertising], c.GPC)
	}
}

// A save changes what it names and keeps the rest of the choice before.
func TestPreviousChoiceIsKept(t *testing.T) {
	w := newWorld(t)
	first := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	sub := w.submission("shop", "BR")
	sub.Method, sub.Grants, sub.Previous = "save_choices", consent.Grants{consent.Analytics: false}, first.Receipt
	second := w.choose(sub, "X-Place", "BR")
	if second.Grants[consent.Analytics] || !second.Grants[consent.Functional] {
		t.Errorf("grants = %v, want functional kept and analytics off", second.Grants)
	}

	forged := first.Receipt[:len(first.Receipt)-10] + "AAAAAAAAAA"
	for name, previous := range map[string]string{"forged": forged, "broken": "x.y.z", "huge": strings.Repeat("a", 20_000)} {
		sub := w.submission("shop", "BR")
		sub.Method, sub.Grants, sub.Previous = "save_choices", consent.Grants{consent.Analytics: false}, previous
		if got := w.choose(sub, "X-Place", "BR"); got.Grants[consent.Functional] {
			t.Errorf("a %s receipt kept a grant", name)
		}
	}
}

// Once a younger age was told, a wider claim does not undo it until that band
// ends (F-01).
func TestYoungerAgeSticks(t *testing.T) {
	w := newWorld(t)
	told := w.submission("shop", "DE")
	told.Method, told.Band, told.BandUntil = "reject_all", "14", consent.Date{Year: 2027, Month: 6, Day: 1}
	held := w.choose(told, "X-Place", "DE").Receipt
	try := func(band consent.Band) (int, wire.Problem) {
		sub := w.submission("shop", "DE")
		sub.Previous, sub.Band = held, band
		sub.Method, sub.Grants = "save_choices", consent.Grants{consent.Analytics: true}
		rec := w.post(sub, "X-Place", "DE")
		return rec.Code, decodeAs[wire.Problem](t, rec)
	}
	for _, band := range []consent.Band{"20+", ""} {
		if code, p := try(band); code != 403 {
			t.Errorf("claiming %q after 14 = %d %+v, want 403", band, code, p)
		}
	}
	w.now = time.Date(2027, 6, 2, 12, 0, 0, 0, time.UTC)
	if code, p := try("18-19"); code != 201 {
		t.Errorf("after the band's end = %d %+v, want 201", code, p)
	}
}

// Kaadas keeps nothing on a device for longer than 15 days (KAA-COO-04).
func TestKaadasLapsesAfterFifteenDays(t *testing.T) {
	w := newWorld(t)
	answer := w.choose(w.submission("kaadas", "CN"), "X-Place", "CN")
	c := w.claims(answer.Receipt)
	if got := c.Expires - c.IssuedAt; got != 1_296_000 {
		t.Errorf("exp - iat = %d s, want 1296000", got)
	}
}

func TestTooManyChoices(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "BR")
	send := func(from string) int {
		sub.Key = uuid.NewString()
		return w.post(sub, "X-Place", "BR", "X-Forwarded-For", from).Code
	}
	codes := map[int]int{}
	for range 50 {
		codes[send("198.51.100.7")]++
	}
	if want := map[int]int{201: 40, 429: 10}; !maps.Equal(codes, want) {
		t.Errorf("50 at once = %v, want %v", codes, want)
	}
	if got := send("198.51.100.200"); got != 429 {
		t.Errorf("a neighbour = %d, want 429", got)
	}
	if got := send("198.51.101.7"); got != 201 {
		t.Errorf("somebody else = %d, want 201", got)
	}
	w.now = w.now.Add(10 * time.Second)
	if got := send("198.51.100.7"); got != 201 {
		t.Errorf("ten seconds later = %d, want 201", got)
	}
}

// What restarts keeps its keys: the token and the receipt of before still
// count.
func TestRestart(t *testing.T) {
	file := t.TempDir() + "/sayso.db"
	before := openWorld(t, file)
	sub := before.submission("shop", "BR")
	first := before.choose(sub, "X-Place", "BR")
	before.db.Close()

	after := openWorld(t, file)
	rec := after.post(sub, "X-Place", "BR")
	if rec.Code != 200 {
		t.Fatalf("the same choice after a restart = %d %s, want 200", rec.Code, rec.Body)
	}
	if diff := cmp.Diff(first, decodeAs[wire.Answer](t, rec)); diff != "" {
		t.Errorf("the answer differs (-before +after):\n%s", diff)
	}
	after.claims(first.Receipt)
}

// The log names no visitor.
func TestLogNamesNobody(t *testing.T) {
	w := newWorld(t)
	w.choose(w.submission("shop", "BR"), "X-Place", "BR", "X-Forwarded-For", "198.51.100.7", "User-Agent", "Mosaic/1.0")
	w.get("/sayso.js?site=nowhere&secret=1", "User-Agent", "Mosaic/1.0")
	log := w.log.String()
	if !strings.Contains(log, `"route":"/v1/choices","status":201`) || !strings.Contains(log, `"problem":"unknown-site"`) {
		t.Errorf("the log lacks its lines:\n%s", log)
	}
	for _, secret := range []string{"198.51.100.7", "192.0.2.1", "Mosaic", "secret", "nowhere"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
}
