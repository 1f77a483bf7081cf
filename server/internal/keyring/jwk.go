package keyring

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// A JWK is a public key as RFC 7517 writes it.
type JWK struct {
	Curve string `json:"crv"`
	Type  string `json:"kty"`
	X     string `json:"x"`
	Y     string `json:"y"`
	Alg   string `json:"alg,omitempty"`
	Use   string `json:"use,omitempty"`
	ID    string `json:"kid,omitempty"`
}

// newJWK writes a P-256 key with its thumbprint (RFC 7638) as its id.
func newJWK(pub *ecdsa.PublicKey) (JWK, error) {
	point, err := pub.Bytes() // 0x04, X, Y
	if err != nil {
		return JWK{}, fmt.Errorf("writing a public key: %w", err)
	}
	b64 := base64.RawURLEncoding
	k := JWK{Curve: "P-256", Type: "EC", X: b64.EncodeToString(point[1:33]), Y: b64.EncodeToString(point[33:65])}
	// The thumbprint covers exactly these four members in this order.
	required, err := json.Marshal(k)
	if err != nil {
		return JWK{}, err
	}
	sum := sha256.Sum256(required)
	k.Alg, k.Use, k.ID = "ES256", "sig", b64.EncodeToString(sum[:])
	return k, nil
}

// Public lists the public keys of all receipts, newest first.
func (r *Ring) Public() ([]JWK, error) {
	signing := r.set.Load().signing
	keys := make([]JWK, 0, len(signing))
	for _, k := range signing {
		jwk, err := newJWK(&k.private.PublicKey)
		if err != nil {
			return nil, err
		}
		keys = append(keys, jwk)
	}
	return keys, nil
}
