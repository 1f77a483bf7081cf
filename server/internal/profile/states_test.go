package profile_test

import (
	"testing"

	"sayso/app/consent"
)

// The states of the US, with and without a law that binds the opt-out signal:
// the signal is honoured in all of them, and no known minor anywhere gets
// targeted advertising, whatever the state's own age is (F-07).
func TestStatesOfTheUS(t *testing.T) {
	binding := []string{"US-CA", "US-CO", "US-CT", "US-TX", "US-MT", "US-NE", "US-NH", "US-NJ", "US-MN", "US-MD", "US-DE", "US-OR"}
	none := []string{"US-VA", "US-UT", "US-IA", "US-TN", "US-IN", "US-KY", "US-RI", "US-OK", "US-AL", "US-LA", "US"}
	on := map[consent.Key]consent.State{consent.Advertising: consent.On, consent.SaleOrShare: consent.On}
	off := map[consent.Key]consent.State{consent.Advertising: consent.Off, consent.SaleOrShare: consent.Off}
	locked := map[consent.Key]consent.State{consent.Advertising: consent.LockedOff, consent.SaleOrShare: consent.LockedOff}
	for _, place := range append(binding, none...) {
		t.Run(place, func(t *testing.T) {
			adult := aged(place, 18)
			wantStates(t, decide(t, "kalodata", adult), on)
			adult.GPC = true
			signal := decide(t, "kalodata", adult)
			wantStates(t, signal, off)
			wantRules(t, signal, "LAW-US-01", "COM-21")
			if signal.GPC != "honoured" || !has(signal.Notes, "GPC_HONOURED") {
				t.Errorf("the signal is %q with notes %v; want it honoured and said", signal.GPC, signal.Notes)
			}
			for _, years := range []int{12, 13, 15, 16, 17} {
				wantStates(t, decide(t, "kalodata", aged(place, years)), locked)
			}
			wantStates(t, decide(t, "kalodata", dayBefore(place, 18)), locked)
		})
	}
}

// Under 13 anywhere in the US a parent's step comes first (COPPA); the 13th
// birthday already ends it.
func TestChildrenOfTheUS(t *testing.T) {
	child := dayBefore("US-NJ", 13)
	wantRules(t, decide(t, "kalodata", child), "LAW-US-03")
	if p := decide(t, "kalodata", aged("US-NJ", 13)); has(p.Rules, "LAW-US-03") {
		t.Errorf("LAW-US-03 holds on the 13th birthday: %v", p.Rules)
	}
}
