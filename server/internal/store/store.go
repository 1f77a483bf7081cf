// Package store says what the record of choices promises, whichever database
// keeps it. Package storetest proves the promises for each driver.
package store

import (
	"context"
	"errors"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
)

// ErrNotFound is returned when there is no such record.
var ErrNotFound = errors.New("no such record")

// ErrConflict is returned when an idempotency key comes back with another
// choice than the one that it stands for.
var ErrConflict = errors.New("this key already stands for another choice")

// ErrErased is returned when an idempotency key comes back whose choice was
// erased. It never stands for a choice again.
var ErrErased = errors.New("this key stood for a choice that was erased")

// A Store keeps choices, what was shown with them, the log that commits to
// them, keys, guardians' steps, tasks and passes that were used. All methods are safe for concurrent
// use.
type Store interface {
	Choices
	Parts
	Log
	Audit
	Retention
	Keys
	Guardians
	Tasks
	Passes

	// Ping reports whether a choice could be stored now.
	Ping(ctx context.Context) error

	// Close waits for what is being written and closes the database. No
	// method may be called after it.
	Close() error
}

// Choices is the record.
type Choices interface {
	// Append adds r, and its leaf to the log, and returns it as stored once it
	// is on disk. The same site and key with the same choice adds nothing and
	// returns the record of the first time with added false; with another
	// choice it is [ErrConflict], and after an erasure [ErrErased].
	//
	// When ctx ends first, Append returns its error, and r may or may not have
	// been added: the caller repeats it with the same key.
	Append(ctx context.Context, r Record) (stored Record, added bool, err error)

	// ByKey finds the record of a site's idempotency key, or [ErrNotFound], or
	// [ErrErased].
	ByKey(ctx context.Context, site, key string) (Record, error)

	// ByID finds the record with a decision id, or [ErrNotFound].
	ByID(ctx context.Context, id string) (Record, error)

	// Records yields all records in the order in which they were added. It
	// ends after the first error.
	Records(ctx context.Context) iter.Seq2[Record, error]

	// Erase removes the content and the salt of the record with a decision id,
	// keeps its leaf, and adds an event to the audit: the log stays whole and
	// tells nothing of it. Erasing what is not there is [ErrNotFound].
	Erase(ctx context.Context, id string, e Erasure) error
}

// Log is the Merkle log over the choices. Entries are numbered from 0, without
// gaps, in the order of recording.
type Log interface {
	// Size is the number of entries.
	Size(ctx context.Context) (int64, error)

	// Hashes reads the hashes of a level from number n on, up to count of
	// them: fewer when there are no more. Level 0 has the leaves' hashes.
	Hashes(ctx context.Context, level int, n int64, count int) ([]tlog.Hash, error)

	// Leaves reads the leaves from number n on, up to count of them.
	Leaves(ctx context.Context, n int64, count int) ([]merkle.Leaf, error)

	// Entry finds the entry of a decision id, or [ErrNotFound].
	Entry(ctx context.Context, id string) (Entry, error)

	// Entries yields all entries in order. It ends after the first error.
	Entries(ctx context.Context) iter.Seq2[Entry, error]

	// Strays lists the numbers of up to ten choices that no entry commits to.
	// There are none, unless somebody has written to the tables by hand.
	Strays(ctx context.Context) ([]int64, error)

	// AddCheckpoint keeps a signed checkpoint. Adding one for a size and a
	// number of events that have one already is a no-op.
	AddCheckpoint(ctx context.Context, c Checkpoint) error

	// Checkpoints lists what was kept, oldest first.
	Checkpoints(ctx context.Context) ([]Checkpoint, error)
}

// Keys are the secrets of this server.
type Keys interface {
	// FirstKey adds k, unless a key for k's use is there already, and returns
	// the newest key for that use. Two nodes that start at once get the same.
	FirstKey(ctx context.Context, k Key) (Key, error)

	// Keys lists the keys for use, newest first.
	Keys(ctx context.Context, use KeyUse) ([]Key, error)

	// AddKey adds a newer key. Adding the same ID twice is a no-op.
	AddKey(ctx context.Context, k Key) error
}
