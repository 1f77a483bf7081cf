package profile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/rules/matrix"

	"pgregory.net/rapid"
)

// anyone draws a visitor of any service: place, residence, age, guardian,
// signals, account and history.
func anyone(t *rapid.T) (string, rules.Visitor) {
	service := rapid.SampledFrom([]string{"krowork", "kaadas", "kalodata", "kalos", "egretsoft"}).Draw(t, "service")
	v := rules.Visitor{Now: now, Today: consent.DateOf(now)}
	v.Place = rapid.SampledFrom(matrix.Spots).Draw(t, "place").Place()
	v.Residence = rapid.SampledFrom(append([]matrix.Spot{{}}, matrix.Spots...)).Draw(t, "residence").Place()
	if age := rapid.IntRange(-1, 30).Draw(t, "age"); age >= 0 {
		v.Birth = consent.Date{Year: now.Year() - age, Month: now.Month(), Day: now.Day()}
	}
	v.UnderGuardianship = rapid.IntRange(0, 9).Draw(t, "ward") == 0
	v.Guardian = guardian(t)
	v.GPC, v.DNT = rapid.Bool().Draw(t, "gpc"), rapid.Bool().Draw(t, "dnt")
	v.Lang = rapid.SampledFrom([]string{"", "en", "zh", "zh-Hant", "pt-BR"}).Draw(t, "lang")
	v.Account = rapid.SampledFrom([]consent.AccountMode{"", "anonymous", "personal", "corporate", "enterprise"}).Draw(t, "account")
	if rapid.Bool().Draw(t, "chose before") {
		v.Prior = prior(t, service, v)
	}
	return service, v
}

func guardian(t *rapid.T) consent.Guardian {
	g := consent.Guardian{Present: rapid.Bool().Draw(t, "present"), Verified: rapid.Bool().Draw(t, "verified")}
	g.Role = rapid.SampledFrom([]consent.Authority{"", "consent", "supervise", "assist", "represent", "account_owner"}).Draw(t, "role")
	if rapid.Bool().Draw(t, "acknowledged") {
		g.Acknowledged = []string{"activity", "policy", "child_protection"}
	}
	if rapid.IntRange(0, 5).Draw(t, "asked") == 0 {
		willing := rapid.Bool().Draw(t, "willing")
		g.Willing = &willing
	}
	return g
}

func prior(t *rapid.T, service string, v rules.Visitor) *consent.Prior {
	p, err := engine.Decide(service, &v)
	if err != nil {
		t.Fatal(err)
	}
	pr := &consent.Prior{Profile: p.Profile, PolicyVersion: p.PolicyVersion, Choices: consent.Grants{}}
	if rapid.IntRange(0, 4).Draw(t, "other version") == 0 {
		pr.PolicyVersion = "1999-01-01"
	}
	pr.DecidedAt = now.AddDate(0, 0, -rapid.IntRange(0, 400).Draw(t, "days ago"))
	pr.Authority = rapid.SampledFrom([]consent.Authority{"", "self", "consent", "assist"}).Draw(t, "authority")
	pr.GPC = rapid.Bool().Draw(t, "under the signal")
	if rapid.IntRange(0, 3).Draw(t, "by signal") == 0 {
		pr.Signal = "gpc"
	}
	for _, d := range p.Defaults {
		if rapid.Bool().Draw(t, "said") {
			pr.Choices[d.Key] = rapid.Bool().Draw(t, string(d.Key))
		}
	}
	return pr
}

func plan(t *rapid.T, service string, v rules.Visitor) rules.Plan {
	p, err := engine.Decide(service, &v)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// noWider fails when narrow grants what wide does not and allowed does not
// either.
func noWider(t *rapid.T, narrow, wide rules.Plan, allowed consent.Grants) {
	for _, d := range narrow.Defaults {
		if d.State.Granted() && !wide.State(d.Key).Granted() && !allowed[d.Key] {
			t.Fatalf("%s is %s, but %s on the other side\n%+v\n%+v", d.Key, d.State, wide.State(d.Key), narrow, wide)
		}
	}
}

func TestSignalNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		with, without := v, v
		with.GPC, without.GPC = true, false
		noWider(t, plan(t, service, with), plan(t, service, without), nil)
	})
}

func TestDoNotTrackChangesNoState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		with, without := v, v
		with.DNT, without.DNT = true, false
		a, b := plan(t, service, with), plan(t, service, without)
		noWider(t, a, b, nil)
		noWider(t, b, a, nil)
	})
}

