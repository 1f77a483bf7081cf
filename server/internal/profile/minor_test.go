package profile_test

import (
	"fmt"
	"testing"

	"sayso/app/consent"
	"sayso/app/rules"
)

// The minor gate by profile and place, age by age. Each row holds the gate for
// 12, 13, 14, 15, 16, 17 and 18 completed years; the day before each birthday
// has the gate of the age before.
func TestMinorGate(t *testing.T) {
	const (
		block   = consent.Blocked
		notice  = consent.AllowWithNotice
		allow   = consent.Allow
		rep     = consent.GuardianRepresent
		assist  = consent.GuardianAssist
		account = consent.GuardianAccount
		agree   = consent.GuardianConsent
		superv  = consent.GuardianSupervisedAgree
	)
	general := [7]consent.Access{block, block, notice, notice, notice, notice, allow}
	tests := []struct {
		service string
		account consent.AccountMode
		places  []string
		want    [7]consent.Access
	}{
		{"krowork", "", []string{"CN", "JP", "SG", "PH", "TR", "MX", "US", "US-CA", "DE", "GB", "IN", "ZA", "TH", ""}, general},
		{"krowork", "", []string{"BR"}, [7]consent.Access{block, rep, rep, rep, assist, assist, allow}},
		{"krowork", "", []string{"VN"}, [7]consent.Access{account, account, agree, agree, notice, notice, allow}},
		{"krowork", "", []string{"KR"}, general},
		{"kaadas", "", []string{"CN"}, [7]consent.Access{superv, superv, allow, allow, allow, allow, allow}},
		{"kalodata", "personal", []string{"CN", "US", "US-CA", "DE", "BR", "TH", ""}, [7]consent.Access{agree, agree, agree, agree, agree, agree, allow}},
		{"kalodata", "", []string{"CN", "US", "DE", "BR", ""}, [7]consent.Access{notice, notice, notice, notice, notice, notice, allow}},
		{"kalos", "", []string{"CN", "US", "DE", "TH", "SG", ""}, [7]consent.Access{agree, agree, agree, agree, agree, agree, allow}},
		{"egretsoft", "", []string{"CN", "US", "DE", "BR", "KR", "TH", ""}, [7]consent.Access{block, block, allow, allow, allow, allow, allow}},
		{"egretsoft", "personal", []string{"VN"}, [7]consent.Access{block, block, block, block, allow, allow, allow}},
		{"egretsoft", "personal", []string{"IN", "ZA"}, [7]consent.Access{block, block, block, block, block, block, allow}},
	}
	for _, tt := range tests {
		for _, place := range tt.places {
			for i, want := range tt.want {
				age := 12 + i
				t.Run(fmt.Sprintf("%s %s/%s/%d", tt.service, tt.account, place, age), func(t *testing.T) {
					v := aged(place, age)
					v.Account = tt.account
					if p := decide(t, tt.service, v); p.Access != want || p.Age != age {
						t.Errorf("on the birthday: age %d, access %s; want %d, %s", p.Age, p.Access, age, want)
					}
					if i == 0 {
						return
					}
					v.Birth = v.Birth.AddDays(1)
					if p := decide(t, tt.service, v); p.Access != tt.want[i-1] || p.Age != age-1 {
						t.Errorf("the day before: age %d, access %s; want %d, %s", p.Age, p.Access, age-1, tt.want[i-1])
					}
				})
			}
		}
	}
}

