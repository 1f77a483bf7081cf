package profile_test

import (
	"testing"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// withPrior gives v a choice made at an instant under the version in force.
func withPrior(t *testing.T, service string, v rules.Visitor, decided string, choices consent.Grants) rules.Visitor {
	t.Helper()
	p := decide(t, service, v)
	v.Prior = &consent.Prior{Profile: p.Profile, PolicyVersion: p.PolicyVersion, DecidedAt: at(decided), Choices: choices}
	return v
}

func onDay(v rules.Visitor, when string) rules.Visitor {
	v.Now = at(when)
	v.Today = consent.DateOf(v.Now)
	return v
}

// How long a choice holds: COM-24 (six civil months), COM-26 (twelve where
// opt-out is the rule), KAA-COO-05 to -07 (1,296,000 seconds), COM-58 (months
// end at the month's end). One second before the end it holds, at it it does not.
func TestValidity(t *testing.T) {
	tests := []struct {
		name, service, place string
		account              consent.AccountMode
		decided, until       string
		rule                 string
	}{
		{"six months", "krowork", "FR", "", "2026-05-23T10:00:00Z", "2026-11-23T10:00:00Z", "COM-24"},
		{"end of August", "krowork", "FR", "", "2026-08-31T10:00:00Z", "2027-02-28T10:00:00Z", "COM-24"},
		{"end of August before a leap year", "krowork", "FR", "", "2027-08-31T10:00:00Z", "2028-02-29T10:00:00Z", "COM-24"},
		{"same time of day in UTC", "egretsoft", "DE", "", "2026-05-23T23:30:00-05:00", "2026-11-24T04:30:00Z", "COM-24"},
		{"twelve months in the US", "krowork", "US-CA", "", "2025-11-23T10:00:00Z", "2026-11-23T10:00:00Z", "COM-26"},
		{"leap day in the US", "kalodata", "US", "", "2028-02-29T10:00:00Z", "2029-02-28T10:00:00Z", "COM-26"},
		{"Kaadas, anonymous: 1,296,000 s", "kaadas", "CN", "", "2026-11-08T10:00:00Z", "2026-11-23T10:00:00Z", "KAA-COO-05"},
		{"Kaadas, with an account", "kaadas", "CN", "personal", "2026-05-23T10:00:00Z", "2026-11-23T10:00:00Z", "COM-24"},
		{"KALOS", "kalos", "FR", "personal", "2026-05-23T10:00:00Z", "2026-11-23T10:00:00Z", "COM-24"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := visitor(tt.place)
			v.Account = tt.account
			key := consent.Functional
			if tt.service == "kalos" {
				key = consent.SDKIdentityShare
			}
			v = withPrior(t, tt.service, onDay(v, tt.decided), tt.decided, consent.Grants{key: false})
			before := decide(t, tt.service, visitor(tt.place))
			v.Prior.Choices[key] = !before.State(key).Granted() // against the default
			end := at(tt.until)

			v.Now = end.Add(-time.Second)
			p := decide(t, tt.service, v)
			if !p.ValidUntil.Equal(end) || !p.ReaskAfter.Equal(end) {
				t.Errorf("valid_until %s, reask_after %s; want %s", p.ValidUntil, p.ReaskAfter, end)
			}
			if p.Banner != consent.BannerNone || p.State(key).Granted() != v.Prior.Choices[key] || !p.Offers(consent.ActionWithdraw) {
				t.Errorf("one second before: banner %s, %s is %s, actions %v", p.Banner, key, p.State(key), p.Actions)
			}
			wantRules(t, p, tt.rule)

			v.Now = end
			p = decide(t, tt.service, v)
			if tt.service != "kalos" && p.Banner == consent.BannerNone || p.State(key).Granted() == v.Prior.Choices[key] {
				t.Errorf("at the end: banner %s, %s is %s", p.Banner, key, p.State(key))
			}
		})
	}
}

// editions is a service with four editions of its policy: a first one, a
// material change to analytics, one that is not material, and one to come.
const editions = `
id: plain
service: plain
name: Plain
zone: Asia/Shanghai
territory: {in: ["*"]}
versions:
  - {id: "1", effective: "2026-01-01"}
  - {id: "2", effective: "2026-03-01", changed: [analytics]}
  - {id: "3", effective: "2026-05-01"}
  - {id: "4", effective: "2027-01-01", changed: [functional]}
items: [{key: necessary}, {key: functional}, {key: analytics}]
rules:
  - {id: P-1, source: us, says: opt-out in the US, when: {in: [US]}, then: {regime: opt_out, states: {functional: "on", analytics: "on"}}}
`

