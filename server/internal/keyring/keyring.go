// Package keyring holds the server's secrets: the keys that sign receipts and
// those that authenticate plan tokens. They are made at the first start.
package keyring

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"time"

	"sayso/server/internal/store"
)

// A Ring is the set of keys of one server. It does not change; a new key comes
// with the next start. It is safe for concurrent use.
type Ring struct {
	signing []signingKey // newest first; at least one
	tickets [][]byte     // newest first; at least one
}

type signingKey struct {
	id      string
	private *ecdsa.PrivateKey
}

// Load reads the keys from s and makes those that are missing.
func Load(ctx context.Context, s store.Store, now time.Time) (*Ring, error) {
	signing, err := newSigningKey(now)
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	ticket := store.Key{ID: rand.Text(), Use: store.KeyTicket, Secret: secret, CreatedAt: now}
	for _, k := range []store.Key{signing, ticket} {
		if _, err := s.FirstKey(ctx, k); err != nil {
			return nil, err
		}
	}
	return Read(ctx, s)
}

// Rotate adds a new signing key. Receipts of the older keys stay valid.
func Rotate(ctx context.Context, s store.Store, now time.Time) (id string, err error) {
	k, err := newSigningKey(now)
	if err != nil {
		return "", err
	}
	return k.ID, s.AddKey(ctx, k)
}

func newSigningKey(now time.Time) (store.Key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return store.Key{}, fmt.Errorf("making a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return store.Key{}, fmt.Errorf("making a signing key: %w", err)
	}
	jwk, err := newJWK(&private.PublicKey)
	if err != nil {
		return store.Key{}, err
	}
	return store.Key{ID: jwk.ID, Use: store.KeyReceipt, Secret: der, CreatedAt: now}, nil
}

// Read reads the keys that are in s and makes none.
func Read(ctx context.Context, s store.Store) (*Ring, error) {
	r := &Ring{}
	keys, err := s.Keys(ctx, store.KeyReceipt)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		any, err := x509.ParsePKCS8PrivateKey(k.Secret)
		if err != nil {
			return nil, fmt.Errorf("reading signing key %s: %w", k.ID, err)
		}
		private, ok := any.(*ecdsa.PrivateKey)
		if !ok || private.Curve != elliptic.P256() {
			return nil, fmt.Errorf("reading signing key %s: it is a %T; only P-256 keys are used", k.ID, any)
		}
		r.signing = append(r.signing, signingKey{k.ID, private})
	}
	tickets, err := s.Keys(ctx, store.KeyTicket)
	if err != nil {
		return nil, err
	}
	for _, k := range tickets {
		r.tickets = append(r.tickets, k.Secret)
	}
	return r, nil
}

// Current is the id of the key that new receipts are signed with.
func (r *Ring) Current() string { return r.signing[0].id }

// Private is the signing key with the given id, or nil.
func (r *Ring) Private(id string) *ecdsa.PrivateKey {
	for _, k := range r.signing {
		if k.id == id {
			return k.private
		}
	}
	return nil
}

// Tickets are the secrets of plan tokens: the first seals, all open.
func (r *Ring) Tickets() [][]byte { return r.tickets }
