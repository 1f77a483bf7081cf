package consent

import "time"

// A Guardian is what is known of the person who answers for the visitor.
type Guardian struct {
	Present  bool `json:"present"`
	Verified bool `json:"verified"`
	// Role is the step that the guardian took.
	Role Authority `json:"role,omitempty"`
	// Willing is false when the guardian declined to hold the account
	// (KRO-VN-05). Nil means that nobody asked.
	Willing *bool `json:"willing,omitempty"`
	// Acknowledged lists the duties that the guardian confirmed: "activity",
	// "policy", "child_protection" (F-04).
	Acknowledged []string `json:"acknowledged,omitempty"`
}

// A Prior is the last choice of a visitor, as the record holds it.
type Prior struct {
	Profile       string    `json:"profile"`
	PolicyVersion string    `json:"policy_version"`
	DecidedAt     time.Time `json:"decided_at"`
	Choices       Grants    `json:"choices"`
	Authority     Authority `json:"authority,omitempty"`
	// Signal is "gpc" when the refusal was made by the signal (F-18).
	Signal string `json:"signal,omitempty"`
	// GPC says that Global Privacy Control was on when the choice was made, so
	// that a grant in it stands beside the signal (COM-22).
	GPC bool `json:"gpc,omitempty"`
}

// A Choice is what somebody asks to have recorded.
type Choice struct {
	PolicyVersion string    `json:"policy_version"`
	Grants        Grants    `json:"grants"`
	Authority     Authority `json:"authority"`
}

// A Method says how a choice was made: by which button or signal.
type Method string

// The methods that POST /v1/choices takes.
const (
	MethodAcceptAll   Method = "accept_all"
	MethodRejectAll   Method = "reject_all"
	MethodSaveChoices Method = "save_choices"
	MethodWithdraw    Method = "withdraw"
	MethodOptOutSale  Method = "opt_out_sale"
	MethodOptInSale   Method = "opt_in_sale"
)

// Known reports whether m is one of the methods above.
func (m Method) Known() bool {
	switch m {
	case MethodAcceptAll, MethodRejectAll, MethodSaveChoices, MethodWithdraw, MethodOptOutSale, MethodOptInSale:
		return true
	}
	return false
}
