// Package guardian carries a minor's question to a parent or guardian and the
// answer back: the letter, the link, the guardian's decision, and what the
// minor's panel sees of it. server/GUARDIANS.md draws the way of the data.
//
// It decides nothing by itself: who may take which step is the rules' to say,
// and what is recorded goes through the recorder like every other choice.
package guardian

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/wire"
	"sayso/server/internal/keyring"
	sender "sayso/server/internal/mail"
	"sayso/server/internal/receipt"
	"sayso/server/internal/recorder"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
)

// How long things last.
const (
	// LinkFor is how long a guardian's link works.
	LinkFor = 48 * time.Hour
	// addressFor is the longest that the guardian's address is kept: until the
	// letter is sent, and while sending is tried.
	addressFor = time.Hour
	// tryEach is the time between two tries to send a letter.
	tryEach = 10 * time.Minute
	// stepFor is how long a step is kept after its link's end, so that the
	// minor's panel can say that it is over.
	stepFor = 24 * time.Hour
	// presentFor is how long ago the minor's panel may have asked last for both
	// to count as being there together (KAA-MIN-01).
	presentFor = 5 * time.Minute
)

// Limits on letters, so that nobody is flooded in our name.
const (
	lettersToOne  = 3   // to one address for one site in a day
	lettersOfSite = 500 // for one site in an hour
)

// A Desk handles guardians' steps. It is safe for concurrent use.
type Desk struct {
	Recorder *recorder.Recorder
	Store    store.Store
	Ring     *keyring.Ring
	Sites    site.Directory
	// Texts gives the words of a site in a language.
	Texts func(site, lang string) *i18n.Catalog
	// Mail takes the letters.
	Mail sender.Sender
	Log  *slog.Logger
	Now  func() time.Time

	due chan struct{} // holds one when a letter is due
}

// Start prepares the desk for [Desk.Run].
func (d *Desk) Start() *Desk {
	d.due = make(chan struct{}, 1)
	return d
}

// An Asking is what a minor asks for, and what the server saw of the minor.
type Asking struct {
	Site      *site.Site
	Ask       *wire.GuardianAsk
	Place     consent.Place
	GPC, DNT  bool
	Base      string // origin under which the link is reached
	recording *recorder.Request
}

// ErrTooMany is returned when too many letters were asked for.
var ErrTooMany = errors.New("too many letters were asked for; wait a day, or check the address")

// Ask begins a step: it records that everything optional is off for this minor,
// and has a letter sent. Asking twice with one key asks once.
func (d *Desk) Ask(ctx context.Context, a *Asking) (*wire.GuardianState, bool, error) {
	email, err := address(a.Ask.Email)
	if err != nil {
		return nil, false, err
	}
	a.recording = &recorder.Request{
		Site: a.Site, Place: a.Place, GPC: a.GPC, DNT: a.DNT, Now: d.Now(),
		Submission: &wire.Submission{
			Site: a.Site.ID, Plan: a.Ask.Plan, Method: consent.MethodRejectAll, Key: a.Ask.Key,
			Previous: a.Ask.Previous, Band: a.Ask.Band, BandUntil: a.Ask.BandUntil, Ward: a.Ask.Ward, GPC: a.Ask.GPC,
		},
	}
	seen, err := d.Recorder.See(a.recording)
	if err != nil {
		return nil, false, err
	}
	if seen.Visitor.Band == "" && !seen.Visitor.UnderGuardianship {
		return nil, false, recorder.Refuse(recorder.Malformed, "band", "band is missing; send the minor's age band, or under_guardianship for an adult")
	}
	if len(seen.Plan.Roles) == 0 {
		no := recorder.Refuse(recorder.NotAllowed, "band", "no guardian's step changes anything for this visitor")
		no.Rules = seen.Plan.Rules
		return nil, false, no
	}
	decision, answer, err := d.off(ctx, a, seen)
	if err != nil {
		return nil, false, err
	}
	stored, added, err := d.begin(ctx, a, seen, decision, email)
	if err != nil {
		return nil, false, err
	}
	state, err := d.state(ctx, &stored)
	if err == nil {
		state.Answer = answer
		if seen.Plan.CookieMaxAge == 0 {
			state.Step = "" // the policy lets nothing be stored
		}
	}
	return state, added, err
}

// off makes sure that everything optional is off and that the band is on
// record, so that no wider claim undoes it later (F-01). A receipt that says
// so already, or that a guardian stands behind, stays as it is.
func (d *Desk) off(ctx context.Context, a *Asking, seen *recorder.Seen) (decision string, answer *wire.Answer, err error) {
	held := seen.Held
	if held != nil && held.Expires > seen.Visitor.Now.Unix() && held.Band == seen.Visitor.Band && held.Ward == seen.Visitor.UnderGuardianship &&
		held.PolicyVersion == seen.Plan.PolicyVersion && (seen.Plan.Guardian == "satisfied" || nothingOptional(held.Grants)) {
		return held.ID, nil, nil
	}
	answer, _, err = d.Recorder.Record(ctx, a.recording)
	if err != nil {
		return "", nil, err
	}
	return answer.Decision, answer, nil
}