// COM-27 to COM-30, F-15: what a choice under another version keeps.
func TestVersions(t *testing.T) {
	engine := mustEngine(withProfile(editions))
	yes := consent.Grants{"functional": true, "analytics": true}
	no := consent.Grants{"functional": false, "analytics": false}
	const off, on = consent.Off, consent.On
	tests := []struct {
		name, place, under, now string
		choices                 consent.Grants
		version, state          string
		banner                  consent.Banner
		functional, analytics   consent.State
		rule                    string
	}{
		{"same version", "FR", "3", "2026-11-23T12:00:00Z", yes, "3", "in_force", "none", on, on, "COM-27"},
		{"a change that is not material", "FR", "2", "2026-11-23T12:00:00Z", yes, "3", "in_force", "update_notice", on, on, "COM-30"},
		{"a material change asks again for what it touches", "FR", "1", "2026-11-23T12:00:00Z", yes, "3", "in_force", "reconsent", on, off, "COM-29"},
		{"a refusal stays a refusal", "US", "1", "2026-11-23T12:00:00Z", no, "3", "in_force", "reconsent", off, off, "COM-29"},
		{"a yes goes back to the regime's default", "US", "1", "2026-11-23T12:00:00Z", yes, "3", "in_force", "reconsent", on, on, "COM-29"},
		{"an unknown version", "FR", "0", "2026-11-23T12:00:00Z", yes, "3", "in_force", "reconsent", off, off, "COM-29"},
		{"an unknown version, where opt-out is the rule", "US", "0", "2026-11-23T12:00:00Z", yes, "3", "in_force", "reconsent", on, on, "COM-29"},
		// F-15 puts every optional category back to its regime's default. The
		// default of a visitor who opted out is off: COM-26 keeps that for twelve
		// months, and section F stands above looser wording only, which it is not.
		{"an unknown version keeps a refusal (COM-26)", "US", "0", "2026-11-23T12:00:00Z", no, "3", "in_force", "reconsent", off, off, "COM-29"},
		{"one second before the fourth begins", "FR", "3", "2026-12-31T15:59:59Z", yes, "3", "in_force", "none", on, on, "COM-27"},
		{"when the fourth begins, at midnight in Shanghai", "FR", "3", "2026-12-31T16:00:00Z", yes, "4", "in_force", "reconsent", off, on, "COM-29"},
		{"before the first", "FR", "1", "2025-12-31T15:59:59Z", nil, "1", "upcoming", "opt_in", off, off, "COM-27"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := onDay(visitor(tt.place), tt.now)
			if tt.choices != nil {
				v.Prior = &consent.Prior{Profile: "plain", PolicyVersion: tt.under, DecidedAt: v.Now.AddDate(0, -1, 0), Choices: tt.choices}
			}
			p, err := engine.Decide("plain", &v)
			if err != nil {
				t.Fatal(err)
			}
			if p.PolicyVersion != tt.version || p.PolicyState != tt.state || p.Banner != tt.banner {
				t.Errorf("got version %s, %s, banner %s; want %s, %s, %s", p.PolicyVersion, p.PolicyState, p.Banner, tt.version, tt.state, tt.banner)
			}
			wantStates(t, p, map[consent.Key]consent.State{"functional": tt.functional, "analytics": tt.analytics})
			wantRules(t, p, tt.rule)
		})
	}
}

// A choice that is dated after now was recorded before a clock jumped back: the
// date is the server's own (COM-56), and the last explicit decision by it is in
// force (COM-54). So it holds, a yes as much as a refusal, and its six months
// count from its date (COM-24). Were it dropped, a withdrawal would be undone.
func TestPriorFromTheFuture(t *testing.T) {
	const decided = "2026-11-24T12:00:00Z" // a day after now
	for _, granted := range []bool{true, false} {
		v := withPrior(t, "krowork", visitor("US"), decided, consent.Grants{"functional": granted})
		p := decide(t, "krowork", v)
		if p.State("functional").Granted() != granted || p.Banner != consent.BannerNone || !p.ValidUntil.Equal(at("2027-11-24T12:00:00Z")) {
			t.Errorf("said %t: functional %s, banner %s, valid until %s (COM-54, COM-56)", granted, p.State("functional"), p.Banner, p.ValidUntil)
		}
	}
}

