package store

import (
	"context"
	"encoding/json"
	"time"

	"sayso/app/consent"
)

// A Guardianship is what a guardian's choice rests on: the evidence that stays
// with the record (COM-39). Its JSON is part of what the log commits to.
type Guardianship struct {
	// Step is the id of the step, or of the record that it was taken with.
	Step string `json:"step"`
	// Evidence says how the guardian was verified: EvidenceEmail, or
	// EvidenceReceipt where an earlier choice of the guardian is narrowed.
	Evidence string `json:"evidence"`
	// Acknowledged lists the duties that the guardian confirmed (KRO-VN-06).
	Acknowledged []string `json:"acknowledged,omitempty"`
	// Declared says that the minor declared the guardian's assistance
	// (KRO-BR-03) or company (KAA-MIN-01).
	Declared bool `json:"declared,omitempty"`
}

// Text is g as the tables hold it: "" for none.
func (g *Guardianship) Text() string {
	if g == nil {
		return ""
	}
	b, _ := json.Marshal(g) // strings and a bool always go
	return string(b)
}

// The types of evidence.
const (
	EvidenceEmail   = "email_link"
	EvidenceReceipt = "receipt"
)

// A StepState says how far a guardian's step has come.
type StepState string

// The states of a step. A step that is agreed waits for the minor where both
// decide together; every other agreed step only waits for its record.
const (
	StepOpen     StepState = "open"
	StepAgreed   StepState = "agreed"
	StepDeclined StepState = "declined"
	StepDone     StepState = "done"
)

// A Step is a guardian's step: asked for by a minor, taken by the guardian.
type Step struct {
	ID   string // UUID
	Site string
	Key  string // idempotency key of the asking
	// Decision is the record of the minor who asked. Who holds its receipt may
	// see how far the step has come.
	Decision string

	// Plan, Place, Lang, Band, BandUntil, Ward, GPC and DNT are the asker's, as
	// they were when the step was asked for.
	Plan, Place, Lang string
	// Base is the origin under which the link is reached.
	Base      string
	Band      consent.Band
	BandUntil string
	Ward      bool // an adult under guardianship asks, not a minor
	GPC, DNT  bool

	// Address is the guardian's, until the letter is sent or given up.
	Address string
	// AddressMAC is a keyed hash of it, kept as long as the step.
	AddressMAC []byte
	SentAt     time.Time // zero: not sent
	Tries      int       // letters begun
	SeenAt     time.Time // when the minor's panel last asked; zero: never

	CreatedAt, ExpiresAt time.Time

	State     StepState
	DecidedAt time.Time // zero: not decided
	StepOutcome
}

// A StepOutcome is what a guardian decided.
type StepOutcome struct {
	Role         consent.Authority // "" when declined
	Acknowledged []string
	Grants       consent.Grants
}

// Guardians keeps the steps of guardians. Instants are whole seconds, UTC.
type Guardians interface {
	// AddStep keeps s, whose letter is then due, and returns it as stored. The
	// same site and key again adds nothing and returns the first.
	AddStep(ctx context.Context, s Step) (stored Step, added bool, err error)

	// StepByToken finds a step by the hash of its link's token, or [ErrNotFound].
	StepByToken(ctx context.Context, hash []byte) (Step, error)

	// StepByDecision finds the newest step that the holder of a record asked
	// for, or [ErrNotFound].
	StepByDecision(ctx context.Context, decision string) (Step, error)

	// CountSteps counts the steps of a site since an instant; with a mac, only
	// those to its address.
	CountSteps(ctx context.Context, site string, mac []byte, since time.Time) (int, error)

	// TakeLetter gives one step whose letter is due at now, and makes hash that
	// of its token: an older token of the step is void. The letter is due again
	// at again. Without one it is [ErrNotFound]; no two callers get the same.
	TakeLetter(ctx context.Context, now time.Time, hash []byte, again time.Time) (Step, error)

	// LetterDone forgets the address. A zero sent says that it was given up.
	LetterDone(ctx context.Context, id string, sent time.Time) error

	// SeeStep notes that the minor's panel asked at an instant.
	SeeStep(ctx context.Context, id string, at time.Time) error

	// DecideStep takes the step from open to state, once: it reports false when
	// the step is no longer open.
	DecideStep(ctx context.Context, id string, state StepState, o StepOutcome, at time.Time) (bool, error)

	// FinishStep takes the step from agreed to done. Doing so twice is a no-op.
	FinishStep(ctx context.Context, id string) error

	// SweepSteps forgets the addresses of steps created before letters, and
	// removes the steps that expired before rows.
	SweepSteps(ctx context.Context, letters, rows time.Time) error
}

// TaskDelete is the kind of task that has a minor's data deleted.
const TaskDelete = "delete_minor_data"

// A Task is something that people have to do.
type Task struct {
	ID   string // UUID
	Kind string
	Site string
	// Decision is the record that the task is about.
	Decision  string
	Rules     []string
	CreatedAt time.Time
	DoneAt    time.Time // zero: open
}

// Tasks keeps what people have to do.
type Tasks interface {
	// AddTask keeps t. A second task of one kind about one record is a no-op.
	AddTask(ctx context.Context, t Task) error

	// Tasks lists the open tasks, or all of them, oldest first.
	Tasks(ctx context.Context, all bool) ([]Task, error)

	// FinishTask says that a task is done. One that is not open is [ErrNotFound].
	FinishTask(ctx context.Context, id string, at time.Time) error
}
