// Package mail sends letters: to a mail server, or into a folder where none is
// configured. It keeps nothing of them.
package mail

import (
	"context"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// A Letter is one message to one person.
type Letter struct {
	// ID is a random name: it becomes part of the message id.
	ID string
	// Site is the id of the site for which it goes out.
	Site    string
	To      string // one address, nothing else
	Subject string
	Text    string // plain, lines of any length
	Lang    string // BCP 47
	Date    time.Time
}

// A Sender sends letters. It is safe for concurrent use.
type Sender interface {
	// Send hands l over. An error means that it may be sent again.
	Send(ctx context.Context, l *Letter) error
}

// message writes l as a message from an address.
func message(l *Letter, from string) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, fmt.Errorf("the sender's address: %w", err)
	}
	if err := m.To(l.To); err != nil {
		// The text of the error would name the address.
		return nil, fmt.Errorf("the letter %s has no valid address", l.ID)
	}
	_, domain, _ := strings.Cut(strings.TrimSuffix(from, ">"), "@")
	m.SetMessageIDWithValue(l.ID + "@" + domain)
	m.SetDateWithValue(l.Date)
	m.Subject(l.Subject)
	m.SetGenHeader("Content-Language", l.Lang)
	m.SetGenHeader("X-Sayso-Site", l.Site)
	// No holiday reply shall come back (RFC 3834).
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	return m, nil
}
