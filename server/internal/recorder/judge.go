package recorder

import (
	"context"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/place"
	"sayso/server/internal/receipt"
	"sayso/server/internal/store"
	"sayso/server/internal/ticket"
)

// lateAfter is after how many seconds of waiting a choice is late.
const lateAfter = 60

// A Seen is the visitor of a request as the server sees one, and what follows.
type Seen struct {
	Visitor   rules.Visitor
	BandUntil string // YYYY-MM-DD or ""
	// Held is the receipt that the visitor holds, if it is one of ours.
	Held *consent.Receipt
	Plan rules.Plan
	// Guardian is the one behind the choice, or nil.
	Guardian *Guardian
}

// see computes what holds for the visitor of q, and refuses when that is not
// what was shown.
func (r *Recorder) see(q *Request, shown *ticket.Ticket) (*Seen, error) {
	v, bandUntil, held, err := r.visitor(q, shown)
	if err != nil {
		return nil, err
	}
	seen := &Seen{BandUntil: bandUntil, Held: held, Guardian: behind(q, held, v.Now)}
	if seen.Guardian != nil {
		v.Guardian = seen.Guardian.Who
	}
	seen.Visitor = *v
	if seen.Plan, err = r.Engine.Decide(q.Site.Service, v); err != nil {
		return nil, err
	}
	if plan := &seen.Plan; plan.Profile != shown.Profile || plan.PolicyVersion != shown.Version {
		return nil, refuse(Superseded, "plan", "the plan was made under version %s of %s, and version %s of %s is in force; ask for a new plan",
			shown.Version, shown.Profile, plan.PolicyVersion, plan.Profile)
	}
	return seen, nil
}

// judge holds the submission against the rules and makes the record.
func (r *Recorder) judge(ctx context.Context, q *Request, shown *ticket.Ticket) (*store.Record, error) {
	seen, err := r.see(q, shown)
	if err != nil {
		return nil, err
	}
	if err := r.report(ctx, seen); err != nil {
		return nil, err
	}
	grants, authority, err := r.admit(q, seen)
	if err != nil {
		return nil, err
	}
	id, err := newID()
	if err != nil {
		return nil, err
	}
	v := &seen.Visitor
	rec := &store.Record{
		ID: id, Site: q.Site.ID, Key: q.Submission.Key,
		Profile: seen.Plan.Profile, PolicyVersion: seen.Plan.PolicyVersion, TextHash: shown.Text, Lang: shown.Lang, Place: shown.Place,
		Grants: grants, Method: q.Submission.Method, Authority: authority,
		GPC: v.GPC, DNT: v.DNT, Band: v.Band, BandUntil: seen.BandUntil, Ward: v.UnderGuardianship,
		DecidedAt: decidedAt(v.Now, seen.Held, shown), KeyID: r.Ring.Current(), Late: q.Submission.WaitedS >= lateAfter, WaitedS: q.Submission.WaitedS,
	}
	if held := seen.Held; held != nil {
		rec.Previous = held.ID
	}
	if authority.Guardians() {
		rec.Guardian = &seen.Guardian.On
	}
	if rec.ValidUntil, err = r.validUntil(q.Site.Service, v, rec); err != nil {
		return nil, err
	}
	rec.ValidUntil, err = r.grown(q.Site.Service, seen, rec.ValidUntil)
	return rec, err
}

// decidedAt is the server's clock (COM-56), but no earlier than the choice that
// this one follows: a clock that jumped back must not make the later choice of
// a visitor the older one, which browsers and guards would not believe
// (COM-54). A time that is played on a demo site stays as it is.
func decidedAt(now time.Time, held *consent.Receipt, shown *ticket.Ticket) time.Time {
	if held == nil || !shown.Now.IsZero() {
		return now
	}
	if before := time.Unix(held.IssuedAt, 0).UTC(); before.After(now) {
		return before
	}
	return now
}

// admit asks the rules, and gives the whole state after the choice and the
// role in which it is made.
func (r *Recorder) admit(q *Request, seen *Seen) (consent.Grants, consent.Authority, error) {
	plan, g, authority := seen.Plan, seen.Guardian, consent.Self
	if plan.Guardian == "satisfied" {
		authority = seen.Visitor.Guardian.Role
		if g.Allowed != nil {
			plan.Within(g.Allowed)
		}
	}
	grants, stretched := wanted(&plan, q.Submission)
	if authority.Guardians() && g.Allowed != nil {
		if grants == nil {
			grants = consent.Grants{}
		}
		if err := g.bounded(&seen.Plan, grants); err != nil {
			return nil, "", err
		}
	}
	verdict, err := r.Engine.Admit(q.Site.Service, &seen.Visitor, &consent.Choice{
		PolicyVersion: plan.PolicyVersion, Grants: grants, Authority: authority,
	})
	switch {
	case err != nil:
		return nil, "", err
	case verdict.Reason == rules.ReasonGuardianRequired && onlyRefuses(q.Submission.Method, grants):
		return plan.Least(), consent.Self, nil
	case !verdict.Admitted:
		return nil, "", refusal(&verdict)
	case stretched != nil:
		return nil, "", stretched
	}
	return verdict.Grants, authority, nil
}

