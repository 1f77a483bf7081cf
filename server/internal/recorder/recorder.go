// Package recorder decides whether a choice may be recorded, records it, and
// writes the receipt. It believes nothing that would widen a consent: it
// computes the plan itself, from the place and the signals of the request, and
// holds the choice against it (COM-44, COM-55).
package recorder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/keyring"
	"sayso/server/internal/receipt"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
	"sayso/server/internal/ticket"
	"sayso/server/internal/view"
)

// A Recorder records choices. It is safe for concurrent use.
type Recorder struct {
	Engine *rules.Engine
	Store  store.Store
	Ring   *keyring.Ring
	// Notices keeps what was shown. Required.
	Notices Notices
	// Issuer is the server's own name in receipts. It stays the same for the
	// life of the data, or a repeated request gets a receipt that differs.
	Issuer string
}

// Notices keeps what visitors were shown.
type Notices interface {
	// Keep makes sure that what t names is kept, or returns an error that
	// wraps [view.ErrLost] when nobody can say any more what it was.
	Keep(ctx context.Context, t *ticket.Ticket, now time.Time) error
}

// A Request is a submission and what the server itself saw of the visitor.
type Request struct {
	Site       *site.Site
	Submission *wire.Submission
	Place      consent.Place
	GPC, DNT   bool
	Now        time.Time
	// Guardian is the verified guardian for whom the choice is recorded, or
	// nil. It comes from the store and never from the client.
	Guardian *Guardian
}

// See says what holds for the visitor of q, who has not chosen yet.
func (r *Recorder) See(q *Request) (*Seen, error) {
	shown, err := r.open(q)
	if err != nil {
		return nil, err
	}
	return r.see(q, shown)
}

// Check says why the choice in q may not be recorded, or nothing. It records
// nothing.
func (r *Recorder) Check(q *Request) error {
	if err := checkShape(q.Submission); err != nil {
		return err
	}
	seen, err := r.See(q)
	if err == nil {
		_, _, err = r.admit(q, seen)
	}
	return err
}

// Record records the choice in q, unless it was recorded before: then it
// answers the same again with added false. A choice that may not be recorded
// is a [*Refusal]; every other error means that nobody knows yet, and the
// caller may send the same again.
func (r *Recorder) Record(ctx context.Context, q *Request) (answer *wire.Answer, added bool, err error) {
	if err := checkShape(q.Submission); err != nil {
		return nil, false, err
	}
	shown, err := r.open(q)
	if err != nil {
		return nil, false, err
	}
	rec, err := r.judge(ctx, q, shown)
	if err != nil {
		return r.before(ctx, q, shown, err)
	}
	if err := r.Notices.Keep(ctx, shown, q.Now); err != nil {
		return r.before(ctx, q, shown, lost(err))
	}
	stored, added, err := r.Store.Append(ctx, *rec)
	if errors.Is(err, store.ErrConflict) {
		return r.before(ctx, q, shown, conflict())
	}
	if errors.Is(err, store.ErrErased) {
		return nil, false, erased()
	}
	if err != nil {
		return nil, false, err
	}
	answer, err = r.answer(q.Site, &stored)
	return answer, added, err
}

// before answers a submission that cannot be recorded now, for the reason no:
// with what was recorded when it came for the first time, under whatever held
// then, or else with no.
func (r *Recorder) before(ctx context.Context, q *Request, shown *ticket.Ticket, no error) (*wire.Answer, bool, error) {
	first, err := r.Store.ByKey(ctx, q.Site.ID, q.Submission.Key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, false, no
	case errors.Is(err, store.ErrErased):
		return nil, false, erased()
	case err != nil:
		return nil, false, err
	case !repeats(q.Submission, shown, &first):
		return nil, false, conflict()
	}
	answer, err := r.answer(q.Site, &first)
	return answer, false, err
}

// lost is the refusal of a choice for which nobody could say later what was
// shown.
func lost(err error) error {
	if errors.Is(err, view.ErrLost) {
		return refuse(Superseded, "plan", "the texts that this plan was shown with are not known here any more; ask for a new plan")
	}
	return err
}

func conflict() *Refusal {
	return refuse(KeyConflict, "key", "this key already stands for another choice; make a new UUID for each choice")
}

// erased answers a post whose choice was erased since: a captured post must
// not bring it back.
func erased() *Refusal {
	return refuse(KeyConflict, "key", "the choice under this key was erased; make a new UUID for each choice")
}