// The rules behind the gates.
func TestMinorRules(t *testing.T) {
	tests := []struct {
		service, place string
		age            int
		rules          []string
	}{
		{"krowork", "DE", 13, []string{"KRO-MIN-01", "COM-02", "F-07"}},
		{"krowork", "DE", 15, []string{"KRO-MIN-02", "KRO-GEN-12", "KRO-EEA-02", "LAW-EEA-02", "COM-39", "COM-40"}},
		{"krowork", "US", 17, []string{"KRO-MIN-02", "LAW-US-02"}},
		{"krowork", "US", 12, []string{"LAW-US-03"}},
		{"krowork", "DE", 18, []string{"KRO-MIN-03"}},
		{"krowork", "BR", 12, []string{"KRO-BR-04", "KRO-BR-13"}},
		{"krowork", "BR", 13, []string{"KRO-BR-02", "KRO-BR-06", "COM-06", "LAW-BR-02"}},
		{"krowork", "BR", 16, []string{"KRO-BR-03", "KRO-BR-06", "KRO-BR-13"}},
		{"krowork", "VN", 13, []string{"KRO-VN-04", "KRO-VN-06", "LAW-VN-01"}},
		{"krowork", "VN", 14, []string{"KRO-VN-02", "KRO-VN-06"}},
		{"krowork", "VN", 16, []string{"KRO-VN-01", "KRO-MIN-02"}},
		{"krowork", "KR", 13, []string{"KRO-KR-01", "LAW-KR-01"}},
		{"krowork", "KR", 14, []string{"KRO-KR-02", "KRO-MIN-02"}},
		{"krowork", "MX", 17, []string{"KRO-MX-05"}},
		{"krowork", "US-CA", 15, []string{"KRO-USCA-22", "KRO-USCA-23", "KRO-USCA-02"}},
		{"kaadas", "CN", 13, []string{"KAA-MIN-01", "KAA-MIN-02", "LAW-CN-01"}},
		{"kaadas", "CN", 14, []string{"KAA-MIN-04"}},
		{"kalodata", "FR", 17, []string{"KLD-MIN-02"}},
		{"kalodata", "FR", 18, []string{"KLD-MIN-04"}},
		{"kalodata", "US-CA", 15, []string{"KLD-MIN-05"}},
		{"kalos", "TH", 17, []string{"KLS-MIN-01"}},
		{"egretsoft", "US", 13, []string{"EGR-MIN-01"}},
		{"egretsoft", "VN", 15, []string{"EGR-MIN-02"}},
		{"egretsoft", "DE", 15, []string{"EGR-MIN-04"}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s/%s/%d", tt.service, tt.place, tt.age), func(t *testing.T) {
			wantRules(t, decide(t, tt.service, aged(tt.place, tt.age)), tt.rules...)
		})
	}
	member := aged("FR", 17)
	member.Account = consent.Personal
	wantRules(t, decide(t, "kalodata", member), "KLD-MIN-01")
}

// F-09 and the table of ages of digital consent: below the age everything
// optional waits for a guardian, on the birthday it does not. Access stays as
// the profile has it.
func TestAgeOfDigitalConsent(t *testing.T) {
	ages := map[int][]string{
		13: {"BE", "EE", "FI", "LV", "MT", "PT", "SE", "IS", "NO", "GB", "US", "US-CA"},
		14: {"AT", "BG", "CY", "ES", "IT", "LT", "CN", "KR", "CA-QC"},
		15: {"CZ", "DK", "FR", "GR", "SI"},
		16: {"DE", "HR", "HU", "IE", "LI", "LU", "NL", "PL", "RO", "SK", "VN"},
		18: {"IN", "ZA"},
		20: {"TH"},
	}
	for age, places := range ages {
		for _, place := range places {
			t.Run(fmt.Sprintf("%s/%d", place, age), func(t *testing.T) {
				below, reached := lawOnly(t, dayBefore(place, age)), lawOnly(t, aged(place, age))
				if below.Guardian != "required" || below.State(consent.Functional) != consent.LockedOff || !below.Offers(consent.ActionStartGuardianFlow) {
					t.Errorf("below %d: guardian %s, functional %s, actions %v", age, below.Guardian, below.State(consent.Functional), below.Actions)
				}
				if reached.Guardian != "none" || reached.State(consent.Functional).Locked() {
					t.Errorf("at %d: guardian %s, functional %s", age, reached.Guardian, reached.State(consent.Functional))
				}
				if below.Access != consent.Allow || reached.Access != consent.Allow {
					t.Errorf("access %s and %s: the law moves none", below.Access, reached.Access)
				}
			})
		}
	}
}

