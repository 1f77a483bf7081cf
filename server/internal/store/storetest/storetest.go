// Package storetest is the contract of a store, as a test that every driver
// passes.
package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/server/internal/store"
)

// Run holds a driver to the promises of [store.Store]. The function open opens
// the same database each time it is called within one test, and a fresh one
// for each test.
func Run(t *testing.T, open func(t *testing.T) func() store.Store) {
	for _, tt := range []struct {
		name string
		run  func(*testing.T, func() store.Store)
	}{
		{"what was appended comes back whole", comesBack},
		{"the same key and choice adds nothing", appendTwice},
		{"the same key with another choice is a conflict", conflict},
		{"another site may use the same key", otherSite},
		{"many at once are all there, once each", concurrent},
		{"one bad record spoils no other", badNeighbour},
		{"a closed and opened store has kept all", reopen},
		{"a choice is found however far back it is", farBack},
		{"the first key stays the first", firstKey},
		{"a newer key comes first, the older stays", newerKey},
		{"the log grows by one leaf for each choice", logGrows},
		{"what is erased leaves its leaf alone", erase},
		{"a checkpoint is kept once", checkpoints},
		{"a guardian's step comes back whole, and once", stepComesBack},
		{"a letter goes out once, and its last token counts", letterOnce},
		{"a guardian's step is decided once", decidedOnce},
		{"addresses and steps go after their time", swept},
		{"a task is added once and done once", tasks},
		{"a hand-over pass is used once", passes},
		{"what was shown is kept once, by hash", parts},
		{"the audit is a chain", audit},
		{"an erasure leaves a tombstone and an event", tombstones},
		{"what has lapsed is erased, and no more", lapsed},
		{"a month goes at once, unless somebody chose meanwhile", dropMonth},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, open(t)) })
	}
}

// Record is a choice as a visitor of the site would make it; n tells records
// apart.
func Record(site string, n int) store.Record {
	at := time.Date(2026, 11, 23, 9, 0, n%60, 0, time.UTC)
	return store.Record{
		ID: uuid.NewString(), Site: site, Key: fmt.Sprintf("00000000-0000-4000-8000-%012d", n),
		Profile: "krowork-intl", PolicyVersion: "2026-04-30", TextHash: "ab12", Lang: "en", Place: "US-CA",
		Grants: consent.Grants{consent.Necessary: true, consent.Analytics: n%2 == 0},
		Method: consent.MethodSaveChoices, Authority: consent.Self, GPC: true, DNT: n%3 == 0,
		Band: "14", BandUntil: "2027-05-01", DecidedAt: at, ValidUntil: at.AddDate(0, 6, 0), KeyID: "kid", Previous: uuid.NewString(), Ward: true,
		Guardian: &store.Guardianship{Step: "step", Evidence: store.EvidenceEmail, Acknowledged: []string{"activity"}},
	}
}

func comesBack(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	r := Record("a", 1)
	stored, added, err := s.Append(t.Context(), r)
	if err != nil || !added {
		t.Fatalf("Append = added %v, error %v; want true, nil", added, err)
	}
	byKey, err1 := s.ByKey(t.Context(), r.Site, r.Key)
	byID, err2 := s.ByID(t.Context(), r.ID)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]store.Record{"Append": stored, "ByKey": byKey, "ByID": byID} {
		if diff := cmp.Diff(r, got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	if _, err := s.ByKey(t.Context(), "b", r.Key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ByKey of another site = %v, want ErrNotFound", err)
	}
	if _, err := s.ByID(t.Context(), uuid.NewString()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ByID of nothing = %v, want ErrNotFound", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping = %v", err)
	}
}

func appendTwice(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	first := mustAppend(t, s, Record("a", 1))
	again := Record("a", 1)
	again.DecidedAt = again.DecidedAt.Add(time.Hour)
	got, added, err := s.Append(t.Context(), again)
	if err != nil || added {
		t.Fatalf("second Append = added %v, error %v; want false, nil", added, err)
	}
	if diff := cmp.Diff(first, got); diff != "" {
		t.Errorf("the second answer differs from the first (-first +second):\n%s", diff)
	}
	if n := count(t, s); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
}

