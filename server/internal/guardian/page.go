package guardian

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"time"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/server/internal/recorder"
	"sayso/server/internal/store"
)

// A Visit is somebody at a guardian's link.
type Visit struct {
	Step store.Step
	// Closed says why the link does not work: one of the reasons of package ui,
	// or "" while it does.
	Closed string
	// Plan is what would hold with the guardian's step taken, and Profile the
	// policy; nil when the link does not work.
	Plan    *rules.Plan
	Profile *policy.Profile
	Service string
}

// Open looks at the link with a token. Looking changes nothing, so that a mail
// program that tries all links uses none up. An unknown token is
// [store.ErrNotFound].
func (d *Desk) Open(ctx context.Context, token string, now time.Time) (*Visit, error) {
	hash := sha256.Sum256([]byte(token))
	s, err := d.Store.StepByToken(ctx, hash[:])
	if err != nil {
		return nil, err
	}
	one := d.Sites[s.Site]
	if one == nil {
		return nil, store.ErrNotFound
	}
	v := &Visit{Step: s, Service: one.Service}
	switch {
	case s.State != store.StepOpen:
		v.Closed = ui.WardUsed
		return v, nil
	case !now.Before(s.ExpiresAt):
		v.Closed = ui.WardExpired
		return v, nil
	}
	return v, d.plan(v)
}

// plan computes what the guardian can decide.
func (d *Desk) plan(v *Visit) error {
	seen, err := d.Recorder.See(d.request(&v.Step, consent.MethodSaveChoices, nil))
	var refusal *recorder.Refusal
	if errors.As(err, &refusal) {
		v.Closed = ui.WardOutdated
		return nil
	}
	if err != nil {
		return err
	}
	if len(seen.Plan.Roles) == 0 {
		v.Closed = ui.WardOutdated
		return nil
	}
	with := seen.Visitor
	with.Guardian = consent.Guardian{Present: true, Verified: true, Role: seen.Plan.Roles[0], Acknowledged: seen.Plan.Duties}
	plan, err1 := d.Recorder.Engine.Decide(v.Service, &with)
	profile, err2 := d.Recorder.Engine.Profile(v.Service, &with)
	v.Plan, v.Profile = &plan, profile
	return errors.Join(err1, err2)
}

// A Decision is what the guardian sent.
type Decision struct {
	Agree bool
	Role  consent.Authority
	// Confirmed are the points that were ticked: those of package ui, and the
	// duties.
	Confirmed []string
	Grants    consent.Grants
}

// Decide takes the guardian's decision. The key of a text says what is wrong
// with it; nothing is used up then. It reports the visit as it is afterwards.
func (d *Desk) Decide(ctx context.Context, v *Visit, dec *Decision) (problem string, err error) {
	if v.Closed != "" {
		return "", nil
	}
	state, o := store.StepDeclined, store.StepOutcome{}
	if dec.Agree {
		if problem := d.complain(v, dec); problem != "" {
			return problem, nil
		}
		state, o = store.StepAgreed, outcome(v.Plan, dec)
		q := d.request(&v.Step, consent.MethodSaveChoices, o.Grants)
		q.Guardian = behind(&v.Step, &o, nil, false)
		if err := d.Recorder.Check(q); err != nil {
			return "error.rules", asRefusal(err)
		}
	}
	now := d.Now().UTC().Truncate(time.Second)
	won, err := d.Store.DecideStep(ctx, v.Step.ID, state, o, now)
	if err != nil {
		return "", err
	}
	if !won {
		v.Closed = ui.WardUsed
		return "", nil
	}
	v.Step.State, v.Step.StepOutcome, v.Step.DecidedAt = state, o, now
	if !dec.Agree {
		v.Closed = ui.WardDeclined
		return "", nil
	}
	if o.Role.Together() {
		v.Closed = ui.WardTogether
		return "", nil
	}
	v.Closed = ui.WardAgreed
	// Should the record fail now, the minor's panel has it made when it asks.
	_, err = d.record(ctx, &v.Step, d.request(&v.Step, consent.MethodSaveChoices, o.Grants), nil, false)
	return "", err
}

// asRefusal keeps errors that are the server's own, and drops what the problem
// says already.
func asRefusal(err error) error {
	var refusal *recorder.Refusal
	if errors.As(err, &refusal) {
		return nil
	}
	return err
}

// complain says what is missing for a yes.
func (d *Desk) complain(v *Visit, dec *Decision) string {
	if !slices.Contains(v.Plan.Roles, dec.Role) {
		return "error.ward"
	}
	for _, point := range ui.WardPoints(dec.Role, v.Step.Ward, v.Plan.Duties) {
		if !slices.Contains(dec.Confirmed, point) {
			return "error.ward"
		}
	}
	if dec.Role == consent.Supervise && d.Now().Sub(v.Step.SeenAt) > presentFor {
		return "error.alone"
	}
	return ""
}

// outcome is what the guardian decided on: every switch that was shown counts
// as refused unless it was turned on.
func outcome(p *rules.Plan, dec *Decision) store.StepOutcome {
	grants := consent.Grants{}
	for _, one := range p.Defaults {
		if !one.State.Locked() {
			grants[one.Key] = false
		}
	}
	for k, on := range dec.Grants {
		if on {
			grants[k] = true
		}
	}
	o := store.StepOutcome{Role: dec.Role, Grants: grants}
	for _, duty := range p.Duties {
		if slices.Contains(dec.Confirmed, duty) {
			o.Acknowledged = append(o.Acknowledged, duty)
		}
	}
	return o
}
