package profile_test

import (
	"testing"

	"sayso/app/consent"
	"sayso/app/rules"
)

// COM-20 to COM-23, KLD-COO-04, KRO-USCA-18, -19, KLS-COO-04, F-10: what
// Global Privacy Control does, and what it does not.
func TestGlobalPrivacyControl(t *testing.T) {
	const off, on, locked = consent.Off, consent.On, consent.LockedOff
	type states = map[consent.Key]consent.State
	tests := []struct {
		service, place string
		gpc            string
		states         states
		rules          []string
	}{
		{"krowork", "US-CA", "honoured", states{"advertising": off, "sale_or_share": off, "analytics": on, "functional": on}, []string{"COM-21", "KRO-USCA-18", "KRO-USCA-19"}},
		{"krowork", "DE", "honoured", states{"advertising": off, "sale_or_share": off}, []string{"COM-21"}},
		{"krowork", "CN", "none", states{"analytics": off}, nil},
		{"kalodata", "US-TX", "honoured", states{"advertising": off, "sale_or_share": off, "cross_device_link": off, "analytics": on, "personalisation": on}, []string{"COM-21", "KLD-COO-04"}},
		{"kalodata", "JP", "honoured", states{"advertising": off}, []string{"COM-21"}},
		{"kalos", "US-CA", "honoured", states{"sale_or_share": locked}, []string{"COM-21", "KLS-COO-04"}},
		{"egretsoft", "US", "honoured", states{"sale_or_share": locked, "analytics": on}, []string{"COM-21"}},
		{"kaadas", "CN", "none", states{"functional": off}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.service+"/"+tt.place, func(t *testing.T) {
			v := visitor(tt.place)
			if p := decide(t, tt.service, v); p.GPC != "none" {
				t.Errorf("gpc is %s without the signal", p.GPC)
			}
			v.GPC = true
			p := decide(t, tt.service, v)
			if p.GPC != tt.gpc || has(p.Notes, "GPC_HONOURED") != (tt.gpc == "honoured") {
				t.Errorf("gpc is %s, notes %v; want %s", p.GPC, p.Notes, tt.gpc)
			}
			wantStates(t, p, tt.states)
			wantRules(t, p, tt.rules...)
		})
	}
}

// COM-22, F-18: the signal and choices made before it.
func TestSignalAndPrior(t *testing.T) {
	all := consent.Grants{"advertising": true, "sale_or_share": true, "analytics": true, "functional": true}
	base := withPrior(t, "kalodata", visitor("US-CA"), "2026-11-01T00:00:00Z", all)
	with := func(change func(*rules.Visitor)) rules.Visitor {
		v := base
		prior := *base.Prior
		v.Prior = &prior
		change(&v)
		return v
	}
	tests := []struct {
		name        string
		v           rules.Visitor
		advertising consent.State
		analytics   consent.State
		rule, note  string
	}{
		{"a yes, no signal", base, consent.On, consent.On, "", ""},
		{"a yes, then the signal", with(func(v *rules.Visitor) { v.GPC = true }), consent.Off, consent.On, "COM-22", "GPC_OVERRIDES_CHOICE"},
		{"a specific yes under the signal", with(func(v *rules.Visitor) { v.GPC = true; v.Prior.GPC = true }), consent.On, consent.On, "COM-22", "GPC_HONOURED"},
		{"an opt-out by signal outlasts it", with(func(v *rules.Visitor) { v.Prior.Signal = "gpc"; v.Prior.Choices = consent.Grants{} }), consent.Off, consent.On, "COM-26", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := decide(t, "kalodata", tt.v)
			wantStates(t, p, map[consent.Key]consent.State{"advertising": tt.advertising, "analytics": tt.analytics})
			if tt.rule != "" {
				wantRules(t, p, tt.rule)
			}
			if tt.note != "" {
				wantNotes(t, p, tt.note)
			}
		})
	}
	optedOut := withPrior(t, "kalodata", visitor("US-CA"), "2026-11-01T00:00:00Z", consent.Grants{"sale_or_share": false})
	if p := decide(t, "kalodata", optedOut); p.Offers(consent.ActionOptInSale) {
		t.Errorf("actions %v ask back in within twelve months (KRO-USCA-24)", p.Actions)
	}
}

// COM-23, KRO-USCA-17, F-14, B-05: Do Not Track changes nothing, and only the
// Krowork text in California says so.
func TestDoNotTrack(t *testing.T) {
	for _, tt := range []struct {
		service, place, home string
		note                 bool
	}{
		{"krowork", "US-CA", "", true}, {"krowork", "BR", "US-CA", true}, {"krowork", "US-CA", "US-NV", false},
		{"krowork", "US-TX", "", false}, {"krowork", "DE", "", false}, {"kalodata", "US-CA", "", false},
	} {
		v := visitor(tt.place)
		v.Residence = consent.ParseCode(tt.home)
		without := decide(t, tt.service, v)
		v.DNT = true
		p := decide(t, tt.service, v)
		if has(p.Notes, "DNT_NOT_HONOURED") != tt.note || p.GPC != "none" {
			t.Errorf("%s in %s from %s: notes %v, gpc %s", tt.service, tt.place, tt.home, p.Notes, p.GPC)
		}
		for i, d := range p.Defaults {
			if d != without.Defaults[i] {
				t.Errorf("%s in %s: DNT moved %s from %s to %s", tt.service, tt.place, d.Key, without.Defaults[i].State, d.State)
			}
		}
		wantRules(t, p, "COM-23")
		if tt.note {
			wantRules(t, p, "KRO-USCA-17")
		}
	}
}

// COM-45, KRO-USCA-01: two places, both sections.
func TestResidence(t *testing.T) {
	tests := []struct {
		name, place, home string
		age               int
		access            consent.Access
		rights, lacks     []string
	}{
		{"a Californian in Brazil", "BR", "US-CA", 15, consent.GuardianRepresent, []string{"know", "anonymise_block_erase"}, nil},
		{"a Nevadan in California", "US-CA", "US-NV", 30, consent.Allow, nil, []string{"know"}},
		{"in California, residence unknown", "US-CA", "", 30, consent.Allow, []string{"know", "limit_sensitive"}, nil},
		{"a Brazilian in Korea", "KR", "BR", 15, consent.GuardianRepresent, []string{"anonymise_block_erase"}, nil},
		{"a Brazilian of 13 in Korea", "KR", "BR", 13, consent.Blocked, nil, nil},
		{"a Brazilian of 13 in Japan: a section prevails only where it is used", "JP", "BR", 13, consent.Blocked, nil, nil},
		{"a Brazilian in France, which has no section", "FR", "BR", 15, consent.AllowWithNotice, nil, []string{"anonymise_block_erase"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := aged(tt.place, tt.age)
			v.Residence = consent.ParseCode(tt.home)
			p := decide(t, "krowork", v)
			if p.Access != tt.access {
				t.Errorf("access is %s, want %s", p.Access, tt.access)
			}
			for _, r := range tt.rights {
				if !has(p.Rights, r) {
					t.Errorf("rights %v lack %s", p.Rights, r)
				}
			}
			for _, r := range tt.lacks {
				if has(p.Rights, r) {
					t.Errorf("rights %v have %s", p.Rights, r)
				}
			}
		})
	}
}
