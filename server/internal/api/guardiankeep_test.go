package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/store"
)

// The address is gone once the letter is sent, and after an hour if it never
// is; the step is gone three days after the asking.
func TestAddressIsForgotten(t *testing.T) {
	w := newWorld(t)
	if err := os.WriteFile(w.outbox, nil, 0o600); err != nil { // a file where the folder should be: sending fails
		t.Fatal(err)
	}
	state := send[wire.GuardianState](w, "/v1/guardians", w.asking("shop", "13", "BR", ""), 201, "X-Place", "BR")
	receipt := state.Answer.Receipt
	address := func() string {
		step, err := w.db.StepByDecision(t.Context(), state.Answer.Decision)
		if err != nil {
			t.Fatal(err)
		}
		return step.Address
	}
	for range 6 {
		if got := w.state(receipt).State; got != wire.StepSending || address() != parent {
			t.Fatalf("at %v: %s, address %q", w.now, got, address())
		}
		if err := w.server.Guardians().Work(t.Context()); err == nil {
			t.Fatal("a letter was sent into a file")
		}
		w.now = w.now.Add(10 * time.Minute)
	}
	os.Remove(w.outbox)
	w.work()
	if got := w.state(receipt).State; got != wire.StepUnsent || address() != "" {
		t.Errorf("after an hour: %s, address %q", got, address())
	}
	if strings.Contains(w.log.String(), parent) {
		t.Error("the log names the address")
	}
	again := w.asking("shop", "13", "BR", "")
	again.Previous = receipt
	send[wire.GuardianState](w, "/v1/guardians", again, 201, "X-Place", "BR")
	w.work()
	if got := address(); got != "" {
		t.Errorf("after sending, the address is %q", got)
	}
	w.now = w.now.Add(73 * time.Hour)
	w.work()
	send[wire.Problem](w, "/v1/guardians/state", wire.GuardianLook{Receipt: receipt}, 404)
	if left, _ := filepath.Glob(filepath.Join(w.outbox, "*")); len(left) > 0 {
		t.Errorf("letters are left: %q", left)
	}
}

// Nobody is flooded with letters in our name.
func TestTooManyLetters(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		ask := w.asking("shop", "13", "BR", "")
		body, _ := json.Marshal(ask)
		want := http.StatusCreated
		if i == 3 {
			want = http.StatusTooManyRequests
		}
		if rec := w.do("POST", "/v1/guardians", string(body), header("X-Place", "BR")); rec.Code != want {
			t.Errorf("letter %d to one address = %d, want %d", i+1, rec.Code, want)
		}
		if i > 0 {
			continue
		}
		if rec := w.do("POST", "/v1/guardians", string(body), header("X-Place", "BR")); rec.Code != 200 {
			t.Errorf("the same key again = %d, want 200", rec.Code)
		}
	}
	codes := map[int]int{}
	for i := range 25 {
		ask := w.asking("shop", "13", "BR", "")
		ask.Email = uuid.NewString() + "@example.com"
		body, _ := json.Marshal(ask)
		codes[w.do("POST", "/v1/guardians", string(body), header("X-Place", "BR")).Code]++
		_ = i
	}
	if codes[201] == 0 || codes[429] == 0 {
		t.Errorf("from one network: %v", codes)
	}
	for _, email := range []string{"", "nobody", "a@b", "x@example.com, y@example.com", "Eve <eve@example.com>", "a@example.com\r\nBcc: b@example.com"} {
		fresh := newWorld(t)
		ask := fresh.asking("shop", "13", "BR", "")
		ask.Email = email
		if p := send[wire.Problem](fresh, "/v1/guardians", ask, 400, "X-Place", "BR"); p.Field != "email" {
			t.Errorf("%q: %+v", email, p)
		}
	}
}