// open reads the plan token: it must be this server's, for this site, and
// played only where the site is a demo.
func (r *Recorder) open(q *Request) (*ticket.Ticket, error) {
	if q.Submission.Plan == "" {
		return nil, refuse(Malformed, "plan", "plan is missing; send the token of /v1/plan or /v1/view as it came")
	}
	t, err := ticket.Open(r.Ring.Tickets(), q.Submission.Plan)
	if err != nil {
		// Mostly one of before an upgrade or a lost key, on a page that is still open.
		return nil, refuse(Superseded, "plan", "plan is %v; ask for a new plan, and send its token as it came", err)
	}
	played := t.Played || t.Age != "" || !t.Now.IsZero()
	if t.Site != q.Site.ID || played && !q.Site.Demo {
		return nil, refuse(Malformed, "plan", "plan is a token of another site; ask /v1/plan for this one")
	}
	if !t.Played && t.Place != q.Place.Code() {
		return nil, refuse(PlaceChanged, "plan", "the visitor is in another place now than the one that the plan was made for; ask for a new plan")
	}
	return t, nil
}

// repeats reports whether s asks for what first already holds.
func repeats(s *wire.Submission, t *ticket.Ticket, first *store.Record) bool {
	for k, v := range s.Grants {
		if first.Grants[k] != v {
			return false
		}
	}
	return first.Method == s.Method && first.Profile == t.Profile && first.PolicyVersion == t.Version &&
		first.TextHash == t.Text && first.Lang == t.Lang && first.Place == t.Place
}

// answer is what the visitor gets for a recorded choice: always the same for
// the same record.
func (r *Recorder) answer(s *site.Site, rec *store.Record) (*wire.Answer, error) {
	token, err := receipt.Sign(r.Ring, rec.KeyID, &consent.Receipt{
		Issuer: r.Issuer, Site: rec.Site, ID: rec.ID, IssuedAt: rec.DecidedAt.Unix(), Expires: rec.ValidUntil.Unix(),
		Service: s.Service, Profile: rec.Profile, PolicyVersion: rec.PolicyVersion, Place: rec.Place, Language: rec.Lang,
		Grants: rec.Grants, Authority: rec.Authority, Method: rec.Method, GPC: rec.GPC, Band: rec.Band, BandUntil: rec.BandUntil, Ward: rec.Ward,
	})
	if err != nil {
		return nil, err
	}
	return &wire.Answer{
		Receipt: token, Decision: rec.ID, DecidedAt: rec.DecidedAt, ValidUntil: rec.ValidUntil, Grants: rec.Grants,
	}, nil
}

// longestWait bounds waited_s: 400 days, after which no browser knows.
const longestWait = 400 * 24 * 60 * 60

// MadeOut is the answer for a recorded choice with the receipt made out to
// another site of the same service, or to the same site again. A choice that
// was erased or has lapsed is [store.ErrNotFound].
func (r *Recorder) MadeOut(ctx context.Context, to *site.Site, decision string, now time.Time) (*wire.Answer, error) {
	rec, err := r.Store.ByID(ctx, decision)
	if err != nil {
		return nil, err
	}
	if !now.Before(rec.ValidUntil) {
		return nil, store.ErrNotFound
	}
	rec.Site = to.ID
	return r.answer(to, &rec)
}

// checkShape refuses what no rule needs to look at.
func checkShape(s *wire.Submission) error {
	if !s.Method.Known() {
		return refuse(Malformed, "method", "method is %q; send accept_all, reject_all, save_choices, withdraw, opt_out_sale or opt_in_sale", s.Method)
	}
	id, err := uuid.Parse(s.Key)
	if err != nil || len(s.Key) != 36 {
		return refuse(Malformed, "key", "key is %.60q; send a UUID of your own making, such as crypto.randomUUID() gives", s.Key)
	}
	s.Key = id.String()
	if _, err := consent.ParseBand(string(s.Band)); err != nil {
		return refuse(Malformed, "band", "%v", err)
	}
	if s.Method == consent.MethodSaveChoices && len(s.Grants) == 0 {
		return refuse(Malformed, "grants", "grants is empty; send true or false for each category that the visitor decided on")
	}
	if s.WaitedS < 0 || s.WaitedS > longestWait {
		return refuse(Malformed, "waited_s", "waited_s is %d; send a number of seconds from 0 to %d", s.WaitedS, longestWait)
	}
	if !s.BandUntil.Zero() && (s.Band == "" || !s.BandUntil.Exists()) {
		return refuse(Malformed, "band_until", "band_until is %s; send the last date of the band together with band", s.BandUntil)
	}
	return nil
}

func newID() (string, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return "", fmt.Errorf("making a decision id: %w", err)
	}
	return id.String(), nil
}
