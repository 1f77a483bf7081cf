package guardian

import (
	"context"
	"errors"
	"time"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/recorder"
	"sayso/server/internal/store"
)

// seenEach is how often a look of the minor's panel is written down at most.
const seenEach = 20 * time.Second

// State says to the holder of a receipt how far the step has come, and hands
// over what was recorded. Without a step it is [store.ErrNotFound].
func (d *Desk) State(ctx context.Context, jws string) (*wire.GuardianState, error) {
	s, err := d.holder(ctx, jws)
	if err != nil {
		return nil, err
	}
	if now := d.Now(); s.State == store.StepOpen && now.Sub(s.SeenAt) >= seenEach {
		if err := d.Store.SeeStep(ctx, s.ID, now); err != nil {
			return nil, err
		}
	}
	return d.state(ctx, s)
}

func (d *Desk) state(ctx context.Context, s *store.Step) (*wire.GuardianState, error) {
	out := &wire.GuardianState{ExpiresAt: s.ExpiresAt, Role: s.Role, Step: s.ID}
	late := !d.Now().Before(s.ExpiresAt)
	switch {
	case s.State == store.StepDeclined:
		out.State = wire.StepDeclined
	case s.State == store.StepDone || s.State == store.StepAgreed && !s.Role.Together():
		return d.recorded(ctx, s, out)
	case late:
		out.State = wire.StepExpired
	case s.State == store.StepAgreed:
		out.State, out.Allowed = wire.StepTogether, s.Grants
	case s.Address != "":
		out.State = wire.StepSending
	case s.SentAt.IsZero():
		out.State = wire.StepUnsent
	default:
		out.State = wire.StepSent
	}
	return out, nil
}

// recorded hands over the record of a step. When the guardian agreed and the
// record could not be made then, it is made now.
func (d *Desk) recorded(ctx context.Context, s *store.Step, out *wire.GuardianState) (*wire.GuardianState, error) {
	answer, err := d.Recorder.Answer(ctx, d.Sites[s.Site], choiceKey(s))
	if errors.Is(err, store.ErrNotFound) && s.State == store.StepAgreed {
		answer, err = d.record(ctx, s, d.request(s, consent.MethodSaveChoices, s.Grants), nil, false)
	}
	var refusal *recorder.Refusal
	if errors.As(err, &refusal) {
		out.State = wire.StepOutdated
		return out, nil
	}
	out.State, out.Answer = wire.StepAgreed, answer
	return out, err
}

// Confirm takes the minor's part of a step that both take together. The minor
// may say yes to what the guardian allowed, and to nothing else.
func (d *Desk) Confirm(ctx context.Context, c *wire.GuardianConfirm) (*wire.GuardianState, error) {
	s, err := d.holder(ctx, c.Receipt)
	if err != nil {
		return nil, err
	}
	state, err := d.state(ctx, s)
	if err != nil {
		return nil, err
	}
	if state.State == wire.StepAgreed {
		return state, nil // confirmed before
	}
	if state.State != wire.StepTogether {
		no := recorder.Refuse(recorder.NotAllowed, "receipt", "no guardian has agreed to decide together now")
		no.Rules = []string{"COM-39"}
		return nil, no
	}
	q := d.request(s, c.Method, c.Grants)
	if !c.Declared && !nothingOptional(c.Grants) || !c.Declared && c.Method == consent.MethodAcceptAll {
		no := recorder.Refuse(recorder.NotAllowed, "declared", "declared is false; a grant needs the declaration that both decide together")
		no.Rules = []string{"KRO-BR-03", "KAA-MIN-01"}
		return nil, no
	}
	q.Now = d.Now()
	answer, err := d.record(ctx, s, q, s.Grants, c.Declared)
	if err != nil {
		return nil, err
	}
	return &wire.GuardianState{State: wire.StepAgreed, ExpiresAt: s.ExpiresAt, Role: s.Role, Answer: answer}, nil
}

// record records the choice of a step that was agreed to.
func (d *Desk) record(ctx context.Context, s *store.Step, q *recorder.Request, allowed consent.Grants, declared bool) (*wire.Answer, error) {
	q.Guardian = behind(s, &s.StepOutcome, allowed, declared)
	answer, _, err := d.Recorder.Record(ctx, q)
	if err != nil {
		return nil, err
	}
	return answer, d.Store.FinishStep(ctx, s.ID)
}

// behind is the guardian of a step, as the recorder wants to know one.
func behind(s *store.Step, o *store.StepOutcome, allowed consent.Grants, declared bool) *recorder.Guardian {
	return &recorder.Guardian{
		Who:     consent.Guardian{Present: true, Verified: true, Role: o.Role, Acknowledged: o.Acknowledged},
		On:      store.Guardianship{Step: s.ID, Evidence: store.EvidenceEmail, Acknowledged: o.Acknowledged, Declared: declared},
		Allowed: allowed,
	}
}