// lawOnly decides under a profile without any gate of its own.
func lawOnly(t *testing.T, v rules.Visitor) rules.Plan {
	t.Helper()
	p, err := plainEngine.Decide("plain", &v)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// F-03, F-04, F-20: which guardian opens which gate.
func TestGuardianSteps(t *testing.T) {
	all := []string{"activity", "policy", "child_protection"}
	tests := []struct {
		name, service, place string
		age                  int
		role                 consent.Authority
		verified             bool
		acknowledged         []string
		want                 string
	}{
		{"Brazil, 13: represents", "krowork", "BR", 13, "represent", true, nil, "satisfied"},
		{"Brazil, 13: only consents", "krowork", "BR", 13, "consent", true, nil, "required"},
		{"Brazil, 13: not verified", "krowork", "BR", 13, "represent", false, nil, "required"},
		{"Brazil, 17: assists", "krowork", "BR", 17, "assist", true, nil, "satisfied"},
		{"Brazil, 17: represents", "krowork", "BR", 17, "represent", true, nil, "required"},
		{"Vietnam, 13: owns the account", "krowork", "VN", 13, "account_owner", true, all, "satisfied"},
		{"Vietnam, 13: only consents", "krowork", "VN", 13, "consent", true, all, "required"},
		{"Vietnam, 14: consents", "krowork", "VN", 14, "consent", true, all, "satisfied"},
		{"Vietnam, 14: owns the account", "krowork", "VN", 14, "account_owner", true, all, "satisfied"},
		{"Vietnam, 14: a duty is missing", "krowork", "VN", 14, "consent", true, all[:2], "required"},
		{"Kaadas, 13: supervises", "kaadas", "CN", 13, "supervise", true, nil, "satisfied"},
		{"Kaadas, 13: consents", "kaadas", "CN", 13, "consent", true, nil, "required"},
		{"KALOS, 17: consents", "kalos", "SG", 17, "consent", true, nil, "satisfied"},
		{"law only, Germany, 15: consents", "krowork", "DE", 15, "consent", true, nil, "satisfied"},
		{"law only, Germany, 15: represents", "krowork", "DE", 15, "represent", true, nil, "satisfied"},
		{"law only, Germany, 15: assists", "krowork", "DE", 15, "assist", true, nil, "required"},
		{"blocked: no guardian helps (KRO-MIN-05, KRO-KR-01)", "krowork", "KR", 13, "consent", true, nil, "none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := aged(tt.place, tt.age)
			v.Guardian = consent.Guardian{Present: true, Verified: tt.verified, Role: tt.role, Acknowledged: tt.acknowledged}
			p := decide(t, tt.service, v)
			if p.Guardian != tt.want {
				t.Errorf("guardian is %s, want %s", p.Guardian, tt.want)
			}
			for _, d := range p.Defaults {
				open := d.State == consent.Off || d.State == consent.On
				if open && tt.want != "satisfied" {
					t.Errorf("%s is %s without the guardian's step", d.Key, d.State)
				}
				if ads := d.Key == consent.Advertising || d.Key == consent.SaleOrShare; ads && d.State != consent.LockedOff { // F-07
					t.Errorf("%s is %s for a minor", d.Key, d.State)
				}
			}
		})
	}
}

// Whether somebody is under guardianship is asked only where a rule asks for
// it: at Krowork in Vietnam, by place of use or by residence (KRO-VN-03).
func TestAskedForGuardianship(t *testing.T) {
	for _, service := range []string{"krowork", "kaadas", "kalodata", "kalos", "egretsoft"} {
		for _, place := range []string{"VN", "CN", "BR", "KR", "US-CA", "DE", ""} {
			v := visitor(place)
			v.Account = consent.Personal
			if got, want := decide(t, service, v).AsksWard, service == "krowork" && place == "VN"; got != want {
				t.Errorf("%s in %q asks: %v, want %v", service, place, got, want)
			}
		}
	}
	away := visitor("BR")
	away.Residence = consent.ParseCode("VN")
	if !decide(t, "krowork", away).AsksWard {
		t.Error("somebody who lives in Vietnam and is in Brazil is not asked (COM-45)")
	}
}

