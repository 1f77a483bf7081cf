package recorder

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
)

// A Guardian is a verified guardian, as the store holds the step. Nobody
// else's word for it counts, least of all a client's.
type Guardian struct {
	Who consent.Guardian
	// On is what the record will say of the step.
	On store.Guardianship
	// Allowed bounds what the minor may grant; nil where the guardian chooses.
	Allowed consent.Grants
}

// behind finds the guardian behind the choice in q: the verified one, or the
// one behind the receipt that the visitor holds, who then bounds it: the
// minor may turn off what the guardian allowed, and never more on.
func behind(q *Request, held *consent.Receipt, now time.Time) *Guardian {
	switch {
	case q.Guardian != nil:
		return q.Guardian
	case held == nil || !held.Authority.Guardians() || held.Expires <= now.Unix():
		return nil
	}
	allowed := held.Grants
	if allowed == nil {
		allowed = consent.Grants{}
	}
	return &Guardian{
		Who: held.Guardian(), Allowed: allowed,
		On: store.Guardianship{Step: held.ID, Evidence: store.EvidenceReceipt},
	}
}

// bounded holds grants against what the guardian allowed, and says no to every
// key that was not spoken of: a default of the place grants nothing to a minor.
func (g *Guardian) bounded(p *rules.Plan, grants consent.Grants) error {
	for k, granted := range grants {
		if granted && !g.Allowed[k] && p.State(k) != consent.LockedOn {
			no := refuse(NotAllowed, "grants."+string(k), "the guardian has not allowed %s; ask for the guardian's step again", k)
			no.Rules = []string{"COM-39", "F-20"}
			return no
		}
	}
	for _, d := range p.Defaults {
		if _, said := grants[d.Key]; !said && !d.State.Locked() {
			grants[d.Key] = false
		}
	}
	return nil
}

// onlyRefuses reports whether a choice asks for nothing: refusing takes no
// authority, so a minor may do it without the guardian.
func onlyRefuses(m consent.Method, grants consent.Grants) bool {
	for _, granted := range grants {
		if granted {
			return false
		}
	}
	return m == consent.MethodRejectAll || m == consent.MethodWithdraw || m == consent.MethodSaveChoices
}

// majority is the age from which nobody's data is a minor's.
const majority = 18

// report creates the task to delete what was collected from a minor without
// a guardian's step, or against what the minor's age allows (COM-40).
func (r *Recorder) report(ctx context.Context, seen *Seen) error {
	held, p := seen.Held, &seen.Plan
	if held == nil || held.Authority.Guardians() || p.Age < 0 || p.Age >= majority {
		return nil
	}
	for _, d := range p.Defaults {
		if !held.Grants[d.Key] || d.State != consent.LockedOff {
			continue
		}
		id, err := uuid.NewRandom()
		if err != nil {
			return fmt.Errorf("making a task's id: %w", err)
		}
		return r.Store.AddTask(ctx, store.Task{
			ID: id.String(), Kind: store.TaskDelete, Site: held.Site, Decision: held.ID, Rules: []string{"COM-40"}, CreatedAt: seen.Visitor.Now,
		})
	}
	return nil
}

// grown caps a record that stands on a gate at the day on which the visitor
// leaves the age band, if the next one stands before another gate or none:
// then the person is asked in their own right (COM-42).
func (r *Recorder) grown(service string, seen *Seen, until time.Time) (time.Time, error) {
	end, err := consent.ParseDate(seen.BandUntil)
	if seen.Plan.Guardian == "none" || err != nil {
		return until, nil
	}
	next := seen.Visitor
	next.Band = next.Band.Next()
	plan, err := r.Engine.Decide(service, &next)
	if err != nil || plan.Guardian == seen.Plan.Guardian && plan.Access == seen.Plan.Access {
		return until, err
	}
	if day := time.Date(end.Year, end.Month, end.Day, 0, 0, 0, 0, time.UTC); day.Before(until) {
		return day, nil
	}
	return until, nil
}

// Answer is what the visitor gets for the choice recorded under a site's key,
// or [store.ErrNotFound].
func (r *Recorder) Answer(ctx context.Context, s *site.Site, key string) (*wire.Answer, error) {
	rec, err := r.Store.ByKey(ctx, s.ID, key)
	if err != nil {
		return nil, err
	}
	return r.answer(s, &rec)
}
