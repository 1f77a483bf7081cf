// Package receipt writes and reads receipts: the claims of [consent.Receipt]
// in a compact JSON Web Signature (RFC 7515) with ES256, which any JOSE
// library verifies.
package receipt

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"sayso/app/consent"
	"sayso/server/internal/keyring"
)

// Type is the typ of every receipt's header. It keeps a signature that was
// made for something else from passing as a receipt.
const Type = "sayso-receipt+jwt"

// MaxLen bounds what Verify looks at, in bytes: a cookie holds no more.
const MaxLen = 4096

// ErrInvalid is wrapped by every error of Verify.
var ErrInvalid = errors.New("not a receipt of this server")

type header struct {
	Alg  string   `json:"alg"`
	Type string   `json:"typ"`
	Key  string   `json:"kid"`
	Crit []string `json:"crit,omitempty"`
}

// half is the length of each of the two numbers of an ES256 signature, in
// bytes.
const half = 32

var b64 = base64.RawURLEncoding.Strict()

// Sign writes claims, signed with the ring's key kid. The same claims and key
// always give the same bytes, so that a repeated request gets the receipt that
// it got before.
func Sign(ring *keyring.Ring, kid string, claims *consent.Receipt) (string, error) {
	key := ring.Private(kid)
	if key == nil {
		return "", fmt.Errorf("signing receipt %s: there is no key %q", claims.ID, kid)
	}
	head, err := json.Marshal(header{Alg: "ES256", Type: Type, Key: kid})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("signing receipt %s: %w", claims.ID, err)
	}
	input := b64.EncodeToString(head) + "." + b64.EncodeToString(body)
	sum := sha256.Sum256([]byte(input))
	// Without a source of randomness the signature is deterministic (RFC 6979).
	der, err := key.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("signing receipt %s: %w", claims.ID, err)
	}
	var sig struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &sig); err != nil {
		return "", fmt.Errorf("signing receipt %s: %w", claims.ID, err)
	}
	raw := make([]byte, 2*half)
	sig.R.FillBytes(raw[:half])
	sig.S.FillBytes(raw[half:])
	return input + "." + b64.EncodeToString(raw), nil
}

// Verify reads a receipt that a key of ring signed. It does not look at the
// time, the site or the policy version: what those mean is the caller's to say.
func Verify(ring *keyring.Ring, token string) (*consent.Receipt, error) {
	if len(token) > MaxLen {
		return nil, fmt.Errorf("%w: it has %d bytes, more than %d", ErrInvalid, len(token), MaxLen)
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("%w: it has %d parts, not 3", ErrInvalid, len(parts))
	}
	var h header
	if err := decode(parts[0], &h); err != nil {
		return nil, fmt.Errorf("%w: header: %v", ErrInvalid, err)
	}
	if h.Alg != "ES256" || h.Type != Type || h.Crit != nil {
		return nil, fmt.Errorf("%w: alg %q, typ %q", ErrInvalid, h.Alg, h.Type)
	}
	key := ring.Private(h.Key)
	if key == nil {
		return nil, fmt.Errorf("%w: unknown key %q", ErrInvalid, h.Key)
	}
	raw, err := b64.DecodeString(parts[2])
	if err != nil || len(raw) != 2*half {
		return nil, fmt.Errorf("%w: its signature is malformed", ErrInvalid)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	r, s := new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:])
	if !ecdsa.Verify(&key.PublicKey, sum[:], r, s) {
		return nil, fmt.Errorf("%w: its signature does not match", ErrInvalid)
	}
	var claims consent.Receipt
	if err := decode(parts[1], &claims); err != nil {
		return nil, fmt.Errorf("%w: claims: %v", ErrInvalid, err)
	}
	return &claims, nil
}

func decode(part string, v any) error {
	raw, err := b64.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}
