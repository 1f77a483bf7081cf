// Package store says what the record of choices promises, whichever database
// keeps it. Package storetest proves the promises for each driver.
package store

import (
	"context"
	"errors"
	"iter"
)

// ErrNotFound is returned when there is no such record.
var ErrNotFound = errors.New("no such record")

// ErrConflict is returned when an idempotency key comes back with another
// choice than the one that it stands for.
var ErrConflict = errors.New("this key already stands for another choice")

// A Store keeps choices and keys. All methods are safe for concurrent use.
type Store interface {
	// Append adds r and returns it as stored once it is on disk. The same site
	// and key with the same choice adds nothing and returns the record of the
	// first time with added false; with another choice it is [ErrConflict].
	//
	// When ctx ends first, Append returns its error, and r may or may not have
	// been added: the caller repeats it with the same key.
	Append(ctx context.Context, r Record) (stored Record, added bool, err error)

	// ByKey finds the record of a site's idempotency key, or [ErrNotFound].
	ByKey(ctx context.Context, site, key string) (Record, error)

	// ByID finds the record with a decision id, or [ErrNotFound].
	ByID(ctx context.Context, id string) (Record, error)

	// Records yields all records in the order in which they were added. It
	// ends after the first error.
	Records(ctx context.Context) iter.Seq2[Record, error]

	// FirstKey adds k, unless a key for k's use is there already, and returns
	// the newest key for that use. Two nodes that start at once get the same.
	FirstKey(ctx context.Context, k Key) (Key, error)

	// Keys lists the keys for use, newest first.
	Keys(ctx context.Context, use KeyUse) ([]Key, error)

	// AddKey adds a newer key. Adding the same ID twice is a no-op.
	AddKey(ctx context.Context, k Key) error

	// Ping reports whether a choice could be stored now.
	Ping(ctx context.Context) error

	// Close waits for what is being written and closes the database. No
	// method may be called after it.
	Close() error
}
