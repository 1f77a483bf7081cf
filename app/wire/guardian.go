package wire

import (
	"time"

	"sayso/app/consent"
)

// A GuardianAsk is the body of POST /v1/guardians: a minor asks for the step
// of a parent or guardian.
type GuardianAsk struct {
	Site string `json:"site"`
	Plan string `json:"plan"` // the plan token, as it came
	// Email is the guardian's address. It is used for one letter and kept no
	// longer.
	Email string `json:"email"`
	// Key is a UUID made by the client: the same key again asks once.
	Key string `json:"key"`
	// Band is the minor's age band, and BandUntil the date on which it ends. An
	// adult under guardianship, which is what Ward says, need not tell one.
	Band      consent.Band `json:"band,omitempty"`
	BandUntil consent.Date `json:"band_until,omitzero"`
	Ward      bool         `json:"under_guardianship,omitempty"`
	// Previous is the receipt that the minor holds, if any.
	Previous string `json:"previous,omitempty"`
	GPC      bool   `json:"gpc,omitempty"`
}

// A GuardianLook is the body of POST /v1/guardians/state.
type GuardianLook struct {
	// Receipt is the one that the minor holds: it says who asks.
	Receipt string `json:"receipt"`
}

// A GuardianConfirm is the body of POST /v1/guardians/confirm: where both
// decide together, the minor's part of it.
type GuardianConfirm struct {
	Receipt string         `json:"receipt"`
	Method  consent.Method `json:"method"`
	Grants  consent.Grants `json:"grants,omitempty"`
	// Declared says that the minor decides together with the guardian. A grant
	// needs it.
	Declared bool `json:"declared,omitempty"`
}

// A StepState says how far a guardian's step has come, as the minor's panel
// sees it.
type StepState string

// The states of a guardian's step.
const (
	StepSending  StepState = "sending"  // the letter is on its way out
	StepSent     StepState = "sent"     // the guardian has a letter
	StepUnsent   StepState = "unsent"   // the letter could not be sent
	StepTogether StepState = "together" // the guardian agreed; now the minor
	StepAgreed   StepState = "agreed"   // agreed and recorded
	StepDeclined StepState = "declined"
	StepExpired  StepState = "expired"
	StepOutdated StepState = "outdated" // the policy changed before the record was made
)

// A GuardianState answers all three.
type GuardianState struct {
	State     StepState `json:"state"`
	ExpiresAt time.Time `json:"expires_at"`
	// Role is the one in which the guardian agreed.
	Role consent.Authority `json:"role,omitempty"`
	// Allowed is what the guardian said yes to, while the minor's part is open.
	Allowed consent.Grants `json:"allowed,omitempty"`
	// Answer is a choice that was recorded: at the asking, that everything
	// optional is off; when agreed, the guardian's.
	Answer *Answer `json:"answer,omitempty"`
	// Step is the number of the step, for the server's own use: no browser
	// hears of it.
	Step string `json:"-"`
}

// Behind says which guardian a panel counts with: the one of a step that waits
// for the minor, one who declined, or the one behind the receipt that is held.
// Nothing beyond allowed can be turned on with them. It is for showing; the
// server asks its own records.
func (g *GuardianState) Behind(held *consent.Receipt) (who consent.Guardian, allowed consent.Grants) {
	switch {
	case g != nil && g.State == StepTogether:
		return consent.Guardian{Present: true, Verified: true, Role: g.Role, Acknowledged: consent.Duties}, g.Allowed
	case held != nil && held.Authority.Guardians():
		return held.Guardian(), held.Grants
	case g != nil && g.State == StepDeclined:
		willing := false
		return consent.Guardian{Present: true, Willing: &willing}, nil
	}
	return consent.Guardian{}, nil
}
