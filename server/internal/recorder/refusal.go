package recorder

import "fmt"

// A Code says, in a stable word, why a choice was not recorded.
type Code string

// The codes, which are also the last part of a problem's type.
const (
	Malformed       Code = "malformed"
	UnknownCategory Code = "unknown-category"
	NotAllowed      Code = "not-allowed"
	Superseded      Code = "superseded"
	PlaceChanged    Code = "place-changed"
	KeyConflict     Code = "key-conflict"
)

// A Refusal is the error for a choice that is not recorded, with what the
// caller needs to know. Nothing is stored and nothing granted.
type Refusal struct {
	Code  Code
	Field string   // the field of the submission at fault, or ""
	Rules []string // the rules behind it, if rules are
	What  string   // a sentence
}

func (r *Refusal) Error() string { return r.What }

// Refuse makes a refusal. The field is that of the request's body, or "".
func Refuse(code Code, field, format string, args ...any) *Refusal {
	return refuse(code, field, format, args...)
}

func refuse(code Code, field, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Field: field, What: fmt.Sprintf(format, args...)}
}
