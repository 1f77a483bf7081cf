package api_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
)

// A choice that waited in the browser is marked as late; when it was decided
// is for the server's clock to say, whatever the browser tells (COM-56).
func TestLatePosts(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		waited int
		late   bool
	}{{0, false}, {59, false}, {60, true}, {400 * 24 * 60 * 60, true}} {
		sub := w.submission("shop", "BR")
		sub.WaitedS = tt.waited
		answer := w.choose(sub, "X-Place", "BR")
		rec, err := w.db.ByID(t.Context(), answer.Decision)
		if err != nil {
			t.Fatal(err)
		}
		if rec.Late != tt.late || rec.WaitedS != tt.waited || !rec.DecidedAt.Equal(w.now) || !answer.DecidedAt.Equal(w.now) {
			t.Errorf("after %d s: late %v, waited %d, decided at %v; want %v, decided now (COM-56)", tt.waited, rec.Late, rec.WaitedS, rec.DecidedAt, tt.late)
		}
		// The same post once more, later still: the same record.
		sub.WaitedS += 7
		if again := w.post(sub, "X-Place", "BR"); tt.waited < 1e6 && (again.Code != 200 || decodeAs[wire.Answer](t, again).Decision != answer.Decision) {
			t.Errorf("the same once more = %d %s", again.Code, again.Body)
		}
	}
}

// Two tabs that know of the same earlier choice decide one after the other:
// both decisions are kept, and the later one by the server's clock is the one
// whose receipt tabs and guards prefer (COM-54).
func TestTabsDecide(t *testing.T) {
	w := newWorld(t)
	first := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	decide := func(analytics bool) consent.Receipt {
		w.now = w.now.Add(time.Second)
		sub := w.submission("shop", "BR")
		sub.Previous, sub.Method, sub.Grants = first.Receipt, "save_choices", consent.Grants{consent.Analytics: analytics}
		return w.claims(w.choose(sub, "X-Place", "BR").Receipt)
	}
	one, other := decide(false), decide(true)
	if one.IssuedAt >= other.IssuedAt || one.Grants[consent.Analytics] || !other.Grants[consent.Analytics] || w.recorded() != 3 {
		t.Errorf("%+v, then %+v, %d records; want the second later, and all three (COM-54)", one, other, w.recorded())
	}
}

// A clock that jumps back an hour loses nothing: the withdrawal that follows is
// recorded, and it is no older than the acceptance it takes back.
func TestClockJumpsBack(t *testing.T) {
	w := newWorld(t)
	first := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	w.now = w.now.Add(-time.Hour)
	sub := w.submission("shop", "BR")
	sub.Previous, sub.Method = first.Receipt, "withdraw"
	second := w.claims(w.choose(sub, "X-Place", "BR").Receipt)
	if second.IssuedAt < w.claims(first.Receipt).IssuedAt || second.Grants[consent.Analytics] || w.recorded() != 2 {
		t.Errorf("%+v after %+v, %d records", second, w.claims(first.Receipt), w.recorded())
	}
	w.now = w.now.Add(2 * time.Hour)
	again := w.submission("shop", "BR")
	if third := w.claims(w.choose(again, "X-Place", "BR").Receipt); third.IssuedAt != w.now.Unix() {
		t.Errorf("once the clock is right again a choice is dated %d, want %d", third.IssuedAt, w.now.Unix())
	}
}

// A captured post cannot bring back what was erased.
func TestErasedStaysErased(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "BR")
	answer := w.choose(sub, "X-Place", "BR")
	if code, body := w.held("DELETE", "/v1/choices", answer.Receipt); code != 204 {
		t.Fatalf("erasing = %d %s", code, body)
	}
	rec := w.post(sub, "X-Place", "BR")
	if got := decodeAs[wire.Problem](t, rec); rec.Code != 409 || got.Type != "/problems/key-conflict" || w.recorded() != 0 {
		t.Errorf("the same post afterwards = %d %s, %d records; want 409, none", rec.Code, rec.Body, w.recorded())
	}
	sub.Key = uuid.NewString()
	w.choose(sub, "X-Place", "BR")
}
