package receipt_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sayso/server/internal/keyring"
	"sayso/server/internal/receipt"
	"sayso/server/internal/store/sqlite"
)

// Whatever comes as a receipt, it is the very one that was signed or it is
// refused: no other spelling of it passes, and nothing makes Verify fall over.
func FuzzVerify(f *testing.F) {
	db, err := sqlite.Open(context.Background(), filepath.Join(f.TempDir(), "sayso.db"))
	if err != nil {
		f.Fatal(err)
	}
	defer db.Close()
	ring, err := keyring.Load(context.Background(), db, time.Unix(1000, 0))
	if err != nil {
		f.Fatal(err)
	}
	token, err := receipt.Sign(ring, ring.Current(), &claims)
	if err != nil {
		f.Fatal(err)
	}
	head, rest, _ := strings.Cut(token, ".")
	body, signature, _ := strings.Cut(rest, ".")
	for _, seed := range []string{
		token, "", "..", "a.b.c", head + "." + body + ".", head + ".." + signature, "eyJhbGciOiJub25lIn0." + body + ".", token + "=", token + ".e30",
		head + "." + body + "." + strings.Repeat("A", 86), head + "." + body + "\n." + signature, strings.Repeat("A", receipt.MaxLen+1),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, other string) {
		got, err := receipt.Verify(ring, other)
		switch {
		case (err == nil) != (other == token):
			t.Errorf("Verify(%q) = %v", other, err)
		case err != nil && (got != nil || !errors.Is(err, receipt.ErrInvalid)):
			t.Errorf("Verify(%q) = %+v, %v; want nothing, and ErrInvalid", other, got, err)
		}
	})
}