// COM-28 with the dates of the shipped texts: 00:00 in UTC+8.
func TestVersionsBegin(t *testing.T) {
	for _, tt := range []struct{ service, place, last, first string }{
		{"krowork", "CN", "2026-03-30T15:59:59Z", "2026-03-30T16:00:00Z"},
		{"krowork", "FR", "2026-04-29T15:59:59Z", "2026-04-29T16:00:00Z"},
		{"kalos", "FR", "2024-03-17T15:59:59Z", "2024-03-17T16:00:00Z"},
		{"kalodata", "FR", "2023-08-08T15:59:59Z", "2023-08-08T16:00:00Z"},
		{"egretsoft", "FR", "2024-12-18T15:59:59Z", "2024-12-18T16:00:00Z"},
	} {
		before, after := decide(t, tt.service, onDay(visitor(tt.place), tt.last)), decide(t, tt.service, onDay(visitor(tt.place), tt.first))
		if before.PolicyState != "upcoming" || after.PolicyState != "in_force" {
			t.Errorf("%s: %s then %s; want upcoming then in_force at midnight (COM-28)", tt.service, before.PolicyState, after.PolicyState)
		}
		wantRules(t, before, "COM-27")
	}
}

// Prior choices that are none here.
func TestPriorThatDoesNotCount(t *testing.T) {
	yes := consent.Grants{"functional": true}
	moved := withPrior(t, "krowork", visitor("CN"), "2026-11-01T00:00:00Z", yes)
	moved.Place = consent.ParseCode("FR") // another controller
	grown := withPrior(t, "krowork", aged("BR", 18), "2026-11-01T00:00:00Z", yes)
	grown.Prior.Authority = consent.Assist // COM-42
	child := withPrior(t, "krowork", aged("BR", 17), "2026-11-01T00:00:00Z", yes)
	child.Guardian = consent.Guardian{Present: true, Verified: true, Role: consent.Assist} // COM-40: the child clicked alone
	for _, tt := range []struct {
		name string
		v    rules.Visitor
		rule string
	}{{"from another profile (KRO-UPD-06)", moved, "F-15"}, {"by a guardian, grown up since", grown, "COM-42"}, {"by the child, behind a gate", child, "COM-40"}} {
		t.Run(tt.name, func(t *testing.T) {
			p := decide(t, "krowork", tt.v)
			if p.Banner != "opt_in" || p.State("functional") != consent.Off {
				t.Errorf("banner %s, functional %s; want opt_in, off", p.Banner, p.State("functional"))
			}
			wantRules(t, p, tt.rule)
		})
	}
	if p := decide(t, "krowork", moved); !p.ValidUntil.IsZero() {
		t.Errorf("valid_until is %s for a choice under another profile", p.ValidUntil)
	}
	kept := withPrior(t, "krowork", aged("BR", 17), "2026-11-01T00:00:00Z", yes)
	kept.Guardian = consent.Guardian{Present: true, Verified: true, Role: consent.Assist}
	kept.Prior.Authority = consent.Assist
	if p := decide(t, "krowork", kept); p.State("functional") != consent.On || p.Banner != "none" {
		t.Errorf("the guardian's own choice: functional %s, banner %s", p.State("functional"), p.Banner)
	}
}

// KRO-UPD-01, KLS-UPD-01, B-39: a right that a later edition takes away stays
// with whoever chose under the earlier one.
func TestReducedRights(t *testing.T) {
	engine := mustEngine(withProfile(`
id: plain
service: plain
name: Plain
zone: UTC
territory: {in: ["*"]}
versions: [{id: "1", effective: "2026-01-01"}, {id: "2", effective: "2026-03-01", reduces: [portability]}, {id: "3", effective: "2026-04-01"}]
items: [{key: necessary}, {key: functional}]
rules: [{id: P-1, source: us, says: rights., then: {rights: [access]}}]
`))
	for under, want := range map[string]bool{"": false, "1": true, "2": false, "3": false} {
		v := visitor("FR")
		if under != "" {
			v.Prior = &consent.Prior{Profile: "plain", PolicyVersion: under, DecidedAt: now.AddDate(0, -1, 0), Choices: consent.Grants{"functional": true}}
		}
		p, err := engine.Decide("plain", &v)
		if err != nil {
			t.Fatal(err)
		}
		if has(p.Rules, "B-39") != want {
			t.Errorf("chose under %q: rules %v", under, p.Rules)
		}
		if has(p.Rights, "portability") != want || has(p.Notes, "RIGHTS_KEPT_UNTIL_CONSENT") != want {
			t.Errorf("chose under %q: rights %v, notes %v; want kept %t (KRO-UPD-01, KLS-UPD-01)", under, p.Rights, p.Notes, want)
		}
	}
}
