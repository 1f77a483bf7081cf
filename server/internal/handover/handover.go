// Package handover seals the pass with which a visitor's choice goes from one
// page to another: from a site to a sister domain, or from an app to the pages
// in its web view. It lives for a minute, is good once and for one audience, and
// names a recorded choice without holding it.
package handover

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"
)

// Life is how long a pass is good for.
const Life = time.Minute

// maxLen bounds a sealed pass, in bytes.
const maxLen = 1024

// ErrInvalid is returned for what no secret of this server sealed, and
// ErrLapsed for what came too late.
var (
	ErrInvalid = errors.New("not a pass of this server")
	ErrLapsed  = errors.New("the pass has lapsed")
)

// A Pass lets one page take over one choice.
type Pass struct {
	// ID is random: by it the store knows that the pass was used.
	ID string `json:"i"`
	// Site and Origin are the audience: the site that takes the choice over,
	// and the one origin of its pages that may.
	Site   string `json:"s"`
	Origin string `json:"o"`
	// Decision is the id of the recorded choice.
	Decision string `json:"d"`
	// Until is when the pass lapses, in Unix seconds.
	Until int64 `json:"u"`
}

var b64 = base64.RawURLEncoding.Strict()

// Seal writes p, authenticated with the newest of secrets.
func Seal(secrets [][]byte, p *Pass) (string, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return b64.EncodeToString(append(mac(secrets[0], body), body...)), nil
}

// Open reads a pass that one of secrets sealed and that is good at now.
func Open(secrets [][]byte, token string, now time.Time) (*Pass, error) {
	if len(token) > maxLen {
		return nil, ErrInvalid
	}
	raw, err := b64.DecodeString(token)
	if err != nil || len(raw) < sha256.Size {
		return nil, ErrInvalid
	}
	sum, body := raw[:sha256.Size], raw[sha256.Size:]
	for _, secret := range secrets {
		if !hmac.Equal(sum, mac(secret, body)) {
			continue
		}
		var p Pass
		if err := json.Unmarshal(body, &p); err != nil {
			return nil, ErrInvalid
		}
		if left := time.Unix(p.Until, 0).Sub(now); left <= 0 || left > Life {
			return nil, ErrLapsed
		}
		return &p, nil
	}
	return nil, ErrInvalid
}

// mac begins with a word of its own, so that nothing else that the same secret
// authenticates passes as a pass.
func mac(secret, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("handover\n"))
	h.Write(body)
	return h.Sum(nil)
}
