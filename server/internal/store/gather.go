package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// maxBatch is the most choices in one commit. It bounds what a single commit
// can lose time on, not memory: the queue holds no more than waiting requests.
const maxBatch = 512

// errClosed is returned to those who come after Close.
var errClosed = errors.New("the store is closed")

// An Outcome is what became of one record of a batch.
type Outcome struct {
	Stored Record
	Added  bool
	Err    error // this record's alone: ErrConflict
}

// A Gather joins writers that wait at the same time into one commit. There is
// no timer: a lone writer commits at once, and those who come while it does
// share the next commit.
type Gather struct {
	commit func([]Record) ([]Outcome, error)
	queue  chan waiting
	done   chan struct{}

	commits, choices atomic.Uint64 // stored so far, repeats included

	mu     sync.RWMutex // held for writing to close queue
	closed bool
}

type waiting struct {
	rec    Record
	answer chan Outcome // buffered, so that nobody waits for one who left
}

// NewGather starts a Gather over commit, which stores a batch in one
// transaction and is called by one goroutine at a time. An error of commit
// means that nothing of the batch was stored.
func NewGather(commit func([]Record) ([]Outcome, error)) *Gather {
	g := &Gather{commit: commit, queue: make(chan waiting, maxBatch), done: make(chan struct{})}
	go g.run()
	return g
}

// Append hands r to the next commit and waits for it.
func (g *Gather) Append(ctx context.Context, r Record) (Record, bool, error) {
	w := waiting{rec: r, answer: make(chan Outcome, 1)}
	if err := g.enqueue(ctx, w); err != nil {
		return Record{}, false, err
	}
	select {
	case o := <-w.answer:
		return o.Stored, o.Added, o.Err
	case <-ctx.Done():
		return Record{}, false, ctx.Err()
	}
}

// Batches counts the commits so far and the choices in them.
func (g *Gather) Batches() (commits, choices uint64) { return g.commits.Load(), g.choices.Load() }

func (g *Gather) enqueue(ctx context.Context, w waiting) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return errClosed
	}
	select {
	case g.queue <- w:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close lets what is queued be stored and stops.
func (g *Gather) Close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.queue)
	}
	g.mu.Unlock()
	<-g.done
}

func (g *Gather) run() {
	defer close(g.done)
	batch := make([]waiting, 0, maxBatch)
	for first := range g.queue {
		batch = append(batch[:0], first)
		for len(batch) < maxBatch {
			w, ok := g.more()
			if !ok {
				break
			}
			batch = append(batch, w)
		}
		g.store(batch)
	}
}

// more takes one more writer if one is waiting now.
func (g *Gather) more() (waiting, bool) {
	select {
	case w, ok := <-g.queue:
		return w, ok
	default:
		return waiting{}, false
	}
}

// store commits batch and answers each writer. A batch that does not go in
// whole is tried one by one, so that one bad record spoils no other.
func (g *Gather) store(batch []waiting) {
	records := make([]Record, len(batch))
	for i := range batch {
		records[i] = batch[i].rec
	}
	outcomes, err := g.commit(records)
	switch {
	case err == nil:
		g.commits.Add(1)
		g.choices.Add(uint64(len(batch)))
		for i, o := range outcomes {
			batch[i].answer <- o
		}
	case len(batch) == 1:
		batch[0].answer <- Outcome{Err: err}
	default:
		for i := range batch {
			g.store(batch[i : i+1])
		}
	}
}
