package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"iter"
	"time"
)

// An Event is one thing that somebody did to the record beside choosing. Its
// JSON is what the chain of the audit commits to: names and order of the
// fields never change.
type Event struct {
	At   time.Time `json:"at"`   // whole seconds, UTC
	Who  string    `json:"who"`  // visitor, operator, admin, retention
	What string    `json:"what"` // erase, rotate, …
	Why  string    `json:"why,omitempty"`
	// Entries are runs of log entries that it is about, first and last.
	Entries [][2]int64 `json:"entries,omitempty"`
}

// A Link is an event as it is kept: with what binds it to those before.
type Link struct {
	Number int64 // from 1
	Doc    []byte
	Hash   [sha256.Size]byte
}

// auditDomain keeps a link's hash from being the hash of anything else.
const auditDomain = "sayso-audit-v1\n"

// After makes the link of doc after before, whose zero value is the start.
func (before Link) After(doc []byte) Link {
	h := sha256.New()
	h.Write([]byte(auditDomain))
	h.Write(before.Hash[:])
	h.Write(doc)
	return Link{Number: before.Number + 1, Doc: doc, Hash: [sha256.Size]byte(h.Sum(nil))}
}

// Event reads what the link tells of.
func (l *Link) Event() (e Event, err error) { return e, json.Unmarshal(l.Doc, &e) }

// Audit is the chain of events.
type Audit interface {
	// AddEvent adds e at the end of the chain.
	AddEvent(ctx context.Context, e Event) error

	// Events yields the chain from its beginning. It ends after the first error.
	Events(ctx context.Context) iter.Seq2[Link, error]

	// LastEvent is the end of the chain, or the zero Link.
	LastEvent(ctx context.Context) (Link, error)
}
