package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
	"sayso/server/internal/store"
)

// A Report is what Verify found in a log that holds.
type Report struct {
	Entries     int64
	Erased      int64
	Checkpoints int
	Parts       int   // of what was shown
	Events      int64 // of the audit
	Root        tlog.Hash
}

// A Finding is the first thing that does not hold.
type Finding struct {
	// Entry is the number of the first entry at fault, or -1 when only the
	// whole is.
	Entry int64
	What  string
}

func (f *Finding) Error() string {
	if f.Entry < 0 {
		return f.What
	}
	return fmt.Sprintf("entry %d: %s", f.Entry, f.What)
}

// Verify checks every entry against its content, all of them against the tree,
// what was shown against its hashes, and the tree against every checkpoint that was kept, and against those in
// kept, which somebody else has kept. Its error is a [*Finding] for a log that
// does not hold.
func Verify(ctx context.Context, s store.Store, kept ...string) (*Report, error) {
	keys, err := s.Keys(ctx, store.KeyLog)
	if err != nil {
		return nil, err
	}
	size, err := s.Size(ctx)
	if err != nil {
		return nil, err
	}
	w := newWalk()
	if err := w.expect(ctx, s, keys, kept, size); err != nil {
		return nil, err
	}
	events, err := w.audit(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := w.entries(ctx, s, size); err != nil {
		return nil, err
	}
	if strays, err := s.Strays(ctx); err != nil {
		return nil, err
	} else if len(strays) > 0 {
		return nil, &Finding{strays[0], "there is a choice that the log never committed to"}
	}
	parts, err := wholeParts(ctx, s)
	if err != nil {
		return nil, err
	}
	root, err := w.root()
	if err != nil {
		return nil, err
	}
	if size > 0 {
		// The nodes that are kept for speed say the same.
		if stored, err := Root(ctx, s, size); err != nil || stored != root {
			return nil, &Finding{-1, fmt.Sprintf("the kept tree has the root %v, its entries have %v (%v)", stored, root, err)}
		}
	}
	return &Report{Entries: size, Erased: w.erased, Checkpoints: w.checked, Parts: parts, Events: events, Root: root}, nil
}

// wholeParts counts the pieces of what was shown; each must be what its hash
// says.
func wholeParts(ctx context.Context, s store.Parts) (n int, err error) {
	for p, err := range s.AllParts(ctx) {
		if err != nil {
			return n, err
		}
		if !p.Whole() {
			return n, &Finding{-1, fmt.Sprintf("the %s %s is not what its hash says", p.Kind, p.Hash)}
		}
		n++
	}
	return n, nil
}

// A walk goes through the log once and grows the tree as it goes.
type walk struct {
	stored  []tlog.Hash            // every node so far, as package tlog numbers them
	n       int64                  // entries so far
	next    map[int64][]tlog.Tree  // what checkpoints say of each size
	ends    map[int64][]store.Link // what they say of the audit at each number
	gone    map[int64]int64        // erased entries, by the event that tells of each
	erased  int64
	checked int
}

func newWalk() *walk {
	return &walk{next: map[int64][]tlog.Tree{}, ends: map[int64][]store.Link{}, gone: map[int64]int64{}}
}

// expect reads all checkpoints: those of the database and those from outside.
func (w *walk) expect(ctx context.Context, s store.Store, keys []store.Key, kept []string, size int64) error {
	all, err := s.Checkpoints(ctx)
	if err != nil {
		return err
	}
	notes := kept
	for _, c := range all {
		notes = append(notes, c.Note)
	}
	for _, text := range notes {
		t, err := anyKey(text, keys)
		if err != nil {
			return &Finding{-1, err.Error()}
		}
		if err := w.promise(t, size); err != nil {
			return err
		}
	}
	return nil
}

// promise remembers what a signed checkpoint says of a log that now has size
// entries.
func (w *walk) promise(t Signed, size int64) error {
	if t.N > size {
		return &Finding{size, fmt.Sprintf("it and all after it are missing: a checkpoint has %d entries", t.N)}
	}
	w.next[t.N] = append(w.next[t.N], t.Tree)
	if t.Audit.Number > 0 {
		w.ends[t.Audit.Number] = append(w.ends[t.Audit.Number], t.Audit)
	}
	w.checked++
	return nil
}

// grow adds the next leaf to the tree and holds it against the checkpoints.
func (w *walk) grow(leaf merkle.Leaf) error {
	hashes, err := tlog.StoredHashesForRecordHash(w.n, leaf.Hash(), w.reader())
	if err != nil {
		return err
	}
	w.stored = append(w.stored, hashes...)
	w.n++
	return w.compare()
}

func anyKey(text string, keys []store.Key) (t Signed, err error) {
	err = fmt.Errorf("there is a checkpoint, and no key of the log")
	for _, k := range keys {
		if t, err = ReadCheckpoint(text, k.ID); err == nil {
			break
		}
	}
	return t, err
}

// entries checks each entry, and the tree at the size of each checkpoint.
func (w *walk) entries(ctx context.Context, s store.Store, size int64) error {
	if err := w.compare(); err != nil {
		return err
	}
	for e, err := range s.Entries(ctx) {
		if err != nil {
			return err
		}
		if what := w.check(&e, size); what != "" {
			return &Finding{min(e.Number, w.n), what}
		}
		if e.Record == nil {
			w.erased++
		}
		if err := w.grow(e.Leaf); err != nil {
			return err
		}
	}
	if w.n != size {
		return &Finding{w.n, fmt.Sprintf("it is missing: the log has %d entries", size)}
	}
	return nil
}

// check says what is wrong with the entry that should come next.
func (w *walk) check(e *store.Entry, size int64) string {
	n, event := w.n, w.gone[w.n]
	switch {
	case e.Number > n:
		return "it is missing"
	case e.Number >= size:
		return fmt.Sprintf("it was never added: the log has %d entries", size)
	case e.Record == nil && e.ErasedAt.IsZero():
		return "its choice is gone, and nobody erased it"
	case e.Record == nil && event == 0:
		return "it is marked as erased, and the audit tells of nobody who did it"
	case e.Record == nil:
		return ""
	case event != 0:
		return fmt.Sprintf("event %d of the audit tells of its erasure, and its choice is still there", event)
	}
	if !e.ErasedAt.IsZero() {
		return "it was erased, and its choice is still there"
	}
	leaf, err := e.Record.Leaf(e.Salt)
	if err != nil || leaf != e.Leaf {
		return "its choice is not the one that was recorded"
	}
	return ""
}

// compare holds the tree so far against the checkpoints of its size.
func (w *walk) compare() error {
	for _, t := range w.next[w.n] {
		root, err := w.root()
		if err != nil {
			return err
		}
		if root != t.Hash {
			return &Finding{-1, fmt.Sprintf("the first %d entries are not those of a signed checkpoint: its root is %v, theirs is %v", t.N, t.Hash, root)}
		}
	}
	return nil
}

func (w *walk) root() (tlog.Hash, error) { return tlog.TreeHash(w.n, w.reader()) }

func (w *walk) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = w.stored[x]
		}
		return out, nil
	})
}
