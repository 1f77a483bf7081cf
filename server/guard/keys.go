package guard

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Source gives the key set of the consent server: the JSON of
// /.well-known/jwks.json (RFC 7517). It is called when a key is first needed,
// again when the set is an hour old or a receipt names a key that it lacks,
// and never twice within a minute. Several calls never run at once.
type Source func(ctx context.Context) ([]byte, error)

// Static gives a key set that is known beforehand, for instance from a file.
func Static(jwks []byte) Source {
	return func(context.Context) ([]byte, error) { return jwks, nil }
}

// maxKeySet bounds the key set that is read, in bytes.
const maxKeySet = 64 << 10

// FromURL fetches the key set with client from an address such as
// https://consent.example/.well-known/jwks.json.
func FromURL(client *http.Client, url string) Source {
	return func(ctx context.Context) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s answers %s", url, resp.Status)
		}
		return io.ReadAll(io.LimitReader(resp.Body, maxKeySet))
	}
}

const (
	freshFor  = time.Hour        // then the set is fetched again
	staleFor  = 24 * time.Hour   // then it is not used any more, if it cannot be fetched
	retry     = time.Minute      // between two calls of the source
	fetchTime = 10 * time.Second // for one call
)

// A keySet keeps the keys of a source.
type keySet struct {
	source Source
	now    func() time.Time

	// fetching is held while the source is called. Only requests that need a
	// key which is not there wait for it.
	fetching sync.Mutex
	state    atomic.Pointer[keyState]
}

// A keyState is what a keySet knows; it is never changed, only replaced.
type keyState struct {
	keys  map[string]*ecdsa.PublicKey
	at    time.Time // when keys were fetched
	tried time.Time // when the source was last called
	err   error     // what came of that
}

// find is the key with the given id.
func (s *keySet) find(ctx context.Context, id string) (*ecdsa.PublicKey, error) {
	now := s.now()
	st := s.state.Load()
	switch {
	case st != nil && now.Sub(st.tried) < retry:
	case st != nil && st.usable(id, now):
		if now.Sub(st.at) >= freshFor && s.fetching.TryLock() {
			st = s.fetch(ctx, now)
		}
	default:
		s.fetching.Lock()
		st = s.fetch(ctx, now)
	}
	switch {
	case st.usable(id, now):
		return st.keys[id], nil
	case st.err != nil:
		return nil, fmt.Errorf("%w: %v", ErrKeys, st.err)
	}
	return nil, fmt.Errorf("%w: its key %q is not in the set", ErrForged, id)
}

func (st *keyState) usable(id string, now time.Time) bool {
	return st.keys[id] != nil && now.Sub(st.at) < staleFor
}

// fetch calls the source, unless somebody else just did, and unlocks fetching.
// That a visitor goes away does not stop it: the next one needs the keys too.
// Keys that are held stay when it fails.
func (s *keySet) fetch(ctx context.Context, now time.Time) *keyState {
	defer s.fetching.Unlock()
	next := &keyState{}
	if st := s.state.Load(); st != nil {
		if now.Sub(st.tried) < retry {
			return st
		}
		*next = *st
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTime)
	defer cancel()
	next.tried, next.err = now, nil
	if data, err := s.source(ctx); err != nil {
		next.err = fmt.Errorf("fetching the key set: %w", err)
	} else if keys, err := parseKeys(data); err != nil {
		next.err = fmt.Errorf("reading the key set: %w", err)
	} else {
		next.keys, next.at = keys, now
	}
	s.state.Store(next)
	return next
}

// parseKeys reads the P-256 signing keys of a set; keys of other kinds are
// none of ours.
func parseKeys(data []byte) (map[string]*ecdsa.PublicKey, error) {
	var set struct {
		Keys []struct {
			Type  string `json:"kty"`
			Curve string `json:"crv"`
			Alg   string `json:"alg"`
			Use   string `json:"use"`
			ID    string `json:"kid"`
			X     string `json:"x"`
			Y     string `json:"y"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, err
	}
	keys := map[string]*ecdsa.PublicKey{}
	for _, k := range set.Keys {
		if k.Type != "EC" || k.Curve != "P-256" || k.Alg != "" && k.Alg != "ES256" || k.Use != "" && k.Use != "sig" {
			continue
		}
		key, err := newKey(k.X, k.Y)
		if err != nil || k.ID == "" {
			return nil, fmt.Errorf("key %q is no point of P-256", k.ID)
		}
		keys[k.ID] = key
	}
	if len(keys) == 0 {
		return nil, errors.New("it has no ES256 key")
	}
	return keys, nil
}

func newKey(x, y string) (*ecdsa.PublicKey, error) {
	px, err := b64.DecodeString(x)
	if err != nil {
		return nil, err
	}
	py, err := b64.DecodeString(y)
	if err != nil {
		return nil, err
	}
	if len(px) != half {
		return nil, errors.New("x has another length")
	}
	// 0x04, X, Y is the uncompressed point (SEC 1, section 2.3.3).
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, px...), py...))
}
