package ledger

import (
	"context"
	"fmt"

	"sayso/server/internal/store"
)

// audit checks the chain of events, and each of its ends that a checkpoint
// names, and remembers which entries were erased.
func (w *walk) audit(ctx context.Context, s store.Audit) (events int64, err error) {
	var last store.Link
	for l, err := range s.Events(ctx) {
		if err != nil {
			return 0, err
		}
		next := last.After(l.Doc)
		if l.Number != next.Number {
			return 0, &Finding{-1, fmt.Sprintf("event %d of the audit is missing", next.Number)}
		}
		if l.Hash != next.Hash {
			return 0, &Finding{-1, fmt.Sprintf("event %d of the audit is not the one that was written", l.Number)}
		}
		for _, end := range w.ends[l.Number] {
			if end.Hash != l.Hash {
				return 0, &Finding{-1, fmt.Sprintf("the first %d events of the audit are not those of a signed checkpoint", l.Number)}
			}
		}
		e, err := l.Event()
		if err != nil {
			return 0, &Finding{-1, fmt.Sprintf("event %d of the audit is unreadable: %v", l.Number, err)}
		}
		if e.What == "erase" {
			for _, run := range e.Entries {
				for n := run[0]; n <= run[1]; n++ {
					w.gone[n] = l.Number
				}
			}
		}
		last = next
	}
	for number := range w.ends {
		if number > last.Number {
			return 0, &Finding{-1, fmt.Sprintf("event %d of the audit and all after it are missing: a checkpoint names event %d", last.Number+1, number)}
		}
	}
	return last.Number, nil
}
