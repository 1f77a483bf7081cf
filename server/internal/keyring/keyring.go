// Package keyring holds the server's secrets: the keys that sign receipts and
// those that authenticate plan tokens. They are made at the first start.
package keyring

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"sayso/server/internal/store"
)

// Lead is how long a new signing key is published before receipts are signed
// with it: views that browsers and caches hold, for an hour and a few minutes,
// must have it by then. The first key of all signs at once.
const Lead = 2 * time.Hour

// A Ring is the set of keys of one server. It is safe for concurrent use, and
// changes only by Refresh.
type Ring struct {
	// Now is the clock. Load sets it to time.Now.
	Now func() time.Time

	set atomic.Pointer[set]
}

// A set is the keys as they were read at one moment.
type set struct {
	signing []signingKey // newest first; at least one
	tickets [][]byte     // newest first; at least one
}

type signingKey struct {
	id      string
	private *ecdsa.PrivateKey
	signs   time.Time // from then on
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

// Rotate adds a new signing key, with which receipts are signed after [Lead],
// or at once where the older keys must sign nothing more. Their receipts stay
// valid.
func Rotate(ctx context.Context, s store.Store, now time.Time, atOnce bool) (id string, err error) {
	if !atOnce {
		now = now.Add(Lead)
	}
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
func Read(ctx context.Context, s store.Keys) (*Ring, error) {
	r := &Ring{Now: time.Now}
	return r, r.Refresh(ctx, s)
}

// Refresh reads the keys anew: another server may have added one.
func (r *Ring) Refresh(ctx context.Context, s store.Keys) error {
	fresh, err := read(ctx, s)
	if err != nil {
		return err
	}
	if len(fresh.signing) == 0 || len(fresh.tickets) == 0 {
		return errors.New("the database has no keys; start sayso serve on it once")
	}
	r.set.Store(fresh)
	return nil
}

func read(ctx context.Context, s store.Keys) (*set, error) {
	r := &set{}
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
		r.signing = append(r.signing, signingKey{k.ID, private, k.CreatedAt})
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

// Current is the id of the key that new receipts are signed with: the newest
// that everybody has seen, or else the oldest.
func (r *Ring) Current() string {
	signing, now := r.set.Load().signing, r.Now()
	for _, k := range signing {
		if !k.signs.After(now) {
			return k.id
		}
	}
	return signing[len(signing)-1].id
}

// Private is the signing key with the given id, or nil.
func (r *Ring) Private(id string) *ecdsa.PrivateKey {
	for _, k := range r.set.Load().signing {
		if k.id == id {
			return k.private
		}
	}
	return nil
}

// Tickets are the secrets of plan tokens: the first seals, all open.
func (r *Ring) Tickets() [][]byte { return r.set.Load().tickets }
