package wire

import (
	"time"

	"sayso/app/consent"
)

// A History is the answer of POST /v1/history, and the file that a visitor
// saves: every choice that led to the receipt that was presented.
type History struct {
	Site string `json:"site"`
	// Decisions are the choices, the newest first. One that was erased ends
	// the row: what came before it is not known any more.
	Decisions []Past `json:"decisions"`
	// Since says for each key of the newest choice from when on it has stood
	// as it stands, without a break.
	Since map[consent.Key]time.Time `json:"since"`
}

// A Past is one recorded choice.
type Past struct {
	Decision      string            `json:"decision"`
	DecidedAt     time.Time         `json:"decided_at"`
	ValidUntil    time.Time         `json:"valid_until"`
	Profile       string            `json:"profile"`
	PolicyVersion string            `json:"policy_version"`
	Place         string            `json:"place,omitempty"` // ISO 3166
	Lang          string            `json:"lang"`            // BCP 47
	Method        consent.Method    `json:"method"`
	Authority     consent.Authority `json:"authority"`
	GPC           bool              `json:"gpc"`
	Grants        consent.Grants    `json:"grants"`
	// Receipt is the choice once more, signed: a compact JWS.
	Receipt string `json:"receipt"`
}

// Since finds for each key of the newest of decisions the first one in an
// unbroken row that says the same.
func Since(decisions []Past) map[consent.Key]time.Time {
	since := map[consent.Key]time.Time{}
	if len(decisions) == 0 {
		return since
	}
	for key, on := range decisions[0].Grants {
		for _, d := range decisions {
			if was, told := d.Grants[key]; !told || was != on {
				break
			}
			since[key] = d.DecidedAt
		}
	}
	return since
}
