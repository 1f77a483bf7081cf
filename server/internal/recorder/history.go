package recorder

import (
	"context"
	"errors"

	"sayso/app/wire"
	"sayso/server/internal/receipt"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
)

// maxHistory bounds how many choices one history holds.
const maxHistory = 500

// History is the row of choices that ends in the receipt jws. Who holds a
// receipt sees what came before it and nothing that came after: an old one that
// fell into other hands tells nothing new. Nothing but a receipt finds a row,
// so none can be guessed.
func (r *Recorder) History(ctx context.Context, s *site.Site, jws string) (*wire.History, error) {
	held, err := receipt.Verify(r.Ring, jws)
	if err != nil || held.Site != s.ID {
		return nil, refuse(Malformed, "receipt", "receipt is none of this site; send one as it came")
	}
	h := &wire.History{Site: s.ID, Decisions: []wire.Past{}}
	for id := held.ID; id != "" && len(h.Decisions) < maxHistory; {
		rec, err := r.Store.ByID(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			break // erased
		}
		if err != nil {
			return nil, err
		}
		past, err := r.past(s, &rec)
		if err != nil {
			return nil, err
		}
		h.Decisions = append(h.Decisions, *past)
		id = rec.Previous
	}
	h.Since = wire.Since(h.Decisions)
	return h, nil
}

func (r *Recorder) past(s *site.Site, rec *store.Record) (*wire.Past, error) {
	answer, err := r.answer(s, rec)
	if err != nil {
		return nil, err
	}
	return &wire.Past{
		Decision: rec.ID, DecidedAt: rec.DecidedAt, ValidUntil: rec.ValidUntil, Profile: rec.Profile, PolicyVersion: rec.PolicyVersion,
		Place: rec.Place, Lang: rec.Lang, Method: rec.Method, Authority: rec.Authority, GPC: rec.GPC, Grants: rec.Grants, Receipt: answer.Receipt,
	}, nil
}