// wanted is what the choice asks for: what the button does, and what the
// visitor's own switches say. A button grants only what it stands for, however
// the rest of the submission would stretch it; then it is refused, unless the
// rules have a better reason to.
func wanted(p *rules.Plan, s *wire.Submission) (grants consent.Grants, stretched *Refusal) {
	if s.Method == consent.MethodSaveChoices {
		return s.Grants, nil
	}
	grants = rules.Press(p, s.Method)
	narrows := s.Method == consent.MethodRejectAll || s.Method == consent.MethodWithdraw
	if len(grants) == 0 && !narrows && !p.Offers(consent.Action(s.Method)) {
		stretched = refuse(NotAllowed, "method", "%s is not offered to this visitor", s.Method)
	}
	for k, v := range s.Grants {
		if v && !grants[k] {
			stretched = refuse(NotAllowed, "grants."+string(k), "%s does not grant %s; send save_choices with the visitor's own switches", s.Method, k)
		}
		grants[k] = v
	}
	if stretched != nil {
		stretched.Rules = []string{"COM-19", "COM-55"}
	}
	return grants, stretched
}

// refusal puts a verdict into the words of the HTTP interface.
func refusal(v *rules.Verdict) *Refusal {
	field := "method"
	if v.Key != "" {
		field = "grants." + string(v.Key)
	}
	r := &Refusal{Code: NotAllowed, Field: field, Rules: v.Rules}
	switch v.Reason {
	case "unknown_category":
		r.Code, r.What = UnknownCategory, string(v.Key)+" is nothing that this service asks for"
	case "version_not_in_force":
		r.Code, r.Field, r.What = Superseded, "plan", "the plan was made under a policy version that is not in force; ask for a new plan"
	case "guardian_required":
		r.What = "a guardian must take part in this choice first"
	case "locked":
		r.What = string(v.Key) + " is locked for this visitor"
	default:
		r.What = "the rules do not allow this choice: " + v.Reason
	}
	return r
}

// visitor is the visitor as the server sees it: the narrower of what was shown
// and what is seen now.
func (r *Recorder) visitor(q *Request, shown *ticket.Ticket) (v *rules.Visitor, bandUntil string, held *consent.Receipt, err error) {
	now := q.Now
	if !shown.Now.IsZero() {
		now = shown.Now
	}
	now = now.UTC().Truncate(time.Second)
	v = &rules.Visitor{
		Now: now, Today: place.Today(now), Place: consent.ParseCode(shown.Place),
		GPC: q.GPC || q.Submission.GPC || shown.GPC, DNT: q.DNT, Lang: shown.Lang, Account: shown.Account,
	}
	held = r.previous(q)
	v.UnderGuardianship = q.Submission.Ward || held != nil && held.Ward && held.Expires > now.Unix()
	if held != nil {
		v.Prior = &consent.Prior{
			Profile: held.Profile, PolicyVersion: held.PolicyVersion, DecidedAt: time.Unix(held.IssuedAt, 0).UTC(),
			Choices: held.Grants, Authority: held.Authority, GPC: held.GPC,
		}
	}
	if shown.Age != "" {
		v.Band = shown.Age
		return v, "", held, nil
	}
	v.Band, bandUntil, err = band(q.Submission, held, v.Today)
	return v, bandUntil, held, err
}

// previous is the receipt that the visitor holds, if it is one of ours for
// this site. Anything else is no decision (COM-44).
func (r *Recorder) previous(q *Request) *consent.Receipt {
	if q.Submission.Previous == "" {
		return nil
	}
	held, err := receipt.Verify(r.Ring, q.Submission.Previous)
	if err != nil || held.Site != q.Site.ID {
		return nil
	}
	return held
}

// band is the age band that counts. A younger one that was told before holds
// until its own end, whatever is claimed now (F-01).
func band(s *wire.Submission, held *consent.Receipt, today consent.Date) (b consent.Band, until string, err error) {
	if !s.BandUntil.Zero() {
		longest := today.AddMonths(14*12 + 1) // no band is longer than the first, of 13 years
		if !today.Before(s.BandUntil) || longest.Before(s.BandUntil) {
			return "", "", refuse(Malformed, "band_until", "band_until is %s; send a coming date on which the visitor leaves the band", s.BandUntil)
		}
		until = s.BandUntil.String()
	}
	if held == nil || held.Band == "" || s.Band != "" && s.Band.Floor() <= held.Band.Floor() {
		return s.Band, until, nil
	}
	if end, err := consent.ParseDate(held.BandUntil); err == nil && !today.Before(end) {
		return s.Band, until, nil
	}
	return held.Band, held.BandUntil, nil
}

// validUntil is when rec lapses: what the rules say of it as a prior choice,
// and not later than anything may stay on the device (KAA-COO-03).
func (r *Recorder) validUntil(service string, v *rules.Visitor, rec *store.Record) (time.Time, error) {
	after := *v
	after.Prior = &consent.Prior{
		Profile: rec.Profile, PolicyVersion: rec.PolicyVersion, DecidedAt: rec.DecidedAt,
		Choices: rec.Grants, Authority: rec.Authority, GPC: rec.GPC,
	}
	plan, err := r.Engine.Decide(service, &after)
	if err != nil {
		return time.Time{}, err
	}
	until := plan.ValidUntil
	if cap := rec.DecidedAt.Add(time.Duration(plan.CookieMaxAge) * time.Second); plan.CookieMaxAge > 0 && (until.IsZero() || cap.Before(until)) {
		until = cap
	}
	if until.IsZero() {
		until = rec.DecidedAt.AddDate(0, 6, 0) // COM-24: where no rule speaks of it, six months
	}
	return until.UTC(), nil
}
