package store

import (
	"context"
	"time"
)

// Passes remembers which hand-over passes were used, for as long as they could
// be used again.
type Passes interface {
	// UsePass uses the pass with an id up and reports whether this was the first
	// time, over all nodes. Passes that lapsed before now are forgotten, since
	// nobody takes them any more.
	UsePass(ctx context.Context, id string, until, now time.Time) (first bool, err error)
}
