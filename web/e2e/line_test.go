//go:build e2e

package e2e

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// watchLines stands before a server. It says of each choice that it sees when
// the line was opened that the choice came on.
func watchLines(t *testing.T, before *server) (url string, carried <-chan time.Time) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	choices := make(chan time.Time, 10)
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			go pass(here, "127.0.0.1:"+port(before.url), choices)
		}
	}()
	return "http://" + l.Addr().String(), choices
}

// pass connects a line with an address, until either end hangs up.
func pass(here net.Conn, address string, choices chan<- time.Time) {
	opened := time.Now()
	defer here.Close()
	there, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer there.Close()
	go func() {
		io.Copy(here, there)
		here.Close()
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := here.Read(buffer)
		if bytes.HasPrefix(buffer[:n], []byte("POST /v1/choices ")) {
			choices <- opened
		}
		if _, failed := there.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}

// Without the line that is opened ahead, a press on "accept" would first greet
// the server of another site: one round trip more, or with TLS two or three.
func TestChoiceFindsItsLineOpen(t *testing.T) {
	url, carried := watchLines(t, consent)
	ctx, cancel := chromedp.NewContext(browser) // private windows open no line ahead
	t.Cleanup(cancel)
	tb := attach(t, ctx, time.Minute)
	at := shopSite.with("shop", url, "krowork", "", "place=DE")
	for opened := (time.Time{}); time.Since(opened) > 8*time.Second; { // again where the machine was too slow to tell
		tb.visit(at)
		tb.wait(`!!` + inBanner("accept_all"))
		tb.until("the panel was not made ahead", func() bool { return len(tb.asked("/panel?")) > 0 })
		opened = time.Now()
		time.Sleep(6 * time.Second) // the banner is read; the server keeps a silent line for 12 seconds, Chromium for 10
		tb.forget()
	}
	pressed := time.Now()
	tb.press(inBanner("accept_all"))
	if opened := <-carried; opened.After(pressed) {
		t.Errorf("the choice went over a line that was opened %v after the press; want one that was open", opened.Sub(pressed))
	}
	tb.wait(`sayso.allowed("analytics")`)
}
