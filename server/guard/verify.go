package guard

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"sayso/app/consent"
)

// The errors that Verify wraps.
var (
	// ErrForged means that no key of the consent server signed this.
	ErrForged = errors.New("not a receipt of the consent server")
	// ErrForeign means a receipt of another site or profile.
	ErrForeign = errors.New("a receipt of another site or profile")
	// ErrExpired means that the choice has lapsed.
	ErrExpired = errors.New("the choice has lapsed")
	// ErrKeys means that the key set could not be had, so that nothing can be
	// said of the receipt.
	ErrKeys = errors.New("the key set is not to be had")
)

// receiptType is the typ of every receipt's header: a token that the same key
// signed for another purpose must not pass as a choice.
const receiptType = "sayso-receipt+jwt"

const (
	maxReceipt = 4096 // bytes; a cookie holds no more
	half       = 32   // bytes of each of the two numbers of an ES256 signature
)

// b64 is strict: of the spellings that decode alike, only one is a receipt.
var b64 = base64.RawURLEncoding.Strict()

// Verify reads a receipt (compact JWS, RFC 7515): signed with ES256 by a key
// of the set, for this site, of a profile in Versions and not lapsed. The
// policy version is not looked at: see Answer.Superseded.
func (g *Guard) Verify(ctx context.Context, token string) (*consent.Receipt, error) {
	claims, err := g.signed(ctx, token)
	if err != nil {
		return nil, err
	}
	if claims.Site != g.opts.Site {
		return nil, fmt.Errorf("%w: aud is %q", ErrForeign, claims.Site)
	}
	if _, ok := g.opts.Versions[claims.Profile]; !ok {
		return nil, fmt.Errorf("%w: profile is %q", ErrForeign, claims.Profile)
	}
	if end := time.Unix(claims.Expires, 0); !g.opts.Now().Before(end) {
		return nil, fmt.Errorf("%w: on %s", ErrExpired, end.UTC().Format(time.RFC3339))
	}
	return claims, nil
}

// signed checks the signature and reads the claims.
func (g *Guard) signed(ctx context.Context, token string) (*consent.Receipt, error) {
	parts := strings.Split(token, ".")
	if len(token) > maxReceipt || len(parts) != 3 {
		return nil, fmt.Errorf("%w: it has %d bytes and %d parts", ErrForged, len(token), len(parts))
	}
	var head struct {
		Alg  string   `json:"alg"`
		Type string   `json:"typ"`
		Key  string   `json:"kid"`
		Crit []string `json:"crit"`
	}
	if err := decode(parts[0], &head); err != nil {
		return nil, fmt.Errorf("%w: header: %v", ErrForged, err)
	}
	// The token does not get to choose the algorithm: not "none", and not
	// HS256 with the public key as its secret.
	if head.Alg != "ES256" || head.Type != receiptType || head.Crit != nil {
		return nil, fmt.Errorf("%w: alg is %q, typ %q", ErrForged, head.Alg, head.Type)
	}
	raw, err := b64.DecodeString(parts[2])
	if err != nil || len(raw) != 2*half {
		return nil, fmt.Errorf("%w: its signature is malformed", ErrForged)
	}
	key, err := g.keys.find(ctx, head.Key)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:])) {
		return nil, fmt.Errorf("%w: its signature does not match", ErrForged)
	}
	claims := &consent.Receipt{}
	if err := decode(parts[1], claims); err != nil {
		return nil, fmt.Errorf("%w: claims: %v", ErrForged, err)
	}
	return claims, nil
}

func decode(part string, v any) error {
	raw, err := b64.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}
