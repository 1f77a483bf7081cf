//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// A sink is a mail server that delivers nothing and keeps every letter by its
// reader's address.
type sink struct {
	address string

	mu      sync.Mutex
	letters map[string]string // the newest text
}

func newSink(t *testing.T) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &sink{address: l.Addr().String(), letters: map[string]string{}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.converse(c)
		}
	}()
	return s
}

// converse speaks the server's half of SMTP (RFC 5321).
func (s *sink) converse(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	say("220 sink")
	var letter strings.Builder
	for data := false; in.Scan(); {
		switch line := in.Text(); {
		case data && line == ".":
			data = false
			s.keep(letter.String())
			say("250 taken")
		case data:
			letter.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
		case strings.HasPrefix(strings.ToUpper(line), "EHLO"):
			say("250-sink")
			say("250 8BITMIME")
		case line == "DATA":
			data = true
			letter.Reset()
			say("354 go on")
		case line == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *sink) keep(letter string) {
	m, err := mail.ReadMessage(strings.NewReader(letter))
	if err != nil {
		return
	}
	to, err := mail.ParseAddress(m.Header.Get("To"))
	text, readErr := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || readErr != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters[to.Address] = string(text)
}

var linkShape = regexp.MustCompile(`http://\S+/guardian/[\w-]{43}`)

// link waits for the letter to somebody and takes the link out of it.
func (s *sink) link(t *testing.T, to string) string {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		s.mu.Lock()
		text := s.letters[to]
		s.mu.Unlock()
		if link := linkShape.FindString(text); link != "" {
			return link
		}
	}
	t.Fatalf("no letter came to %s", to)
	return ""
}
