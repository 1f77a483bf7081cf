package guard_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/go-jose/go-jose/v4"

	"sayso/app/consent"
)

// A consentServer signs receipts with go-jose, a library that is not ours, so
// that guard is not only held against the code that it was written with.
type consentServer struct {
	key *ecdsa.PrivateKey
	id  string
}

func newServer() *consentServer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	print, err := (&jose.JSONWebKey{Key: &key.PublicKey}).Thumbprint(crypto.SHA256)
	if err != nil {
		panic(err)
	}
	return &consentServer{key, base64.RawURLEncoding.EncodeToString(print)}
}

// keySet is what the server publishes.
func (s *consentServer) keySet() []byte {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &s.key.PublicKey, KeyID: s.id, Algorithm: "ES256", Use: "sig"}}}
	data, err := json.Marshal(set)
	if err != nil {
		panic(err)
	}
	return data
}

// sign writes a receipt.
func (s *consentServer) sign(claims consent.Receipt) string {
	return s.signAs("sayso-receipt+jwt", jose.ES256, s.key, claims)
}

// signAs writes a token of another type, or signed in another way.
func (s *consentServer) signAs(kind string, alg jose.SignatureAlgorithm, key any, claims consent.Receipt) string {
	opts := (&jose.SignerOptions{}).WithType(jose.ContentType(kind)).WithHeader("kid", s.id)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opts)
	if err != nil {
		panic(err)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(body)
	if err != nil {
		panic(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return token
}

// signWith signs any header and claims with the server's key.
func (s *consentServer) signWith(header, claims string) string {
	input := enc(header) + "." + enc(claims)
	sum := sha256.Sum256([]byte(input))
	r, v, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		panic(err)
	}
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	v.FillBytes(raw[32:])
	return input + "." + enc(string(raw))
}

func enc(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