func conflict(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	mustAppend(t, s, Record("a", 1))
	other := Record("a", 1)
	other.Grants = consent.Grants{consent.Necessary: true, consent.Analytics: true, consent.Advertising: true}
	if _, _, err := s.Append(t.Context(), other); !errors.Is(err, store.ErrConflict) {
		t.Errorf("Append = %v, want ErrConflict", err)
	}
	if n := count(t, s); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
}

func otherSite(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	mustAppend(t, s, Record("a", 1))
	mustAppend(t, s, Record("b", 1))
	if n := count(t, s); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
}

// concurrent sends every record twice at once: each must be added once.
func concurrent(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	const each = 200
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		added = map[string]int{}
	)
	for i := range 2 * each {
		wg.Go(func() {
			r := Record("a", i%each)
			_, isNew, err := s.Append(t.Context(), r)
			if err != nil {
				t.Errorf("Append %s: %v", r.Key, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if isNew {
				added[r.Key]++
			}
		})
	}
	wg.Wait()
	for key, n := range added {
		if n != 1 {
			t.Errorf("%s was added %d times, want 1", key, n)
		}
	}
	if n := count(t, s); n != each || len(added) != each {
		t.Errorf("%d records, %d added, want %d", n, len(added), each)
	}
}

// badNeighbour sends one record that breaks a constraint among good ones.
func badNeighbour(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			r := Record("a", i)
			if i == 25 {
				r.ID = "no uuid"
			}
			_, _, err := s.Append(t.Context(), r)
			if bad := i == 25; (err != nil) != bad {
				t.Errorf("Append %d = %v, want an error: %v", i, err, bad)
			}
		})
	}
	wg.Wait()
	if n := count(t, s); n != 49 {
		t.Errorf("%d records, want 49", n)
	}
}

func reopen(t *testing.T, open func() store.Store) {
	s := open()
	want := []store.Record{mustAppend(t, s, Record("a", 1)), mustAppend(t, s, Record("a", 2))}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer s.Close()
	var got []store.Record
	for r, err := range s.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after opening again (-want +got):\n%s", diff)
	}
}

func firstKey(t *testing.T, open func() store.Store) {
	s := open()
	k := store.Key{ID: "k1", Use: store.KeyReceipt, Secret: []byte{1, 2}, CreatedAt: time.Unix(100, 0).UTC()}
	if got, err := s.FirstKey(t.Context(), k); err != nil || got.ID != "k1" {
		t.Fatalf("FirstKey = %q, %v; want k1", got.ID, err)
	}
	s.Close()
	s = open()
	defer s.Close()
	got, err := s.FirstKey(t.Context(), store.Key{ID: "k2", Use: store.KeyReceipt, Secret: []byte{3}, CreatedAt: time.Unix(200, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(k, got); diff != "" {
		t.Errorf("FirstKey of an old store (-want +got):\n%s", diff)
	}
	if keys, err := s.Keys(t.Context(), store.KeyTicket); err != nil || len(keys) != 0 {
		t.Errorf("Keys of another use = %v, %v; want none", keys, err)
	}
}

func newerKey(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	for i, id := range []string{"old", "new", "new"} {
		k := store.Key{ID: id, Use: store.KeyReceipt, Secret: []byte(id), CreatedAt: time.Unix(int64(100+i), 0).UTC()}
		if err := s.AddKey(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := s.Keys(t.Context(), store.KeyReceipt)
	if err != nil || len(keys) != 2 || keys[0].ID != "new" || keys[1].ID != "old" {
		t.Errorf("Keys = %v, %v; want new, old", keys, err)
	}
}

func mustAppend(t *testing.T, s store.Store, r store.Record) store.Record {
	t.Helper()
	got, _, err := s.Append(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func count(t *testing.T, s store.Store) (n int) {
	t.Helper()
	for _, err := range s.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
