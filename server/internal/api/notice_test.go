package api_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"sayso/app/wire"
	"sayso/server/internal/keyring"
	"sayso/server/internal/notice"
	"sayso/server/internal/store"
	"sayso/server/internal/ticket"
)

// Whatever a choice was made under is kept before the choice is: also what is
// only played, which nobody keeps for being looked at.
func TestNoticeIsKept(t *testing.T) {
	w := newWorld(t)
	w.get("/v1/plan?site=krowork&place=FR&now=2027-01-01T00:00:00Z")
	n := 0
	for range w.db.AllParts(t.Context()) {
		n++
	}
	if n != 0 {
		t.Errorf("%d parts are kept of what was only played, want none", n)
	}
	for _, query := range []string{"shop", "krowork&place=FR&now=2027-01-01T00:00:00Z", "kalos&place=CN"} {
		site, _, _ := strings.Cut(query, "&")
		var plan struct{ Plan string }
		w.read("/v1/plan?site="+query, &plan, "X-Place", "BR", "DNT", "1")
		sub := wire.Submission{Site: site, Plan: plan.Plan, Method: "reject_all", Key: w.submission("shop", "BR").Key}
		answer := w.choose(sub, "X-Place", "BR")
		shown, err := notice.Find(t.Context(), w.db, answer.Decision)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if shown.Notice.Site != site || !shown.Notice.DNT || !json.Valid(shown.Notice.Plan) || len(shown.Text()) == 0 {
			t.Errorf("%s: the notice is %+v", query, shown.Notice)
		}
	}
}

// A choice under texts that nobody could show later is not recorded: the
// visitor is asked under those of today.
func TestLostNotice(t *testing.T) {
	w := newWorld(t)
	sub := w.submission("shop", "BR")
	ring, err := keyring.Load(t.Context(), w.db, morning)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := ticket.Open(ring.Tickets(), sub.Plan)
	if err != nil {
		t.Fatal(err)
	}
	shown.Text = strings.Repeat("0", 64)
	if sub.Plan, err = ticket.Seal(ring.Tickets(), shown); err != nil {
		t.Fatal(err)
	}
	rec := w.post(sub, "X-Place", "BR")
	if got := decodeAs[wire.Problem](t, rec); rec.Code != 409 || got.Type != "/problems/superseded" || w.recorded() != 0 {
		t.Errorf("answer = %d %s, %d records; want 409 superseded, none", rec.Code, rec.Body, w.recorded())
	}
	if _, err := w.db.Part(t.Context(), shown.Text); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Part = %v, want ErrNotFound", err)
	}
}