// What a minor allowed before the age was known becomes a task to delete, once,
// and everything optional goes off with the question (COM-40).
func TestMinorFoundLater(t *testing.T) {
	w := newWorld(t)
	before := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	sub := w.submission("shop", "BR")
	sub.Previous, sub.Band = before.Receipt, "13"
	if rec := w.post(sub, "X-Place", "BR"); rec.Code != 403 {
		t.Errorf("a grant of the minor = %d, want 403", rec.Code)
	}
	ask := w.asking("shop", "13", "BR", "")
	ask.Previous = before.Receipt
	state := send[wire.GuardianState](w, "/v1/guardians", ask, 201, "X-Place", "BR")
	for k, on := range state.Answer.Grants {
		if on && k != consent.Necessary {
			t.Errorf("%s stayed on", k)
		}
	}
	tasks, err := w.db.Tasks(t.Context(), false)
	if err != nil || len(tasks) != 1 || tasks[0].Decision != before.Decision || tasks[0].Kind != store.TaskDelete {
		t.Errorf("tasks = %+v, %v; want one, about %s", tasks, err, before.Decision)
	}
	if page := w.get("/metrics").Body.String(); !strings.Contains(page, "sayso_tasks_open 1\n") {
		t.Errorf("/metrics does not count the task:\n%s", page)
	}
}

// A guardian's choice ends with the age band where the next band decides in
// its own right (COM-42).
func TestGuardiansChoiceEndsWithTheBand(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		band  consent.Band
		until consent.Date
		want  string
	}{
		{"15", consent.Date{Year: 2027, Month: 1, Day: 1}, "2027-01-01"}, // then 16: another step
		{"14", consent.Date{Year: 2027, Month: 1, Day: 1}, "2027-05-23"}, // then 15: the same step; six months
	} {
		ask := w.asking("shop", tt.band, "BR", "")
		ask.BandUntil, ask.Email = tt.until, string(tt.band)+parent
		receipt := send[wire.GuardianState](w, "/v1/guardians", ask, 201, "X-Place", "BR").Answer.Receipt
		w.work()
		w.now = w.now.Add(time.Second)
		w.answers(w.letter("shop").token, "guardian_agree", "represent", points...)
		got := w.state(receipt)
		if got.Answer == nil || got.Answer.ValidUntil.Format(time.DateOnly) != tt.want {
			t.Errorf("band %s: %+v, want valid until %s", tt.band, got.Answer, tt.want)
		}
		w.now = w.now.Add(time.Minute)
	}
}

// Without any script the form goes the same way: the minor asks, looks for the
// answer, and takes part where both decide together.
func TestGuardianByForm(t *testing.T) {
	w := newWorld(t)
	press := func(page, method string, fields ...string) (int, string) {
		f := form(page)
		f.Set("method", method)
		for i := 0; i+1 < len(fields); i += 2 {
			f.Add(fields[i], fields[i+1])
		}
		h := formType.Clone()
		h.Set("X-Place", "BR")
		rec := w.do("POST", "/panel", f.Encode(), h)
		return rec.Code, rec.Body.String()
	}
	first := w.get("/p/krowork", "X-Place", "BR").Body.String()
	if code, page := press(first, "start_guardian_flow", "band", "16", "email", "nobody"); code != 400 || !strings.Contains(page, "not an e-mail address") {
		t.Errorf("without an address = %d", code)
	}
	code, page := press(first, "start_guardian_flow", "band", "16", "email", parent)
	if code != 201 || !strings.Contains(page, `data-sayso-step="sending"`) || strings.Contains(page, parent) {
		t.Fatalf("asked = %d %.200s", code, page)
	}
	w.work()
	code, page = press(page, "guardian_state", "band", "16")
	if code != 201 || !strings.Contains(page, `data-sayso-step="sent"`) {
		t.Fatalf("looked = %d", code)
	}
	w.answers(w.letter("krowork").token, "guardian_agree", "assist", append(points, "grant", "analytics")...)
	_, page = press(page, "guardian_state", "band", "16")
	if !strings.Contains(page, `data-sayso-step="together"`) || !strings.Contains(page, `disabled id="s-functional"`) || strings.Contains(page, `disabled id="s-analytics"`) {
		t.Fatalf("after the guardian: %.3000s", page)
	}
	if code, page := press(page, "save_choices", "grant", "analytics", "band", "16"); code != 403 || !strings.Contains(page, "decide together") {
		t.Errorf("without the declaration = %d", code)
	}
	code, page = press(page, "save_choices", "grant", "analytics", "band", "20+", "declared", "1")
	if code != 201 {
		t.Fatalf("confirmed = %d", code)
	}
	if c := w.claims(form(page).Get("previous")); c.Authority != consent.Assist || !c.Grants[consent.Analytics] || c.Band != "16" {
		t.Errorf("receipt = %+v", c)
	}
}
