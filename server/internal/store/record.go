package store

import (
	"encoding/json"
	"maps"
	"time"

	"sayso/app/consent"
	"sayso/server/internal/merkle"
)

// A Record is one choice as it is kept: what COM-17 asks for and no more. It
// has no address, no name of a browser and no birth date.
//
// Its JSON is what the log commits to: names, order and form of the fields
// never change. A new field comes last and is left out when empty.
type Record struct {
	// ID is the decision id: a random UUID, derived from nothing (COM-18).
	ID   string `json:"id"`
	Site string `json:"site"`
	// Key is the client's idempotency key: unique within the site.
	Key string `json:"key"`

	Profile       string `json:"profile"`
	PolicyVersion string `json:"policy_version"`
	// TextHash is the SHA-256, in hex, of the notice that was shown: a [Part]
	// that names the words, the drawings and the plan.
	TextHash string `json:"text_hash"`
	Lang     string `json:"lang"`            // BCP 47, as shown
	Place    string `json:"place,omitempty"` // ISO 3166, "" when unknown

	// Grants is the whole state after the choice, locked keys included.
	Grants    consent.Grants    `json:"grants"`
	Method    consent.Method    `json:"method"`
	Authority consent.Authority `json:"authority"`
	// GPC and DNT are the signals as seen with the choice.
	GPC bool `json:"gpc"`
	DNT bool `json:"dnt"`
	// Band is the visitor's age band and BandUntil the date of its end
	// (COM-41); both are empty when no age was told.
	Band      consent.Band `json:"band,omitempty"`
	BandUntil string       `json:"band_until,omitempty"`

	// DecidedAt is the server's clock, UTC, in whole seconds (COM-56).
	DecidedAt time.Time `json:"decided_at"`
	// ValidUntil is when the choice lapses, and KeyID the key that signed its
	// receipt: with both, the same receipt can be written again.
	ValidUntil time.Time `json:"valid_until"`
	KeyID      string    `json:"kid"`

	// Previous is the decision id of the receipt that came with this choice,
	// "" for a first one. It links a visitor's choices for whoever holds the
	// newest receipt; a first choice looks like everybody else's.
	Previous string `json:"previous,omitempty"`
	// Guardian is what a guardian's choice rests on; nil for a choice in one's
	// own right.
	Guardian *Guardianship `json:"guardian,omitempty"`
	// Late says that the choice waited in the browser before it could be sent,
	// and WaitedS for how many seconds. The browser says so; nothing that the
	// server decides depends on it (COM-56).
	Late    bool `json:"late,omitempty"`
	WaitedS int  `json:"waited_s,omitempty"`
	// Ward says that the visitor is under guardianship (KRO-VN-03).
	Ward bool `json:"under_guardianship,omitempty"`
}

// Leaf is what the log holds of r.
func (r *Record) Leaf(salt []byte) (merkle.Leaf, error) {
	content, err := json.Marshal(r) // sorts the keys of maps
	if err != nil {
		return merkle.Leaf{}, err
	}
	return merkle.NewLeaf(salt, content), nil
}

// An Entry is one entry of the log, with what it commits to.
type Entry struct {
	Number int64
	Leaf   merkle.Leaf
	// Record and Salt are what the leaf is made of; nil once it was erased.
	Record *Record
	Salt   []byte
	// ErasedAt is when the content was erased, or zero.
	ErasedAt time.Time
}

// A Checkpoint is what the server has signed about the log at one moment.
type Checkpoint struct {
	Size int64
	// Events is how many events of the audit it binds.
	Events int64
	// Note is the signed note, as C2SP tlog-checkpoint has it.
	Note string
	At   time.Time // whole seconds, UTC
}

// SameChoice reports whether r and s are the same choice, made once and sent
// twice: everything is equal but what the server adds, and the receipt that came
// with it, which another tab may have renewed in between.
func (r *Record) SameChoice(s *Record) bool {
	return maps.Equal(r.Grants, s.Grants) && r.plain() == s.plain()
}

// plain holds what the client decides, but for the grants, in a form that ==
// compares.
func (r *Record) plain() [15]string {
	on := map[bool]string{true: "on"}
	return [...]string{
		r.Site, r.Key, r.Profile, r.PolicyVersion, r.TextHash, r.Lang, r.Place,
		string(r.Method), string(r.Authority), on[r.GPC], on[r.DNT], string(r.Band), r.BandUntil,
		r.Guardian.Text(), on[r.Ward],
	}
}

// A KeyUse says what a key is for.
type KeyUse string

// The uses of keys.
const (
	KeyReceipt KeyUse = "receipt" // signs receipts; PKCS #8
	KeyTicket  KeyUse = "ticket"  // authenticates plan tokens; 32 random bytes
	KeyLog     KeyUse = "log"     // signs checkpoints; the text of a note key
)

// A Key is a secret of this server. It never leaves it.
type Key struct {
	ID        string
	Use       KeyUse
	Secret    []byte
	CreatedAt time.Time // from then on it is used; whole seconds, UTC
}