// KRO-VN-03, KRO-VN-05: wards, and a guardian who declines.
func TestVietnam(t *testing.T) {
	no := false
	ward := func(age int) rules.Visitor {
		v := aged("VN", age)
		v.UnderGuardianship = true
		return v
	}
	declined := func(v rules.Visitor) rules.Visitor {
		v.Guardian = consent.Guardian{Present: true, Willing: &no}
		return v
	}
	consenting := declined(aged("VN", 14))
	consenting.Guardian = consent.Guardian{Present: true, Verified: true, Role: consent.Consent, Willing: &no, Acknowledged: []string{"activity", "policy", "child_protection"}}
	unaged := visitor("VN")
	unaged.UnderGuardianship = true
	elsewhere := aged("DE", 40)
	elsewhere.UnderGuardianship = true
	tests := []struct {
		name   string
		v      rules.Visitor
		access consent.Access
		rule   string
	}{
		{"adult ward", ward(40), consent.GuardianConsent, "KRO-VN-03"},
		{"ward of unknown age", unaged, consent.GuardianConsent, "KRO-VN-03"},
		{"ward of 16", ward(16), consent.GuardianConsent, "KRO-VN-03"},
		{"ward of 13", ward(13), consent.GuardianAccount, "KRO-VN-04"},
		{"ward elsewhere", elsewhere, consent.Allow, "KRO-MIN-03"},
		{"13, guardian declines", declined(aged("VN", 13)), consent.Blocked, "KRO-VN-05"},
		{"15, guardian declines", declined(aged("VN", 15)), consent.Blocked, "KRO-VN-05"},
		{"ward, guardian declines", declined(ward(40)), consent.Blocked, "KRO-VN-05"},
		{"16, guardian declines", declined(aged("VN", 16)), consent.AllowWithNotice, "KRO-VN-01"},
		{"14, declines the account but consents", consenting, consent.GuardianConsent, "KRO-VN-02"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := decide(t, "krowork", tt.v)
			if p.Access != tt.access {
				t.Errorf("access is %s, want %s", p.Access, tt.access)
			}
			wantRules(t, p, tt.rule)
		})
	}
}

// What a minor can do: behind a gate nothing but the guardian's step.
func TestMinorActions(t *testing.T) {
	tests := []struct {
		name, service, place string
		age                  int
		want                 []consent.Action
	}{
		{"represented (KRO-BR-02)", "krowork", "BR", 14, []consent.Action{"start_guardian_flow", "leave"}},
		{"blocked", "krowork", "DE", 13, []consent.Action{"leave", "contact", "view_policy"}},
		{"supervised", "kaadas", "CN", 13, []consent.Action{"start_guardian_flow", "leave", "contact", "view_policy"}},
		{"below the age of the law", "krowork", "DE", 15, []consent.Action{"reject_all", "open_preferences", "start_guardian_flow", "leave", "contact", "view_policy"}},
		{"anonymous at kalodata", "kalodata", "GB", 15, []consent.Action{"reject_all", "open_preferences", "view_policy"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := decide(t, tt.service, aged(tt.place, tt.age))
			if fmt.Sprint(p.Actions) != fmt.Sprint(tt.want) {
				t.Errorf("actions are %v, want %v", p.Actions, tt.want)
			}
		})
	}
	if p := decide(t, "krowork", aged("US-CA", 16)); !p.Offers("request_content_removal") {
		t.Errorf("KRO-USCA-22: actions %v lack request_content_removal", p.Actions)
	}
}

