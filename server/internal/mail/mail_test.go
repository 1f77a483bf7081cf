package mail_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/mail"
)

// letter has what mail has to wrap and encode: a long line and foreign signs.
func letter() *mail.Letter {
	return &mail.Letter{
		ID: "0b7a4a3e-2f6e-4c52-9d1f-1c7a1f4f9a10", Site: "shop", To: "parent@example.com", Subject: "Krowork: sua decisão 决定",
		Text: "Olá,\r\n\r\nhttps://consent.example/guardian/" + strings.Repeat("x", 90) + "\r\n", Lang: "pt-BR",
		Date: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),
	}
}

// sink is a mail server that takes one letter and says what it got.
func sink(t *testing.T) (address string, got chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got = make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		got <- converse(c)
	}()
	return l.Addr().String(), got
}

// converse speaks the server's half of SMTP (RFC 5321) and returns the letter.
func converse(c io.ReadWriter) (letter string) {
	in := bufio.NewScanner(c)
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	say("220 sink")
	for data := false; in.Scan(); {
		line := in.Text()
		switch verb := strings.ToUpper(line); {
		case data && line == ".":
			data = false
			say("250 taken")
		case data:
			letter += strings.TrimPrefix(line, ".") + "\r\n"
		case strings.HasPrefix(verb, "EHLO"):
			say("250-sink")
			say("250 8BITMIME")
		case verb == "DATA":
			data = true
			say("354 go on")
		case verb == "QUIT":
			say("221 bye")
			return letter
		default:
			say("250 ok")
		}
	}
	return letter
}

func TestSMTP(t *testing.T) {
	address, got := sink(t)
	s := &mail.Server{Address: address, Security: "none", From: "consent@shop.example"}
	if err := s.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	m, err := netmail.ReadMessage(strings.NewReader(<-got))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	want := letter()
	if diff := cmp.Diff([]string{want.Subject, "<parent@example.com>", "<consent@shop.example>", "auto-generated", want.Text},
		[]string{subject, m.Header.Get("To"), m.Header.Get("From"), m.Header.Get("Auto-Submitted"), string(body)}); diff != "" {
		t.Errorf("the letter (-want +got):\n%s", diff)
	}
}

// A password or a link over a line that anybody can read would be worse than
// no letter: where TLS was asked for, nothing goes without.
func TestNoLetterWithoutTLS(t *testing.T) {
	address, got := sink(t)
	s := &mail.Server{Address: address, Security: "starttls", From: "consent@shop.example"}
	err := s.Send(t.Context(), letter())
	if err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("to a server without TLS: %v", err)
	}
	select {
	case text := <-got:
		if text != "" {
			t.Errorf("the server read %q", text)
		}
	default: // the server still waits for the first line of a letter
	}
}

func TestCheckServer(t *testing.T) {
	for _, tt := range []struct {
		s  mail.Server
		ok bool
	}{
		{mail.Server{Address: "mail.example:587", Security: "starttls", From: "a@b.example"}, true},
		{mail.Server{Address: "mail.example:465", Security: "tls", From: "Shop <a@b.example>"}, true},
		{mail.Server{Address: "mail.example", Security: "starttls", From: "a@b.example"}, false},
		{mail.Server{Address: "mail.example:587", Security: "yes", From: "a@b.example"}, false},
		{mail.Server{Address: "mail.example:587", Security: "starttls", From: "nobody"}, false},
	} {
		if err := tt.s.Check(); (err == nil) != tt.ok {
			t.Errorf("%+v: %v", tt.s, err)
		}
	}
}

func TestOutbox(t *testing.T) {
	box := &mail.Outbox{Dir: t.TempDir() + "/outbox"}
	later := letter()
	later.Date, later.ID, later.Site = later.Date.Add(time.Hour), "1"+later.ID[1:], "other"
	for _, l := range []*mail.Letter{letter(), later} {
		if err := box.Send(context.Background(), l); err != nil {
			t.Fatal(err)
		}
	}
	got, err := box.Letters("shop")
	want := letter()
	if err != nil || len(got) != 1 || got[0].To != want.To || got[0].Subject != want.Subject || got[0].Text != want.Text {
		t.Errorf("letters = %+v, %v", got, err)
	}
	if err := box.Sweep(letter().Date.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	mine, err1 := box.Letters("shop")
	other, err2 := box.Letters("other")
	if len(mine) != 0 || len(other) != 1 || err1 != nil || err2 != nil {
		t.Errorf("after the sweep: %d and %d letters, %v %v", len(mine), len(other), err1, err2)
	}
}