// A guardian's earlier choice is no grown-up's, so it is left out here.
func TestMinorNeverGetsMoreThanAdult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		if v.Prior != nil {
			v.Prior.Authority = consent.Self
		}
		minor, adult := v, v
		minor.Birth = consent.Date{Year: now.Year() - rapid.IntRange(0, 17).Draw(t, "minor"), Month: now.Month(), Day: now.Day()}
		adult.Birth = consent.Date{Year: now.Year() - 30, Month: now.Month(), Day: now.Day()}
		m, a := plan(t, service, minor), plan(t, service, adult)
		noWider(t, m, a, nil)
		for _, d := range m.Defaults {
			if !d.State.Locked() && a.State(d.Key).Locked() {
				t.Fatalf("a minor could move %s, an adult could not", d.Key)
			}
		}
	})
}

// Nothing is granted by default in an unknown place that is not in any other.
func TestUnknownPlaceIsNeverLaxer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		v.Prior, v.Residence = nil, consent.Place{}
		known, unknown := v, v
		unknown.Place = consent.Place{}
		noWider(t, plan(t, service, unknown), plan(t, service, known), nil)
	})
}

func TestPriorNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		if v.Prior == nil {
			return
		}
		without := v
		without.Prior = nil
		noWider(t, plan(t, service, v), plan(t, service, without), v.Prior.Choices)
		for key, granted := range v.Prior.Choices {
			p := plan(t, service, v)
			lapsed := !p.ValidUntil.IsZero() && !now.Before(p.ValidUntil)
			if state := p.State(key); !granted && state == consent.On && !lapsed && v.Prior.Profile == p.Profile {
				t.Fatalf("%s was refused and is %s", key, state)
			}
		}
	})
}

// What is admitted holds nothing that was locked off, and a refusal holds
// nothing at all.
func TestAdmitGrantsNothingLocked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		p := plan(t, service, v)
		c := consent.Choice{PolicyVersion: p.PolicyVersion, Grants: consent.Grants{}}
		c.Authority = rapid.SampledFrom([]consent.Authority{"self", "consent", "supervise", "assist", "represent", "account_owner"}).Draw(t, "by")
		for _, d := range p.Defaults {
			if rapid.Bool().Draw(t, "name "+string(d.Key)) {
				c.Grants[d.Key] = rapid.Bool().Draw(t, "grant "+string(d.Key))
			}
		}
		got, err := engine.Admit(service, &v, &c)
		if err != nil {
			t.Fatal(err)
		}
		if got.Admitted == (got.Reason != "") || !got.Admitted && got.Grants != nil {
			t.Fatalf("%+v", got)
		}
		for _, d := range p.Defaults {
			if got.Admitted && got.Grants[d.Key] && (d.State == consent.LockedOff || d.State == consent.NotApplicable) {
				t.Fatalf("%s is %s and was granted", d.Key, d.State)
			}
		}
	})
}

// The same question has the same answer, in whatever order the rules stand.
func TestOrderOfRulesDecidesNothing(t *testing.T) {
	shuffled := mustEngine(shuffle(book))
	rapid.Check(t, func(t *rapid.T) {
		service, v := anyone(t)
		a, b := plan(t, service, v), plan(t, service, v)
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("two answers:\n%+v\n%+v", a, b)
		}
		other, err := shuffled.Decide(service, &v)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []*rules.Plan{&a, &other} {
			slices.Sort(p.Actions)
			slices.Sort(p.Notes)
			slices.Sort(p.Rights)
			slices.Sort(p.Rules)
			slices.Sort(p.Signal)
		}
		if fmt.Sprint(a) != fmt.Sprint(other) {
			t.Fatalf("order matters:\n%+v\n%+v", a, other)
		}
	})
}

// shuffle is b with all rules in another order.
func shuffle(b *policy.Book) *policy.Book {
	out := *b
	r := rand.New(rand.NewPCG(1, 2))
	mix := func(in []policy.Rule) []policy.Rule {
		all := slices.Clone(in)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all
	}
	out.Law.Rules = mix(b.Law.Rules)
	out.Profiles = slices.Clone(b.Profiles)
	for i := range out.Profiles {
		out.Profiles[i].Rules = mix(out.Profiles[i].Rules)
	}
	return &out
}