// KRO-BR-13: accounts of minors up to 16 in Brazil are linked.
func TestAccountLink(t *testing.T) {
	for age, want := range map[int]bool{13: true, 16: true, 17: false, 18: false} {
		if p := decide(t, "krowork", aged("BR", age)); p.AccountLinkRequired != want {
			t.Errorf("age %d: account_link_required is %t, want %t", age, p.AccountLinkRequired, want)
		}
	}
	if p := decide(t, "krowork", aged("DE", 15)); p.AccountLinkRequired {
		t.Error("account_link_required outside Brazil")
	}
}

// F-01, F-05, COM-03, COM-04, COM-05: what counts as an age. Who was born on a
// leap day is told so.
func TestAge(t *testing.T) {
	date := func(y, m, d int) consent.Date { return consent.Date{Year: y, Month: monthOf(m), Day: d} }
	tests := []struct {
		name         string
		birth, today consent.Date
		age          int
		rejected     bool
	}{
		{"none", consent.Date{}, date(2026, 11, 23), -1, false},
		{"the birthday", date(2008, 11, 23), date(2026, 11, 23), 18, false},
		{"the day before", date(2008, 11, 24), date(2026, 11, 23), 17, false},
		{"born today", date(2026, 11, 23), date(2026, 11, 23), 0, false},
		{"born tomorrow", date(2026, 11, 24), date(2026, 11, 23), -1, true},
		{"120 years", date(1906, 11, 23), date(2026, 11, 23), 120, false},
		{"121 years", date(1905, 11, 23), date(2026, 11, 23), -1, true},
		{"29 February of a common year", date(2011, 2, 29), date(2026, 11, 23), -1, true},
		{"31 April", date(2011, 4, 31), date(2026, 11, 23), -1, true},
		{"leap day, 28 February", date(2008, 2, 29), date(2026, 2, 28), 17, false},
		{"leap day, 1 March", date(2008, 2, 29), date(2026, 3, 1), 18, false},
		{"leap day, in a leap year", date(2012, 2, 29), date(2028, 2, 29), 16, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := visitor("US")
			v.Birth, v.Today = tt.birth, tt.today
			p := decide(t, "krowork", v)
			if p.Age != tt.age || has(p.Notes, "BIRTH_DATE_REJECTED") != tt.rejected || has(p.Notes, "AGE_UNKNOWN") != (tt.age < 0) {
				t.Errorf("age %d, notes %v; want %d, rejected %t", p.Age, p.Notes, tt.age, tt.rejected)
			}
			if leap := tt.birth.Month == 2 && tt.birth.Day == 29 && !tt.rejected; has(p.Rules, "COM-03") != leap {
				t.Errorf("COM-03 applied: %t, want %t", !leap, leap)
			}
			if p.Offers(consent.ActionAskAge) != (tt.age < 0) {
				t.Errorf("age %d, actions %v", p.Age, p.Actions)
			}
			want := consent.On // an unknown age follows the place's ordinary regime
			if tt.rejected || tt.age >= 0 && tt.age < 14 {
				want = consent.Off
			}
			if got := p.State(consent.Functional); got.Granted() != want.Granted() {
				t.Errorf("functional is %s", got)
			}
		})
	}
}

// A band stands in for the birth date, with the same gates.
func TestBand(t *testing.T) {
	for age := range 22 {
		v := visitor("VN")
		v.Band = consent.BandOf(age)
		byBand, byBirth := decide(t, "krowork", v), decide(t, "krowork", aged("VN", age))
		if byBand.Access != byBirth.Access || byBand.Guardian != byBirth.Guardian || fmt.Sprint(byBand.Defaults) != fmt.Sprint(byBirth.Defaults) {
			t.Errorf("age %d, band %s: %s, %s; by birth date %s, %s", age, v.Band, byBand.Access, byBand.Guardian, byBirth.Access, byBirth.Guardian)
		}
	}
}
