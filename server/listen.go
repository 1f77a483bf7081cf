package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"sayso/server/internal/settings"
)

// drainFor is how long requests that are under way may take after a stop was
// asked for.
const drainFor = 15 * time.Second

// listen serves on addr until ctx ends, then lets what is under way finish.
func listen(ctx context.Context, set *settings.Settings, server *live, out io.Writer) error {
	encrypt, err := certificates(set)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", set.Addr)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	srv := &http.Server{
		Handler:           server,
		ReadHeaderTimeout: 12 * time.Second, // a browser keeps a line that it opened ahead for ten
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      2 * time.Minute, // the panel's WASM over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		TLSConfig:         encrypt,
		// What net/http says of broken connections names visitors' addresses.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	served := make(chan error, 1)
	scheme := "http"
	if encrypt != nil {
		scheme = "https"
		go func() { served <- srv.ServeTLS(l, "", "") }()
	} else {
		go func() { served <- srv.Serve(l) }()
	}
	fmt.Fprintf(out, "Sayso is ready. Open %s in a browser.\n", address(scheme, l.Addr()))
	select {
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	server.Drain()
	fmt.Fprintln(out, "Sayso is stopping: it finishes what is under way.")
	late, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if err := srv.Shutdown(late); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// address is where a person on this machine finds what listens at a.
func address(scheme string, a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/"
}
