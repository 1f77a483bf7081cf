package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"sayso/server/internal/api"
	"sayso/server/internal/retention"
	"sayso/server/internal/settings"
)

// lookEvery is how often the site and profile files are looked at. Their times
// are read, not the files, so that it costs next to nothing.
const lookEvery = 2 * time.Second

// A live server takes over site and profile files that change while it runs:
// all of them at once, or none. While one is broken, what held before it was
// changed goes on, and the log and /readyz say so.
type live struct {
	ctx    context.Context // of the whole run
	config api.Config
	set    *settings.Settings
	seen   string // what the files were like when they were last read
	now    atomic.Pointer[serving]
}

// serving is one server, its routes, what it knows of keeping, and what ends its
// work in the background.
type serving struct {
	server *api.Server
	routes http.Handler
	keeper *retention.Keeper
	stop   context.CancelFunc
}

func newLive(ctx context.Context, config api.Config, set *settings.Settings) (*live, error) {
	l := &live{ctx: ctx, config: config, set: set, seen: fingerprint(set)}
	server, err := api.New(config)
	if err != nil {
		return nil, err
	}
	l.begin(server, config.Keeper)
	return l, nil
}

// begin lets server answer from now on, and send the letters to guardians.
func (l *live) begin(server *api.Server, keeper *retention.Keeper) {
	ctx, stop := context.WithCancel(l.ctx)
	old := l.now.Swap(&serving{server, server.Handler(), keeper, stop})
	if old != nil {
		old.stop()
	}
	go server.Guardians().Run(ctx)
}

// ServeHTTP implements [http.Handler]. A request is answered by the server
// that was there when it came.
func (l *live) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.now.Load().routes.ServeHTTP(w, r) }

// Drain makes /readyz say no.
func (l *live) Drain() { l.now.Load().server.Drain() }

// Keeper knows how long choices are kept by the files as they are now.
func (l *live) Keeper() *retention.Keeper { return l.now.Load().keeper }

// watch looks at the files until the run ends.
func (l *live) watch(every time.Duration) {
	for tick := time.NewTicker(every); ; {
		select {
		case <-l.ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			l.look()
		}
	}
}

// look takes over the files if one has changed.
func (l *live) look() {
	found := fingerprint(l.set)
	if found == l.seen {
		return
	}
	l.seen = found
	old := l.now.Load().server
	next, err := l.renewed(old)
	if err != nil {
		old.Stale(true)
		l.config.Log.Error("reading the changed files; what held before goes on", "error", err)
		return
	}
	l.begin(next, l.config.Keeper)
	l.config.Log.Info("took over the changed files", "sites", len(l.config.Sites), "profiles", len(l.config.Book.Profiles))
}

// renewed is a server that knows the files as they are now.
func (l *live) renewed(old *api.Server) (*api.Server, error) {
	config := l.config
	if err := readFiles(&config, l.set); err != nil {
		return nil, err
	}
	next, err := api.New(config)
	if err != nil {
		return nil, err
	}
	next.Succeed(old)
	l.config = config
	return next, nil
}

// fingerprint tells whether a file has changed, come or gone.
func fingerprint(set *settings.Settings) string {
	var b strings.Builder
	for _, patterns := range [][]string{set.Sites, set.Profiles} {
		for _, p := range patterns {
			names, err := filepath.Glob(p)
			if err != nil {
				continue // it was refused at the start
			}
			for _, name := range names {
				fmt.Fprintln(&b, name)
				if info, err := os.Stat(name); err == nil {
					fmt.Fprintln(&b, info.ModTime().UnixNano(), info.Size())
				}
			}
		}
	}
	return b.String()
}
