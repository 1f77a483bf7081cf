package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"sayso/app/wire"
	"sayso/server/internal/recorder"
)

// A kind is one type of refusal: the word at the end of its type, its status,
// its title, and what the caller does about it.
type kind struct {
	status int
	title  string
	remedy string
}

// kinds holds every type of problem. Types are stable: none is ever renamed.
var kinds = map[recorder.Code]kind{
	recorder.Malformed:       {400, "The request is malformed", "Correct the field that the answer names and send the request again with the same key."},
	recorder.UnknownCategory: {400, "Unknown category", "Send only keys that the plan's defaults list."},
	recorder.NotAllowed:      {403, "The rules do not allow this choice", "The rules in the answer say why. Show the visitor what they can choose."},
	recorder.Superseded:      {409, "The policy version is superseded", "Ask for a new plan, show it to the visitor, and send their choice with its token and a new key."},
	recorder.PlaceChanged:    {409, "The plan was made for another place", "Ask for a new plan, show it to the visitor, and send their choice with its token and a new key."},
	recorder.KeyConflict:     {409, "The key stands for another choice", "Make a new UUID for each choice; repeat a choice with the key that it had."},
	"unknown-site":           {404, "Unknown site", "Send the id of a site that this server knows."},
	"not-found":              {404, "Not found", "There is nothing at this address."},
	"method-not-allowed":     {405, "This address does not take the method", "The Allow header lists the methods that it takes."},
	"unauthorized":           {401, "The admin token is missing", "Send the token that the server was started with, as Authorization: Bearer."},
	"wrong-origin":           {403, "The page's origin is not one of the site's", "Add the origin to the site's file, or send the request from one of its pages."},
	"prerender":              {403, "The page has not been shown yet", "Wait for prerenderingchange before sending a choice."},
	"too-large":              {413, "The body is too large", "Send at most 64 KiB."},
	"too-many-requests":      {429, "Too many requests", "Wait for as long as Retry-After says and send the request again with the same key."},
	"not-recorded":           {503, "The choice could not be recorded", "Send the same request again with the same key. Until then nothing is granted."},
	"internal":               {500, "Something went wrong on the server", "Send the same request again with the same key."},
}

// A problem is a refusal on its way to the caller.
type problem struct {
	code  recorder.Code
	what  string
	field string
	rules []string
	// cause is for the log alone: it may name insides.
	cause error
}

func (p *problem) Error() string {
	if p.cause != nil {
		return p.what + ": " + p.cause.Error()
	}
	return p.what
}

func (p *problem) Unwrap() error { return p.cause }

func refuse(code recorder.Code, field, format string, args ...any) error {
	return &problem{code: code, field: field, what: fmt.Sprintf(format, args...)}
}

// problemOf finds the refusal in err; every other error is the server's own
// fault and says nothing of what is inside.
func problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	var r *recorder.Refusal
	if errors.As(err, &r) {
		return &problem{code: r.Code, what: r.What, field: r.Field, rules: r.Rules}
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &problem{code: "too-large", what: fmt.Sprintf("the body has more than %d bytes", large.Limit)}
	}
	return &problem{code: "internal", what: "the server's log says more"}
}

// write answers with p as RFC 9457 has it.
func (p *problem) write(w http.ResponseWriter) {
	k := kinds[p.code]
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if k.status == http.StatusTooManyRequests || k.status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "2") // seconds
	}
	w.WriteHeader(k.status)
	json.NewEncoder(w).Encode(wire.Problem{
		Type: "/problems/" + string(p.code), Title: k.title, Status: k.status,
		Detail: p.what, Field: p.field, Rules: p.rules,
	})
}

// explainProblem handles GET /problems/{code}: what a type of problem means.
func (s *Server) explainProblem(w http.ResponseWriter, r *http.Request) error {
	k, ok := kinds[recorder.Code(r.PathValue("code"))]
	if !ok {
		return refuse("not-found", "", "there is no such type of problem")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "%s (HTTP status %d)\n\n%s\n", k.title, k.status, k.remedy)
	return nil
}
