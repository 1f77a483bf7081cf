package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"time"
)

// A PartKind says what the content of a part is.
type PartKind string

// The kinds of parts.
const (
	PartNotice  PartKind = "notice"  // JSON: what was shown, with the hashes of the rest
	PartWords   PartKind = "words"   // JSON: the texts of one language
	PartProfile PartKind = "profile" // JSON: the promises of one service
	PartBanner  PartKind = "banner"  // HTML
	PartPanel   PartKind = "panel"   // HTML
	PartStyle   PartKind = "style"   // CSS
	PartLoader  PartKind = "loader"  // JavaScript: a version that a tag can name
)

// A Part is a piece of what visitors were shown. It says nothing of a visitor
// and is kept once, however many saw it.
type Part struct {
	Hash    string // SHA-256 of the content, in hex
	Kind    PartKind
	Content []byte
}

// NewPart names content by its hash.
func NewPart(kind PartKind, content []byte) Part {
	sum := sha256.Sum256(content)
	return Part{Hash: hex.EncodeToString(sum[:]), Kind: kind, Content: content}
}

// Whole reports whether the content is the one that the hash names.
func (p *Part) Whole() bool { return NewPart(p.Kind, p.Content).Hash == p.Hash }

// Parts are what was shown, by hash.
type Parts interface {
	// AddParts keeps the parts that are not there yet: all of them or none.
	AddParts(ctx context.Context, parts []Part, at time.Time) error

	// Part finds a part by its hash, or [ErrNotFound].
	Part(ctx context.Context, hash string) (Part, error)

	// AllParts yields all parts, in the order of their hashes. It ends after
	// the first error.
	AllParts(ctx context.Context) iter.Seq2[Part, error]
}
