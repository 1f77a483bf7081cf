package ticket_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/server/internal/ticket"
)

var (
	older = []byte("the older secret")
	newer = []byte("the newer secret")
	shown = ticket.Ticket{
		Site: "krowork", Profile: "krowork-intl", Version: "2026-04-30*a&b=ä", Place: "US-CA", Lang: "en",
		Account: consent.Personal, GPC: true, Text: "ab12",
		Played: true, Age: "14", Now: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
	}
)

func TestOpensWhatItSealed(t *testing.T) {
	token, err := ticket.Seal([][]byte{older}, &shown)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ticket.Open([][]byte{newer, older}, token)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&shown, got); diff != "" {
		t.Errorf("Open (-want +got):\n%s", diff)
	}
}

func TestRefuses(t *testing.T) {
	token, err := ticket.Seal([][]byte{older}, &shown)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ticket.Open([][]byte{newer}, token); !errors.Is(err, ticket.ErrInvalid) {
		t.Errorf("another server's token: %v, want ErrInvalid", err)
	}
	for i := range token {
		c := byte('A')
		if token[i] == c {
			c = 'B'
		}
		changed := token[:i] + string(c) + token[i+1:]
		if _, err := ticket.Open([][]byte{older}, changed); !errors.Is(err, ticket.ErrInvalid) {
			t.Fatalf("character %d changed: %v, want ErrInvalid", i, err)
		}
	}
}
