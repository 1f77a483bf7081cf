// Command compare measures Sayso beside its peers: the same article with each
// of them, in Chromium, in rounds. It writes a table to the terminal, and
// after a whole run web/compare/result.md and result.svg for the README.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// options are the flags.
type options struct {
	rounds int
	limit  time.Duration
	quick  bool
	only   string
	// sessions are the names of those to play, with commas.
	sessions string
	out      string
}

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 9, "how many rounds to make")
	flag.DurationVar(&o.limit, "limit", 14*time.Minute, "begin no round that would end later than this")
	flag.BoolVar(&o.quick, "quick", false, "one round, and no files for the README")
	flag.StringVar(&o.only, "only", "", "ids of widgets to visit, with commas; the bare page and the reference always are")
	flag.StringVar(&o.sessions, "sessions", "", "names of sessions to play, with commas; all where none is named")
	flag.StringVar(&o.out, "out", "web/compare", "folder for result.md and result.svg")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, &o); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o *options) error {
	if err := install(); err != nil {
		return err
	}
	r := &result{Date: time.Now().UTC(), Widgets: chosen(o.only)}
	if err := versions(r.Widgets, workshop); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer listener.Close()
	b := &bench{ctx: ctx, origin: "http://" + listener.Addr().String()}
	script, stop, err := startSayso(b.origin)
	if err != nil {
		return err
	}
	defer stop()
	s, err := newSite(r.Widgets, b.origin, script)
	if err != nil {
		return err
	}
	go http.Serve(listener, s)
	if err := b.measure(r, o); err != nil {
		return err
	}
	s.addPages(r)
	return r.write(o)
}

// measure makes the rounds in a browser of its own.
func (b *bench) measure(r *result, o *options) error {
	var stop func()
	var err error
	if b.browser, stop, err = startBrowser(); err != nil {
		return err
	}
	defer stop()
	v, err := chromedp.CallBrowser(b.browser, browser.GetVersion, cdp.Empty{})
	if err != nil {
		return err
	}
	r.Chromium = strings.TrimPrefix(strings.TrimPrefix(v.Product, "Headless"), "Chrome/")
	rounds := o.rounds
	if o.quick {
		rounds = 1
	}
	played := sessions
	if o.sessions != "" {
		if played, err = named(o.sessions); err != nil {
			return err
		}
	}
	b.measureAll(r, played, rounds, o.limit, os.Stderr)
	return b.ctx.Err()
}

// chosen are the widgets to visit.
func chosen(only string) []widget {
	if only == "" {
		return slices.Clone(widgets)
	}
	ids := append(strings.Split(only, ","), bare, reference)
	return slices.DeleteFunc(slices.Clone(widgets), func(w widget) bool { return !slices.Contains(ids, w.ID) })
}

// named are the sessions of those names, each for every round.
func named(names string) (found []session, err error) {
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(sessions, func(s session) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-sessions: there is no session %q", name)
		}
		found = append(found, session{name, 1, sessions[i].run})
	}
	return found, nil
}

// write prints the result and leaves the files behind. Only a whole run may
// change what the README shows.
func (r *result) write(o *options) error {
	fmt.Print(r.terminal())
	raw, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(workshop, "result.json"), raw, 0o644); err != nil {
		return err
	}
	if o.quick || o.only != "" || o.sessions != "" {
		return nil
	}
	if err := os.WriteFile(filepath.Join(o.out, "result.md"), []byte(r.markdown()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.out, "result.svg"), []byte(r.chart()), 0o644)
}
