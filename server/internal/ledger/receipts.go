package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"sayso/app/consent"
	"sayso/server/internal/keyring"
	"sayso/server/internal/receipt"
	"sayso/server/internal/store"
)

// CheckReceipt holds a receipt that somebody kept against the log: a key of
// this log signed it, and the choice in it is the one that was recorded. It
// returns the number of the entry. An erased choice is [store.ErrNotFound].
func CheckReceipt(ctx context.Context, s store.Store, ring *keyring.Ring, token string) (number int64, err error) {
	claims, err := receipt.Verify(ring, token)
	if err != nil {
		return -1, &Finding{-1, err.Error()}
	}
	e, err := s.Entry(ctx, claims.ID)
	if errors.Is(err, store.ErrNotFound) {
		return -1, fmt.Errorf("receipt of decision %s: %w; it was erased, or never in this log", claims.ID, err)
	}
	if err != nil {
		return -1, err
	}
	if what := Differs(claims, e.Record); what != "" {
		return e.Number, &Finding{e.Number, "its receipt says another " + what}
	}
	return e.Number, nil
}

// Differs names the first field in which a receipt says something else than
// the record, or nothing.
func Differs(c *consent.Receipt, r *store.Record) string {
	switch {
	case c.ID != r.ID:
		return "decision"
	case c.Site != r.Site:
		return "site"
	case c.Profile != r.Profile || c.PolicyVersion != r.PolicyVersion:
		return "policy version"
	case c.IssuedAt != r.DecidedAt.Unix() || c.Expires != r.ValidUntil.Unix():
		return "time"
	case !maps.Equal(c.Grants, r.Grants):
		return "choice"
	case c.Place != r.Place || c.Language != r.Lang:
		return "place or language"
	case c.Authority != r.Authority || c.Method != r.Method:
		return "authority or method"
	case c.GPC != r.GPC || c.Band != r.Band || c.BandUntil != r.BandUntil:
		return "signal or age band"
	case c.Ward != r.Ward:
		return "word on guardianship"
	}
	return ""
}
