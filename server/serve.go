package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"sayso/app/policy"
	"sayso/server/internal/api"
	"sayso/server/internal/keyring"
	"sayso/server/internal/ledger"
	"sayso/server/internal/mail"
	"sayso/server/internal/place"
	"sayso/server/internal/profile"
	"sayso/server/internal/proxy"
	"sayso/server/internal/retention"
	"sayso/server/internal/settings"
	"sayso/server/internal/site"
	"sayso/server/internal/store/postgres"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
	"sayso/server/internal/trace"
	"sayso/web"
)

// serve runs the server until it is told to stop.
func serve(args []string) int {
	set, err := settings.Read(args, os.LookupEnv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return statusDone
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sayso:", err)
		return statusUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, &set, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "sayso:", err)
		return statusNo
	}
	return statusDone
}

// run opens what the server needs, serves until ctx ends, and closes it all in
// turn.
func run(ctx context.Context, set *settings.Settings, out io.Writer) error {
	db, err := openStore(ctx, set.Data, set.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	ring, err := keyring.Load(ctx, db, time.Now())
	if err != nil {
		return err
	}
	log, err := ledger.New(ctx, db, ledger.Name(set.PublicURL), time.Now)
	if err != nil {
		return err
	}
	config := api.Config{
		Store: db, Ring: ring, Ledger: log, Built: web.Built(), Words: web.Words(), Demo: web.Demo(), OpenAPI: openapi, Metrics: set.Metrics, PublicURL: set.PublicURL,
		PostsPerSecond: set.PostsPerSecond, Burst: set.PostsBurst,
		Log: slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: set.Level()})), Now: time.Now,
	}
	if err := configure(&config, set); err != nil {
		return err
	}
	defer config.Finder.Close()
	if config.AdminToken, err = secret(set.AdminTokenFile); err != nil {
		return err
	}
	if set.Traces != "" {
		tracer, stop, err := trace.Start(ctx, set.Traces)
		if err != nil {
			return err
		}
		defer flush(stop)
		config.Tracer = tracer
	}
	server, err := newLive(ctx, config, set)
	if err != nil {
		return err
	}
	go refreshEach(ctx, time.Minute, ring, db, config.Log)
	go server.watch(lookEvery)
	go sealEach(ctx, time.Minute, log, config.Log)
	go forgetEach(ctx, time.Hour, server.Keeper, db, config.Log)
	return listen(ctx, set, server, out)
}

// flush sends what is left to tell, for a few seconds at most.
func flush(stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	stop(ctx) // a collector that is gone is no error of ours
}

// secret reads a secret from a file, or nothing from none. Secrets never come
// as flags, which everybody on the machine can read.
func secret(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("reading the admin token: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// sealEach signs and keeps a checkpoint now and then, if the log has grown, so
// that the log is bound to its past even when nobody asks for it.
func sealEach(ctx context.Context, every time.Duration, log *ledger.Ledger, say *slog.Logger) {
	for tick := time.NewTicker(every); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			if _, err := log.Checkpoint(ctx); err != nil && ctx.Err() == nil {
				say.Error("signing a checkpoint", "error", err)
			}
		}
	}
}

// refreshEach takes up keys that were added while the server runs.
func refreshEach(ctx context.Context, every time.Duration, ring *keyring.Ring, db *relational.DB, say *slog.Logger) {
	for tick := time.NewTicker(every); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			if err := ring.Refresh(ctx, db); err != nil && ctx.Err() == nil {
				say.Error("reading the keys", "error", err)
			}
		}
	}
}

// forgetEach erases, at the start and now and then, what need not be kept any
// more. The keeper is asked for each time: its files may have changed.
func forgetEach(ctx context.Context, every time.Duration, keeper func() *retention.Keeper, db *relational.DB, say *slog.Logger) {
	for tick := time.NewTicker(every); ; {
		r, err := keeper().Run(ctx, db, time.Now(), false)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			say.Error("forgetting what has lapsed", "error", err)
		case r.Erased > 0:
			say.Info("forgot what has lapsed", "choices", r.Erased, "months", r.Months)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// openStore opens the database at an address, or else the one in a folder.
func openStore(ctx context.Context, data, address string) (*relational.DB, error) {
	if address != "" {
		return postgres.Open(ctx, address)
	}
	return sqlite.Open(ctx, filepath.Join(data, "sayso.db"))
}

// configure reads the files that the settings name.
func configure(c *api.Config, set *settings.Settings) (err error) {
	if err := readFiles(c, set); err != nil {
		return err
	}
	if c.Mail, err = openMail(set); err != nil {
		return err
	}
	if c.Trust, err = proxy.Parse(set.TrustedProxies); err != nil {
		return err
	}
	c.Finder, err = place.NewFinder(set.PlaceHeader, c.Trust, set.MMDB)
	return err
}

// readFiles reads the files that may change while the server runs.
func readFiles(c *api.Config, set *settings.Settings) (err error) {
	if c.Book, err = readBook(set.Profiles); err != nil {
		return err
	}
	c.Keeper = &retention.Keeper{Book: c.Book, Unstated: set.KeepDays}
	c.Sites, err = readSites(set)
	return err
}

// openMail is where letters to guardians go: the mail server of the settings, or
// a folder.
func openMail(set *settings.Settings) (mail.Sender, error) {
	if set.SMTP == "" {
		return &mail.Outbox{Dir: filepath.Join(set.Data, "outbox")}, nil
	}
	s := &mail.Server{
		Address: set.SMTP, Security: set.SMTPSecurity, User: set.SMTPUser, Password: set.SMTPPassword, From: set.MailFrom,
	}
	return s, s.Check()
}

// readBook is the shipped book with the profiles of the settings: one with the id
// of a shipped profile stands in for it.
func readBook(patterns []string) (*policy.Book, error) {
	b, err := profile.Shipped()
	if err != nil {
		return nil, err
	}
	files, err := settings.Files(patterns)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		p, err := profile.LoadUnder(name, raw, &b.Law)
		if err != nil {
			return nil, err
		}
		replace(b, p)
	}
	return b, nil
}

func replace(b *policy.Book, p policy.Profile) {
	for i := range b.Profiles {
		if b.Profiles[i].ID == p.ID {
			b.Profiles[i] = p
			return
		}
	}
	b.Profiles = append(b.Profiles, p)
}

// readSites is the demo sites, unless they are switched off, and those of the
// settings.
func readSites(set *settings.Settings) (site.Directory, error) {
	d := site.Directory{}
	if set.Demo {
		var err error
		if d, err = site.Shipped(); err != nil {
			return nil, err
		}
	}
	files, err := settings.Files(set.Sites)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := d.Add(name, raw); err != nil {
			return nil, err
		}
	}
	if len(d) == 0 {
		return nil, errors.New("there is no site to serve; name site files with --sites, or leave the demo on")
	}
	return d, d.Check()
}
