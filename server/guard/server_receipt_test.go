package guard_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"sayso/server/guard"
	"sayso/server/internal/keyring"
	"sayso/server/internal/receipt"
	"sayso/server/internal/store/sqlite"
)

// What the server signs and publishes is what guard reads: the two have no
// code in common that could hide a difference.
func TestReadsTheServersReceipts(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ring, err := keyring.Load(t.Context(), db, now)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ring.Public()
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(map[string]any{"keys": public})
	if err != nil {
		t.Fatal(err)
	}
	token, err := receipt.Sign(ring, ring.Current(), &agreed)
	if err != nil {
		t.Fatal(err)
	}
	if got := may(newGuard(t, guard.Static(set)).Ask(request(token))); got != "yyy" {
		t.Errorf("Ask grants %s, want yyy", got)
	}
}

func TestBadKeySets(t *testing.T) {
	server := newServer()
	for _, tt := range []struct{ name, set string }{
		{"nothing", ""},
		{"no keys", `{"keys":[]}`},
		{"a point that is not on the curve", `{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}`},
		{"a key for encryption", `{"keys":[{"kty":"EC","crv":"P-256","use":"enc","kid":"a","x":"","y":""}]}`},
		{"a short coordinate", `{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AA","y":"AA"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := newGuard(t, guard.Static([]byte(tt.set))).Verify(t.Context(), server.sign(agreed)); err == nil {
				t.Errorf("Verify = %v, nil; want an error", got)
			}
		})
	}
}
