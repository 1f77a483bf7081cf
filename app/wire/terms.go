package wire

import (
	"sayso/app/consent"
	"sayso/app/deadline"
	"sayso/app/policy"
	"sayso/app/rules"
)

// A Term says by when a request is answered. Its dates are YYYY-MM-DD and
// absent where the policy and the law state none.
type Term struct {
	ConfirmBy consent.Date `json:"confirm_by,omitzero"`
	AnswerBy  consent.Date `json:"answer_by,omitzero"`
	Fee       string       `json:"fee,omitempty"`
}

// Terms finds, for a request of each kind that the visitor makes today, by
// when it is answered. The server computes them: the clocks do not travel. Its
// date can be a day behind the visitor's, so a term is never later than what
// holds.
func Terms(p *policy.Profile, law *policy.Law, v *rules.Visitor) map[string]Term {
	terms := map[string]Term{}
	for _, kind := range policy.RequestKinds {
		a := deadline.Compute(p, law, &deadline.Request{Place: v.Place, Residence: v.Residence, Kind: kind, Received: v.Today})
		terms[kind] = Term{ConfirmBy: a.ConfirmBy, AnswerBy: a.AnswerBy, Fee: a.Fee}
	}
	return terms
}
