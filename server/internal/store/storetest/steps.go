package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/server/internal/store"
)

var asked = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// step is a guardian's step as it is asked for.
func step(site, address string) store.Step {
	return store.Step{
		ID: uuid.NewString(), Site: site, Key: uuid.NewString(), Decision: uuid.NewString(), Plan: "plan", Base: "https://consent.example", Place: "BR", Lang: "pt-BR",
		Band: "13", BandUntil: "2027-06-01", Ward: true, GPC: true, Address: address, AddressMAC: []byte(address),
		CreatedAt: asked, ExpiresAt: asked.Add(48 * time.Hour), State: store.StepOpen,
	}
}

func mustAdd(t *testing.T, s store.Store, one store.Step) store.Step {
	t.Helper()
	stored, added, err := s.AddStep(t.Context(), one)
	if err != nil || !added {
		t.Fatalf("AddStep = added %v, %v; want true, nil", added, err)
	}
	return stored
}

func stepComesBack(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	want := mustAdd(t, s, step("a", "parent@example.com"))
	again := want
	again.ID = uuid.NewString()
	first, added, err := s.AddStep(t.Context(), again)
	if err != nil || added {
		t.Errorf("the same key again = added %v, %v; want false, nil", added, err)
	}
	got, err := s.StepByDecision(t.Context(), want.Decision)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got) + cmp.Diff(want, first); diff != "" {
		t.Errorf("the step differs (-want +got):\n%s", diff)
	}
	mustAdd(t, s, step("a", "other@example.com"))
	all, err1 := s.CountSteps(t.Context(), "a", nil, asked)
	one, err2 := s.CountSteps(t.Context(), "a", want.AddressMAC, asked)
	none, err3 := s.CountSteps(t.Context(), "a", nil, asked.Add(time.Second))
	if err := errors.Join(err1, err2, err3); err != nil || all != 2 || one != 1 || none != 0 {
		t.Errorf("counted %d, %d, %d, %v; want 2, 1, 0", all, one, none, err)
	}
}

// letterOnce: of many senders only one gets a letter, and the token of the
// last try is the only one that opens the step.
func letterOnce(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	want := mustAdd(t, s, step("a", "parent@example.com"))
	if _, err := s.TakeLetter(t.Context(), asked.Add(-time.Second), []byte("early"), asked); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("before it is due = %v, want ErrNotFound", err)
	}
	var taken atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if got, err := s.TakeLetter(t.Context(), asked, []byte{byte(i)}, asked.Add(time.Minute)); err == nil && got.ID == want.ID {
				taken.Add(1)
			}
		})
	}
	wg.Wait()
	if n := taken.Load(); n != 1 {
		t.Fatalf("taken %d times, want once", n)
	}
	later := asked.Add(time.Minute)
	got, err := s.TakeLetter(t.Context(), later, []byte("second"), later.Add(time.Minute))
	if err != nil || got.Tries != 2 || got.Address != want.Address {
		t.Fatalf("second try = %+v, %v", got, err)
	}
	for i := range 8 {
		if _, err := s.StepByToken(t.Context(), []byte{byte(i)}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an older token opens the step: %v", err)
		}
	}
	if err := s.LetterDone(t.Context(), want.ID, later); err != nil {
		t.Fatal(err)
	}
	got, err = s.StepByToken(t.Context(), []byte("second"))
	if err != nil || got.Address != "" || !got.SentAt.Equal(later) {
		t.Errorf("after sending: address %q, sent %v, %v", got.Address, got.SentAt, err)
	}
	if _, err := s.TakeLetter(t.Context(), later.Add(time.Hour), []byte("third"), later); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a sent letter is due again: %v", err)
	}
}

// decidedOnce: a guardian's step is taken once, however often the link is used.
func decidedOnce(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	one := mustAdd(t, s, step("a", "parent@example.com"))
	o := store.StepOutcome{Role: consent.Consent, Acknowledged: []string{"activity"}, Grants: consent.Grants{consent.Analytics: true}}
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			ok, err := s.DecideStep(t.Context(), one.ID, store.StepAgreed, o, asked)
			if err != nil {
				t.Error(err)
			}
			if ok {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if n := won.Load(); n != 1 {
		t.Errorf("decided %d times, want once", n)
	}
	if ok, err := s.DecideStep(t.Context(), one.ID, store.StepDeclined, store.StepOutcome{}, asked); ok || err != nil {
		t.Errorf("declined after it was agreed = %v, %v", ok, err)
	}
	if err := errors.Join(s.SeeStep(t.Context(), one.ID, asked.Add(time.Minute)), s.FinishStep(t.Context(), one.ID), s.FinishStep(t.Context(), one.ID)); err != nil {
		t.Fatal(err)
	}
	got, err := s.StepByDecision(t.Context(), one.Decision)
	if err != nil || got.State != store.StepDone || !got.SeenAt.Equal(asked.Add(time.Minute)) {
		t.Errorf("step = %+v, %v", got, err)
	}
	if diff := cmp.Diff(o, got.StepOutcome); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
}

// swept: addresses go after their time, whole steps after theirs.
func swept(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	one := mustAdd(t, s, step("a", "parent@example.com"))
	look := func() (string, error) {
		got, err := s.StepByDecision(t.Context(), one.Decision)
		return got.Address, err
	}
	for _, tt := range []struct {
		name          string
		letters, rows time.Time
		address       string
		err           error
	}{
		{"in time", asked, one.ExpiresAt, one.Address, nil},
		{"after the letter's time", asked.Add(time.Second), one.ExpiresAt, "", nil},
		{"after the step's time", asked, one.ExpiresAt.Add(time.Second), "", store.ErrNotFound},
	} {
		if err := s.SweepSteps(t.Context(), tt.letters, tt.rows); err != nil {
			t.Fatal(err)
		}
		if address, err := look(); address != tt.address || !errors.Is(err, tt.err) {
			t.Errorf("%s: address %q, %v; want %q, %v", tt.name, address, err, tt.address, tt.err)
		}
	}
}

func tasks(t *testing.T, open func() store.Store) {
	s := open()
	defer s.Close()
	task := store.Task{
		ID: uuid.NewString(), Kind: store.TaskDelete, Site: "a", Decision: uuid.NewString(), Rules: []string{"COM-40"}, CreatedAt: asked,
	}
	twice := task
	twice.ID = uuid.NewString()
	if err := errors.Join(s.AddTask(t.Context(), task), s.AddTask(t.Context(), twice)); err != nil {
		t.Fatal(err)
	}
	open1, err := s.Tasks(t.Context(), false)
	if diff := cmp.Diff([]store.Task{task}, open1); err != nil || diff != "" {
		t.Errorf("open tasks: %v (-want +got):\n%s", err, diff)
	}
	if err := s.FinishTask(t.Context(), task.ID, asked.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if err := s.FinishTask(t.Context(), task.ID, asked); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("finished twice = %v, want ErrNotFound", err)
	}
	open2, err1 := s.Tasks(t.Context(), false)
	all, err2 := s.Tasks(t.Context(), true)
	task.DoneAt = asked.Add(time.Hour)
	if diff := cmp.Diff([]store.Task{task}, all); errors.Join(err1, err2) != nil || len(open2) != 0 || diff != "" {
		t.Errorf("open %v, %v %v (-want +got):\n%s", open2, err1, err2, diff)
	}
}
