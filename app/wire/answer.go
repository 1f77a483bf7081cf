package wire

import (
	"bytes"
	"encoding/json"
	"errors"

	"sayso/app/rules"
)

// A LineError stands in the output for an input line that cannot be answered.
type LineError struct {
	Error string `json:"error"`
	// Field is the path of the field at fault, or "" for the line as a whole.
	Field string `json:"field"`
}

// NewLineError is err as it travels.
func NewLineError(err error) LineError {
	var field *FieldError
	switch {
	case errors.As(err, &field):
		return LineError{Error: err.Error(), Field: field.Field}
	case errors.Is(err, rules.ErrUnknownService):
		return LineError{Error: err.Error(), Field: "service"}
	}
	return LineError{Error: err.Error()}
}

// Line is v as one line of output.
func Line(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return Line(NewLineError(err))
	}
	return b.Bytes()
}

// Decide answers one line of "sayso decide" with one line: a [Plan], or a
// [LineError] when ok is false. Server and browser both answer with it, so
// that they agree to the byte.
func Decide(e *rules.Engine, line []byte, today Today) (reply []byte, ok bool) {
	c, err := ReadCase(line, today)
	if err == nil && c.Choice != nil {
		err = &FieldError{"choice", "belongs to \"sayso admit\"; leave it out"}
	}
	if err != nil {
		return Line(NewLineError(err)), false
	}
	p, err := e.Decide(c.Service, &c.Visitor)
	if err != nil {
		return Line(NewLineError(err)), false
	}
	return Line(NewPlan(&p)), true
}

// Admit answers one line of "sayso admit" with one line: a [Verdict], or a
// [LineError] when ok is false.
func Admit(e *rules.Engine, line []byte, today Today) (reply []byte, ok bool) {
	c, err := ReadCase(line, today)
	if err == nil && c.Choice == nil {
		err = &FieldError{"choice", "is missing; write {\"policy_version\":…,\"grants\":{…},\"authority\":\"self\"}"}
	}
	if err != nil {
		return Line(NewLineError(err)), false
	}
	v, err := e.Admit(c.Service, &c.Visitor, c.Choice)
	if err != nil {
		return Line(NewLineError(err)), false
	}
	return Line(NewVerdict(&v)), true
}
