package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// A handler answers a request, or returns why it does not. An error that comes
// after the handler has written its answer is only logged.
type handler func(w http.ResponseWriter, r *http.Request) error

// wrap turns a handler into an http.Handler: it sets the headers that every
// answer has, answers errors as problems, survives panics, and logs one line.
func (s *Server) wrap(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		head := w.Header()
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Resource-Policy", "cross-origin")
		// Pages say what they need themselves; all else is nothing to draw.
		head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if s.trust.Secure(r) {
			head.Set("Strict-Transport-Security", "max-age=31536000") // a year, in seconds
		}
		rec := &watched{ResponseWriter: w, status: http.StatusOK}
		r, end := s.span(r)
		err := safely(h, rec, r)
		if err != nil && !rec.wrote {
			problemOf(err).write(rec)
		}
		end(rec.status)
		if s.tally != nil {
			s.tally.add(r.Pattern, rec.status, time.Since(began))
		}
		s.logLine(r, rec, err, time.Since(began))
	})
}

// safely calls h and makes a panic an error.
func safely(h handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return h(w, r)
}

// logLine writes what was asked and answered. It names no visitor: no address,
// no query, no header.
func (s *Server) logLine(r *http.Request, w *watched, err error, took time.Duration) {
	level := slog.LevelDebug
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("route", route(r)), slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes), slog.Int64("took_us", took.Microseconds()),
	}
	if err != nil {
		level = slog.LevelInfo
		p := problemOf(err)
		attrs = append(attrs, slog.String("problem", string(p.code)))
		switch {
		case errors.Is(err, context.Canceled):
			attrs = append(attrs, slog.String("why", "the client left"))
		case kinds[p.code].status >= 500:
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", err.Error()))
		}
	}
	s.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// route is the pattern that r matched, without its method: "/p/{site}". The
// path itself may hold anything that a client wrote.
func route(r *http.Request) string {
	_, path, found := strings.Cut(r.Pattern, " ")
	if !found {
		return r.Pattern
	}
	return path
}

// watched remembers what was answered.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
	wrote  bool
}

func (w *watched) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	w.wrote = true
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
