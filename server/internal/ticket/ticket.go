// Package ticket seals what a visitor was shown into the opaque plan token
// that comes back with the choice.
package ticket

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sayso/app/consent"
)

// MaxLen bounds a token, in bytes.
const MaxLen = 2048

// macSize is how much of the HMAC a token carries, in bytes: half, as RFC 2104,
// section 5, allows. The token travels with every banner.
const macSize = sha256.Size / 2

// ErrInvalid is returned for a token that no secret of this server sealed.
var ErrInvalid = errors.New("not a plan token of this server")

// A Ticket names what a visitor was shown. It says nothing of a visitor: all
// visitors of one variant of a site get the same.
type Ticket struct {
	Site    string              `json:"s"`
	Profile string              `json:"p"`
	Version string              `json:"v"` // policy version
	Place   string              `json:"c,omitempty"`
	Lang    string              `json:"l"`
	Account consent.AccountMode `json:"a,omitempty"`
	GPC     bool                `json:"g,omitempty"`
	// Text is the SHA-256, in hex, of the notice that was shown; shorter in the token.
	Text string `json:"t"`

	// Played says that Place is played, and not where the visitor is. Played,
	// Age and Now are set on demo sites only.
	Played bool         `json:"d,omitempty"`
	Age    consent.Band `json:"b,omitempty"`
	Now    time.Time    `json:"n,omitzero"`
}

var b64 = base64.RawURLEncoding.Strict()

// Seal writes t, authenticated with the newest of secrets. The same ticket
// always gives the same token.
func Seal(secrets [][]byte, t *Ticket) (string, error) {
	hash, err := hex.DecodeString(t.Text)
	if err != nil {
		return "", fmt.Errorf("the hash of the notice: %w", err)
	}
	short := *t
	short.Text = b64.EncodeToString(hash)
	body, err := json.Marshal(&short)
	if err != nil {
		return "", err
	}
	return b64.EncodeToString(append(mac(secrets[0], body), body...)), nil
}

// Open reads a token that one of secrets sealed.
func Open(secrets [][]byte, token string) (*Ticket, error) {
	if len(token) > MaxLen {
		return nil, ErrInvalid
	}
	raw, err := b64.DecodeString(token)
	if err != nil || len(raw) < macSize {
		return nil, ErrInvalid
	}
	sum, body := raw[:macSize], raw[macSize:]
	for _, secret := range secrets {
		if hmac.Equal(sum, mac(secret, body)) {
			return read(body)
		}
	}
	return nil, ErrInvalid
}

func read(body []byte) (*Ticket, error) {
	var t Ticket
	if err := json.Unmarshal(body, &t); err != nil {
		return nil, ErrInvalid
	}
	hash, err := b64.DecodeString(t.Text)
	if err != nil {
		return nil, ErrInvalid
	}
	t.Text = hex.EncodeToString(hash)
	return &t, nil
}

func mac(secret, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(body)
	return h.Sum(nil)[:macSize]
}
