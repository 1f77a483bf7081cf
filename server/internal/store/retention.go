package store

import (
	"context"
	"iter"
	"time"
)

// An Erasure says when, by whom and why a choice is erased. It is kept as an
// event of the audit; nothing of the choice is.
type Erasure struct {
	At       time.Time
	Who, Why string
}

// A Tombstone is what exports tell of a choice that was erased, so that those
// who hold older exports erase it too.
type Tombstone struct {
	ID       string    `json:"id"`
	Entry    int64     `json:"entry"` // of the log
	ErasedAt time.Time `json:"erased_at"`
	Why      string    `json:"why"`
}

// A Lot is the choices of one month, profile and place.
type Lot struct {
	Month          int // YYYYMM, of the decision, UTC
	Profile, Place string
	Count          int64
	// First and Last are when the first and the last of them lapse.
	First, Last time.Time
}

// Retention is forgetting many choices at once. Each erasure is as Erase does
// it, with one event for the lot.
type Retention interface {
	// Erased yields the tombstones of all erased choices, in the order of the
	// log. It ends after the first error.
	Erased(ctx context.Context) iter.Seq2[Tombstone, error]

	// Lots lists what there is, oldest month first.
	Lots(ctx context.Context) ([]Lot, error)

	// EraseLapsed erases the choices of a lot that lapse before an instant, a
	// few hundred in a transaction, and counts them.
	EraseLapsed(ctx context.Context, lot Lot, before time.Time, e Erasure) (int64, error)

	// DropMonth erases all choices of a month, if they are still count: then
	// it reports true, and else it does nothing.
	DropMonth(ctx context.Context, month int, count int64, e Erasure) (bool, error)

	// Prepare makes room for the choices of the coming months, where the
	// database keeps each month apart.
	Prepare(ctx context.Context, now time.Time) error
}
