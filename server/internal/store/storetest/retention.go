package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/store"
)

func audit(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	if last, err := s.LastEvent(t.Context()); err != nil || last.Number != 0 {
		t.Fatalf("LastEvent of an empty audit = %+v, %v", last, err)
	}
	at := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	want := []store.Event{
		{At: at, Who: "admin", What: "rotate"}, {At: at, Who: "operator", What: "look", Why: "ünïcode \" <b>", Entries: [][2]int64{{0, 3}, {9, 9}}},
	}
	for _, e := range want {
		e.At = e.At.Add(300 * time.Millisecond)
		if err := s.AddEvent(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	var (
		got  []store.Event
		last store.Link
	)
	for l, err := range s.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if next := last.After(l.Doc); next.Number != l.Number || next.Hash != l.Hash {
			t.Errorf("event %d does not follow from the one before", l.Number)
		}
		last = l
		e, err := l.Event()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Events (-want +got):\n%s", diff)
	}
	if end, err := s.LastEvent(t.Context()); err != nil || end.Hash != last.Hash {
		t.Errorf("LastEvent = %+v, %v; want event 2", end, err)
	}
}

func tombstones(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	mustAppend(t, s, Record("a", 1))
	gone := mustAppend(t, s, Record("a", 2))
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if err := s.Erase(t.Context(), gone.ID, store.Erasure{At: at, Who: "visitor", Why: "asked for it"}); err != nil {
		t.Fatal(err)
	}
	want := []store.Tombstone{{ID: gone.ID, Entry: 1, ErasedAt: at, Why: "visitor: asked for it"}}
	if diff := cmp.Diff(want, erased(t, s)); diff != "" {
		t.Errorf("Erased (-want +got):\n%s", diff)
	}
	wantEvents(t, s, store.Event{At: at, Who: "visitor", What: "erase", Why: "asked for it", Entries: [][2]int64{{1, 1}}})
}

func erased(t *testing.T, s store.Store) (all []store.Tombstone) {
	t.Helper()
	for one, err := range s.Erased(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

func wantEvents(t *testing.T, s store.Store, want ...store.Event) {
	t.Helper()
	var got []store.Event
	for l, err := range s.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := l.Event()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events of the audit (-want +got):\n%s", diff)
	}
}

// dated is a choice of a place that was made at an instant and lapses half a
// year later.
func dated(n int, place string, at time.Time) store.Record {
	r := Record("a", n)
	r.Place, r.DecidedAt, r.ValidUntil = place, at, at.AddDate(0, 6, 0)
	return r
}

// lapsed has choices of two places in one month, and of one place in two.
func lapsed(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	november, december := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for i := range 1200 { // more than two transactions' worth
		r := dated(i, map[bool]string{true: "KR", false: "BR"}[i%2 == 0], november.Add(time.Duration(i)*time.Second))
		wg.Go(func() {
			if _, _, err := s.Append(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	mustAppend(t, s, dated(1200, "KR", december))
	lots, err := s.Lots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Lot{
		{Month: 202611, Profile: "krowork-intl", Place: "BR", Count: 600, First: november.Add(time.Second).AddDate(0, 6, 0), Last: november.Add(1199*time.Second).AddDate(0, 6, 0)},
		{Month: 202611, Profile: "krowork-intl", Place: "KR", Count: 600, First: november.AddDate(0, 6, 0), Last: november.Add(1198*time.Second).AddDate(0, 6, 0)},
		{Month: 202612, Profile: "krowork-intl", Place: "KR", Count: 1, First: december.AddDate(0, 6, 0), Last: december.AddDate(0, 6, 0)},
	}
	if diff := cmp.Diff(want, lots); diff != "" {
		t.Fatalf("Lots (-want +got):\n%s", diff)
	}
	before := november.Add(1100*time.Second).AddDate(0, 6, 0)
	n, err := s.EraseLapsed(t.Context(), lots[1], before, store.Erasure{At: december, Who: "retention", Why: "KRO-KR-03"})
	if err != nil || n != 550 {
		t.Errorf("EraseLapsed = %d, %v; want 550", n, err)
	}
	if n, err := s.EraseLapsed(t.Context(), lots[1], before, store.Erasure{At: december}); n != 0 || err != nil {
		t.Errorf("EraseLapsed again = %d, %v; want 0", n, err)
	}
	if got := count(t, s); got != 1201-550 {
		t.Errorf("%d records, want %d", got, 1201-550)
	}
	for r := range s.Records(t.Context()) {
		if r.Place == "KR" && r.ValidUntil.Before(before) {
			t.Errorf("a lapsed choice is still there: %+v", r)
		}
	}
	if got := erased(t, s); len(got) != 550 || got[0].Why != "retention: KRO-KR-03" || got[549].ID == "" {
		t.Errorf("%d tombstones, want 550: %+v", len(got), got[:min(1, len(got))])
	}
}

func dropMonth(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	november := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	if err := s.Prepare(t.Context(), november); err != nil {
		t.Fatal(err)
	}
	first := mustAppend(t, s, dated(1, "KR", november))
	mustAppend(t, s, dated(2, "BR", november))
	stays := mustAppend(t, s, dated(3, "KR", november.AddDate(0, 1, 0)))
	e := store.Erasure{At: november.AddDate(6, 0, 0), Who: "retention", Why: "KRO-KR-03"}
	if dropped, err := s.DropMonth(t.Context(), 202611, 1, e); dropped || err != nil || count(t, s) != 3 {
		t.Fatalf("DropMonth with another count = %v, %v, %d records left; want nothing done", dropped, err, count(t, s))
	}
	if dropped, err := s.DropMonth(t.Context(), 202611, 2, e); !dropped || err != nil {
		t.Fatalf("DropMonth = %v, %v", dropped, err)
	}
	if _, err := s.ByID(t.Context(), first.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ByID of the dropped = %v, want ErrNotFound", err)
	}
	if _, err := s.ByID(t.Context(), stays.ID); err != nil || count(t, s) != 1 {
		t.Errorf("the choice of another month: %v, %d records; want 1", err, count(t, s))
	}
	if got := erased(t, s); len(got) != 2 || got[0].ID != first.ID {
		t.Errorf("tombstones %+v, want 2", got)
	}
	wantEvents(t, s, store.Event{At: e.At, Who: "retention", What: "erase", Why: "KRO-KR-03", Entries: [][2]int64{{0, 1}}})
	if err := s.Prepare(t.Context(), november); err != nil {
		t.Errorf("Prepare once more = %v", err)
	}
	late := mustAppend(t, s, dated(4, "KR", november)) // the clock was wrong
	if got, err := s.ByKey(t.Context(), late.Site, late.Key); err != nil || got.ID != late.ID {
		t.Errorf("a choice of a month that was dropped: %v", err)
	}
}
