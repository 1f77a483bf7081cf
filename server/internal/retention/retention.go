// Package retention forgets choices that nobody need keep any more. How long a
// choice is kept after it has lapsed is what its profile says of records of
// contracts (kind "retention", record "contract": we read a consent and its
// withdrawal as such), such as KRO-KR-03; where that is silent, what the
// operator says.
package retention

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sayso/app/consent"
	"sayso/app/deadline"
	"sayso/app/policy"
	"sayso/server/internal/store"
)

// A Keeper knows how long choices are kept.
type Keeper struct {
	Book *policy.Book
	// Unstated is for how many days a choice is kept after it lapsed where its
	// profile does not say; 0 is for ever.
	Unstated int
}

// A Report is what a run has done.
type Report struct {
	Erased  int64 // choices
	Months  []int // that went at once, as YYYYMM
	Kept    int64
	Erasure []string // one line for each lot of which something went
}

// until is the last day on which a choice is kept that lapses on a day, and
// why; the zero date is for ever.
func (k *Keeper) until(profile, place string, lapses consent.Date) (last consent.Date, why string) {
	for i := range k.Book.Profiles {
		p := &k.Book.Profiles[i]
		if p.ID != profile {
			continue
		}
		a := deadline.Compute(p, &k.Book.Law, &deadline.Request{
			Place: consent.ParseCode(place), Kind: "retention", Record: "contract", Received: lapses,
		})
		if !a.KeepUntil.Zero() {
			return a.KeepUntil, a.Rules[len(a.Rules)-1]
		}
	}
	if k.Unstated == 0 {
		return consent.Date{}, ""
	}
	return lapses.AddDays(k.Unstated), fmt.Sprintf("kept %d days, where the profile does not say", k.Unstated)
}

// cutoff is the instant before which choices of l must have lapsed to be
// forgotten today, or the zero time.
func (k *Keeper) cutoff(l *store.Lot, today consent.Date) (before time.Time, why string) {
	for day := consent.DateOf(l.First); !consent.DateOf(l.Last).Before(day); day = day.AddDays(1) {
		last, reason := k.until(l.Profile, l.Place, day)
		if last.Zero() || !last.Before(today) {
			break // the days after it are kept for longer still
		}
		before, why = time.Date(day.Year, time.Month(day.Month), day.Day+1, 0, 0, 0, 0, time.UTC), reason
	}
	return before, why
}

// Run erases what need not be kept on the day of now. Servers that share a
// database may all run it: what one has erased, another does not find. With
// dry nothing is erased, and the report says what would be.
func (k *Keeper) Run(ctx context.Context, s store.Store, now time.Time, dry bool) (*Report, error) {
	if err := s.Prepare(ctx, now); err != nil {
		return nil, err
	}
	lots, err := s.Lots(ctx)
	if err != nil {
		return nil, err
	}
	r := &Report{}
	for len(lots) > 0 {
		n := slices.IndexFunc(lots, func(l store.Lot) bool { return l.Month != lots[0].Month })
		if n < 0 {
			n = len(lots)
		}
		if err := k.month(ctx, s, lots[:n], now, dry, r); err != nil {
			return r, err
		}
		lots = lots[n:]
	}
	return r, nil
}

// month erases what has lapsed of the lots of one month: the whole month at
// once if nothing of it must stay.
func (k *Keeper) month(ctx context.Context, s store.Store, lots []store.Lot, now time.Time, dry bool, r *Report) error {
	today := consent.DateOf(now.UTC())
	var (
		all    int64
		whole  = true
		cuts   = make([]time.Time, len(lots))
		reason = make([]string, len(lots))
	)
	for i := range lots {
		cuts[i], reason[i] = k.cutoff(&lots[i], today)
		all += lots[i].Count
		whole = whole && lots[i].Last.Before(cuts[i])
	}
	if whole && !dry {
		e := store.Erasure{At: now, Who: "retention", Why: reason[0]}
		if dropped, err := s.DropMonth(ctx, lots[0].Month, all, e); err != nil || dropped {
			if dropped {
				r.Erased += all
				r.Months = append(r.Months, lots[0].Month)
			}
			return err
		}
	}
	for i, l := range lots {
		if err := k.lot(ctx, s, l, cuts[i], store.Erasure{At: now, Who: "retention", Why: reason[i]}, dry, r); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) lot(ctx context.Context, s store.Store, l store.Lot, before time.Time, e store.Erasure, dry bool, r *Report) error {
	if before.IsZero() {
		r.Kept += l.Count
		return nil
	}
	var n int64
	if !dry {
		var err error
		if n, err = s.EraseLapsed(ctx, l, before, e); err != nil {
			return err
		}
	}
	r.Erased += n
	r.Kept += l.Count - n
	r.Erasure = append(r.Erasure, fmt.Sprintf("%d %s %s: lapsed before %s (%s)", l.Month, l.Profile, l.Place, before.Format(time.DateOnly), e.Why))
	return nil
}