func nothingOptional(grants consent.Grants) bool {
	for k, granted := range grants {
		if granted && k != consent.Necessary {
			return false
		}
	}
	return true
}

// begin keeps the step, within the limits. An older question of the same minor
// that is still open is void.
func (d *Desk) begin(ctx context.Context, a *Asking, seen *recorder.Seen, decision, email string) (store.Step, bool, error) {
	now := d.Now().UTC().Truncate(time.Second)
	for _, asked := range earlier(seen, decision) {
		old, err := d.Store.StepByDecision(ctx, asked)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return old, false, err
		case old.Key == a.Ask.Key:
			return old, false, nil
		case old.State == store.StepOpen:
			if _, err := d.Store.DecideStep(ctx, old.ID, store.StepDeclined, store.StepOutcome{}, now); err != nil {
				return old, false, err
			}
		}
	}
	mac := d.mac(email)
	toOne, err1 := d.Store.CountSteps(ctx, a.Site.ID, mac, now.Add(-24*time.Hour))
	ofSite, err2 := d.Store.CountSteps(ctx, a.Site.ID, nil, now.Add(-time.Hour))
	id, err3 := uuid.NewRandom()
	if err := errors.Join(err1, err2, err3); err != nil {
		return store.Step{}, false, err
	}
	if toOne >= lettersToOne || ofSite >= lettersOfSite {
		return store.Step{}, false, ErrTooMany
	}
	v := &seen.Visitor
	stored, added, err := d.Store.AddStep(ctx, store.Step{
		ID: id.String(), Site: a.Site.ID, Key: a.Ask.Key, Decision: decision, Plan: a.Ask.Plan, Base: a.Base,
		Place: v.Place.Code(), Lang: v.Lang, Band: v.Band, BandUntil: seen.BandUntil, Ward: v.UnderGuardianship, GPC: v.GPC, DNT: v.DNT,
		Address: email, AddressMAC: mac, CreatedAt: now, ExpiresAt: now.Add(LinkFor), State: store.StepOpen,
	})
	if added {
		d.wake()
	}
	return stored, added, err
}

// earlier lists the records under which the minor may have asked before.
func earlier(seen *recorder.Seen, decision string) []string {
	if seen.Held != nil && seen.Held.ID != decision {
		return []string{decision, seen.Held.ID}
	}
	return []string{decision}
}

// address reads an e-mail address as people type one: nothing but it.
func address(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	a, err := mail.ParseAddress(typed)
	_, domain, _ := strings.Cut(typed, "@")
	if err != nil || a.Address != typed || len(typed) > 254 || !strings.Contains(domain, ".") {
		return "", recorder.Refuse(recorder.Malformed, "email", "email is not an address such as parent@example.com")
	}
	return typed, nil
}

// mac is a keyed hash of an address: enough to count letters to it, useless to
// whoever has the table alone.
func (d *Desk) mac(email string) []byte {
	h := hmac.New(sha256.New, d.Ring.Tickets()[0])
	h.Write([]byte("guardian's address\x00" + strings.ToLower(email)))
	return h.Sum(nil)
}

// holder reads the receipt of the minor who asks, and finds the newest step.
func (d *Desk) holder(ctx context.Context, jws string) (*store.Step, error) {
	held, err := receipt.Verify(d.Ring, jws)
	if err != nil {
		return nil, recorder.Refuse(recorder.Malformed, "receipt", "receipt is not one of this server")
	}
	step, err := d.Store.StepByDecision(ctx, held.ID)
	if err != nil {
		return nil, err
	}
	if d.Sites[step.Site] == nil || held.Site != step.Site {
		return nil, store.ErrNotFound
	}
	return &step, nil
}

// request is the choice that the step is about, as the minor's panel would
// send it.
func (d *Desk) request(s *store.Step, method consent.Method, grants consent.Grants) *recorder.Request {
	until, _ := consent.ParseDate(s.BandUntil) // "" is no date
	now := d.Now()
	if !s.DecidedAt.IsZero() {
		now = s.DecidedAt
	}
	return &recorder.Request{
		Site: d.Sites[s.Site], Place: consent.ParseCode(s.Place), GPC: s.GPC, DNT: s.DNT, Now: now,
		Submission: &wire.Submission{
			Site: s.Site, Plan: s.Plan, Method: method, Grants: grants, Key: choiceKey(s), Band: s.Band, BandUntil: until, Ward: s.Ward, GPC: s.GPC,
		},
	}
}

// choiceKey is the idempotency key of the choice that a step leads to: however
// often it is recorded, it is one record.
func choiceKey(s *store.Step) string {
	return uuid.NewSHA1(uuid.MustParse(s.ID), []byte("choice")).String()
}
