package handover_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/handover"
	"sayso/server/internal/ticket"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestPass(t *testing.T) {
	old, current := [][]byte{[]byte("old secret")}, [][]byte{[]byte("new secret"), []byte("old secret")}
	pass := &handover.Pass{ID: "p1", Site: "sister", Origin: "https://sister.example", Decision: "d1", Until: noon.Add(handover.Life).Unix()}
	token, err := handover.Seal(old, pass)
	if err != nil {
		t.Fatal(err)
	}
	ticketToken, err := ticket.Seal(old, &ticket.Ticket{Site: "sister"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		secrets [][]byte
		token   string
		now     time.Time
		want    error
	}{
		{"at once", current, token, noon, nil},
		{"in its last second", current, token, noon.Add(59 * time.Second), nil},
		{"at its end", current, token, noon.Add(60 * time.Second), handover.ErrLapsed},
		{"before it was made", current, token, noon.Add(-time.Second), handover.ErrLapsed},
		{"another server's", [][]byte{[]byte("another")}, token, noon, handover.ErrInvalid},
		{"a plan token", current, ticketToken, noon, handover.ErrInvalid},
		{"spoilt", current, "A" + token[1:], noon, handover.ErrInvalid},
		{"nothing", current, "", noon, handover.ErrInvalid},
	} {
		got, err := handover.Open(tt.secrets, tt.token, tt.now)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: Open = %v, want %v", tt.name, err, tt.want)
		}
		if tt.want == nil {
			if diff := cmp.Diff(pass, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	}
	if _, err := ticket.Open(current, token); err == nil {
		t.Error("a pass passes as a plan token")
	}
}
