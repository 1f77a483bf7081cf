package profile_test

import (
	"testing"
	"time"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/server/internal/profile"
)

// now is the instant of every test that names no other.
var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var (
	book   = mustBook()
	engine = mustEngine(book)
)

func mustBook() *policy.Book {
	b, err := profile.Shipped()
	if err != nil {
		panic(err)
	}
	return b
}

func mustEngine(b *policy.Book) *rules.Engine {
	e, err := rules.New(b)
	if err != nil {
		panic(err)
	}
	return e
}

// visitor is an ordinary visitor in a place written as an ISO 3166 code.
func visitor(code string) rules.Visitor {
	return rules.Visitor{Now: now, Today: consent.DateOf(now), Place: consent.ParseCode(code), Lang: "en"}
}

// aged is a visitor whose birthday is today.
func aged(code string, years int) rules.Visitor {
	v := visitor(code)
	v.Birth = consent.Date{Year: now.Year() - years, Month: now.Month(), Day: now.Day()}
	return v
}

// dayBefore is a visitor who reaches the age tomorrow.
func dayBefore(code string, years int) rules.Visitor {
	v := aged(code, years)
	v.Birth = v.Birth.AddDays(1)
	return v
}

func decide(t *testing.T, service string, v rules.Visitor) rules.Plan {
	t.Helper()
	p, err := engine.Decide(service, &v)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func has[T comparable](list []T, one T) bool {
	for _, x := range list {
		if x == one {
			return true
		}
	}
	return false
}

// wantRules checks that each rule is in the plan's trace.
func wantRules(t *testing.T, p rules.Plan, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if !has(p.Rules, id) {
			t.Errorf("rules %v lack %s", p.Rules, id)
		}
	}
}

// wantStates checks the states of some keys.
func wantStates(t *testing.T, p rules.Plan, want map[consent.Key]consent.State) {
	t.Helper()
	for key, state := range want {
		if got := p.State(key); got != state {
			t.Errorf("%s is %s, want %s", key, got, state)
		}
	}
}

func wantNotes(t *testing.T, p rules.Plan, notes ...string) {
	t.Helper()
	for _, n := range notes {
		if !has(p.Notes, n) {
			t.Errorf("notes %v lack %s", p.Notes, n)
		}
	}
}
