package wire

import (
	"time"

	"sayso/app/consent"
)

// A Submission is the body of POST /v1/choices.
type Submission struct {
	Site   string         `json:"site"`
	Plan   string         `json:"plan"` // the plan token, as it came
	Method consent.Method `json:"method"`
	// Grants are the visitor's own switches. Required for save_choices; for
	// the other methods the server knows what the button does.
	Grants consent.Grants `json:"grants,omitempty"`
	// Key is a UUID made by the client: the same key again is answered with
	// the same choice.
	Key string `json:"key"`
	// Previous is the receipt that the visitor holds, if any.
	Previous string `json:"previous,omitempty"`
	// Band is the visitor's age band, and BandUntil (YYYY-MM-DD) the date on
	// which it ends.
	Band      consent.Band `json:"band,omitempty"`
	BandUntil consent.Date `json:"band_until,omitzero"`
	// Ward says that the visitor is under guardianship (KRO-VN-03).
	Ward bool `json:"under_guardianship,omitempty"`
	// GPC tells of navigator.globalPrivacyControl where the request header
	// was lost on the way. It can only narrow.
	GPC bool `json:"gpc,omitempty"`
	// WaitedS is for how many seconds the choice has waited in the browser, if
	// it could not be sent when it was made. The server marks such a choice and
	// believes no more of it (COM-56).
	WaitedS int `json:"waited_s,omitempty"`
}

// An Answer is what the server says to a recorded choice.
type Answer struct {
	Receipt    string         `json:"receipt"` // compact JWS
	Decision   string         `json:"decision"`
	DecidedAt  time.Time      `json:"decided_at"`
	ValidUntil time.Time      `json:"valid_until"`
	Grants     consent.Grants `json:"grants"`
}

// A Problem is a refusal, as RFC 9457 writes it (application/problem+json).
type Problem struct {
	// Type is stable: "/problems/" and a word, such as
	// "/problems/unknown-category".
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Field names the field at fault, Rules the rule IDs behind the refusal.
	Field string   `json:"field,omitempty"`
	Rules []string `json:"rules,omitempty"`
}
