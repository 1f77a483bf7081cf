package receipt_test

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/server/internal/keyring"
	"sayso/server/internal/receipt"
	"sayso/server/internal/store/sqlite"
)

var claims = consent.Receipt{
	Issuer: "https://consent.example", Site: "krowork", ID: "5b0f2c9e-3a43-4c8e-9f1c-0d7e8a3f5f10",
	IssuedAt: 1_795_000_000, Expires: 1_810_000_000,
	Service: "krowork", Profile: "krowork-intl", PolicyVersion: "2026-04-30", Place: "US-CA", Language: "en",
	Grants:    consent.Grants{consent.Necessary: true, consent.Analytics: false},
	Authority: consent.Self, Method: consent.MethodSaveChoices, GPC: true, Band: "14", BandUntil: "2027-05-01",
}

func newRing(t *testing.T, file string) *keyring.Ring {
	t.Helper()
	db, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ring, err := keyring.Load(t.Context(), db, time.Unix(1000, 0))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func sign(t *testing.T, ring *keyring.Ring) string {
	t.Helper()
	token, err := receipt.Sign(ring, ring.Current(), &claims)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestReadsWhatItWrote(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sayso.db")
	token := sign(t, newRing(t, file))
	// A restart keeps the keys.
	ring := newRing(t, file)
	got, err := receipt.Verify(ring, token)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&claims, got); diff != "" {
		t.Errorf("Verify (-want +got):\n%s", diff)
	}
	if again := sign(t, ring); again != token {
		t.Errorf("the same claims were signed as\n%s\nand\n%s", token, again)
	}
}

// An independent library must read our receipts with nothing but the
// published key set, find the same claims, and agree on the key's id.
func TestGoJoseVerifies(t *testing.T) {
	ring := newRing(t, filepath.Join(t.TempDir(), "sayso.db"))
	keys, err := ring.Public()
	if err != nil {
		t.Fatal(err)
	}
	published, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(published, &set); err != nil {
		t.Fatal(err)
	}
	jws, err := jose.ParseSignedCompact(sign(t, ring), []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	kid := jws.Signatures[0].Header.KeyID
	key := set.Key(kid)
	if len(key) != 1 {
		t.Fatalf("%d keys with id %q in %s", len(key), kid, published)
	}
	print, err := key[0].Thumbprint(crypto.SHA256)
	if err != nil || base64.RawURLEncoding.EncodeToString(print) != kid {
		t.Errorf("kid = %q, thumbprint = %x, %v", kid, print, err)
	}
	body, err := jws.Verify(key[0])
	if err != nil {
		t.Fatal(err)
	}
	var got consent.Receipt
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(claims, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

// One changed character anywhere must break a receipt.
func TestOneChangedByte(t *testing.T) {
	ring := newRing(t, filepath.Join(t.TempDir(), "sayso.db"))
	token := sign(t, ring)
	for i := range token {
		c := byte('A')
		if token[i] == c {
			c = 'B'
		}
		changed := token[:i] + string(c) + token[i+1:]
		if _, err := receipt.Verify(ring, changed); !errors.Is(err, receipt.ErrInvalid) {
			t.Fatalf("character %d changed from %q to %q: %v, want ErrInvalid", i, token[i], c, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	ring := newRing(t, filepath.Join(t.TempDir(), "sayso.db"))
	other := newRing(t, filepath.Join(t.TempDir(), "sayso.db"))
	token := sign(t, ring)
	head, rest, _ := strings.Cut(token, ".")
	body, _, _ := strings.Cut(rest, ".")
	enc := base64.RawURLEncoding.EncodeToString
	none := enc([]byte(`{"alg":"none","typ":"sayso-receipt+jwt","kid":"` + ring.Current() + `"}`))
	for _, tt := range []struct{ name, token string }{
		{"nothing", ""},
		{"one part", "abc"},
		{"alg none, no signature", none + "." + body + "."},
		{"no signature", head + "." + body + "."},
		{"another server's key", sign(t, other)},
		{"padding", token + "="},
		{"too long", token + strings.Repeat("A", receipt.MaxLen)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := receipt.Verify(ring, tt.token); !errors.Is(err, receipt.ErrInvalid) {
				t.Errorf("Verify = %v, %v; want ErrInvalid", got, err)
			}
		})
	}
}

func TestRotationKeepsOldReceipts(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before, err := keyring.Load(t.Context(), db, time.Unix(1000, 0))
	if err != nil {
		t.Fatal(err)
	}
	token := sign(t, before)
	id, err := keyring.Rotate(t.Context(), db, time.Unix(2000, 0), true)
	if err != nil {
		t.Fatal(err)
	}
	after, err := keyring.Load(t.Context(), db, time.Unix(3000, 0))
	if err != nil {
		t.Fatal(err)
	}
	if after.Current() != id || id == before.Current() {
		t.Errorf("current key = %q, want the new %q", after.Current(), id)
	}
	if _, err := receipt.Verify(after, token); err != nil {
		t.Errorf("a receipt of the old key: %v", err)
	}
}
