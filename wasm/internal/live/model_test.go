package live

import (
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/app/ui"
	"sayso/app/wire"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// open makes a model over a small book: minors under 14 need a guardian.
func open(t *testing.T, form Form) *Model {
	t.Helper()
	book := &policy.Book{Profiles: []policy.Profile{{
		ID: "shop", Service: "shop", Name: "Shop", Zone: "UTC", Territory: policy.Territory{In: []string{"*"}},
		Versions: []policy.Version{{ID: "2026-01-01", EffectiveAt: now.AddDate(0, -10, 0)}},
		Items:    []policy.Item{{Key: consent.Necessary}, {Key: consent.Analytics}, {Key: consent.MarketingMessages}},
		Rules: []policy.Rule{
			{ID: "SHOP-01", Source: "1", Then: policy.Then{Regime: "opt_in"}},
			{ID: "SHOP-02", Source: "2", When: policy.When{Under: 14}, Then: policy.Then{Access: consent.GuardianConsent}},
			{ID: "SHOP-03", Source: "3", When: policy.When{Ward: true}, Then: policy.Then{Access: consent.GuardianConsent}},
		},
	}}}
	island := &wire.Panel{
		Site: "shop", Service: "shop", Token: "token", Book: book, Visitor: json.RawMessage(`{"now":"2026-11-23T09:00:00Z","country":"DE"}`),
	}
	keys := 0
	device := Device{Today: consent.DateOf(now), Now: now, Show: func(t time.Time) string { return t.Format(time.DateOnly) }}
	m, err := New(island, form, device, func() string { keys++; return string(rune('a' + keys)) })
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Without the band in the body the date would have to go, and with the date
// in it a promise would be broken.
func TestBirthBecomesABand(t *testing.T) {
	m := open(t, Form{})
	tests := []struct {
		name, typed string
		band        consent.Band
		bad         bool
		access      consent.Access
	}{
		{"the day before the 14th birthday", "2012-11-24", "13", false, consent.GuardianConsent},
		{"the 14th birthday", "2012-11-23", "14", false, consent.Allow},
		{"a day that is none", "2013-02-29", "", true, ""},
		{"tomorrow", "2026-11-24", "", true, ""},
		{"over 120 years", "1905-01-01", "", true, ""},
		{"taken back", "", "", false, consent.Allow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := m.Birth(tt.typed); err != nil {
				t.Fatal(err)
			}
			p := m.Panel()
			if p.Band != tt.band || p.BadBirth != tt.bad || tt.access != "" && p.Plan.Access != tt.access {
				t.Errorf("band %q, bad %v, access %q", p.Band, p.BadBirth, p.Plan.Access)
			}
		})
	}
}

func TestSendKeepsWhatWasTicked(t *testing.T) {
	m := open(t, Form{Ticks: consent.Grants{consent.Analytics: true}})
	m.Tick(ui.Tick{Key: consent.MarketingMessages, On: true})
	sub, ok := m.Send(consent.MethodSaveChoices)
	want := consent.Grants{consent.Analytics: true, consent.MarketingMessages: true}
	if diff := cmp.Diff(want, sub.Grants); !ok || diff != "" {
		t.Fatalf("sent %v (-want +got):\n%s", ok, diff)
	}
	if _, again := m.Send(consent.MethodSaveChoices); again {
		t.Error("a second choice began while the first was under way")
	}
	m.Refused(0)
	retry, _ := m.Send(consent.MethodSaveChoices)
	if diff := cmp.Diff(sub, retry); diff != "" {
		t.Errorf("the second try is another choice (-first +second):\n%s", diff)
	}
	m.Refused(409)
	if p := m.Panel(); p.Problem != "error.version" || p.Busy {
		t.Errorf("problem %q, busy %v", p.Problem, p.Busy)
	}
	m.Tick(ui.Tick{Key: consent.Analytics})
	if changed, _ := m.Send(consent.MethodSaveChoices); changed.Key == sub.Key {
		t.Error("another choice goes under the key of the one before")
	}
}

// Without the younger band of the record, a child could grow up in the panel.
func TestRecordedBandStays(t *testing.T) {
	m := open(t, Form{Previous: receipt(t, "13")})
	if p := m.Panel(); p.Decision == nil || p.Band != "13" {
		t.Fatalf("decision %v, band %q", p.Decision, p.Band)
	}
	if err := m.Birth("1990-01-01"); err != nil || m.Panel().Band != "13" {
		t.Errorf("band %q, %v; want 13", m.Panel().Band, err)
	}
}

func receipt(t *testing.T, band consent.Band) string {
	t.Helper()
	return signed(t, consent.Receipt{ID: "id", Grants: consent.Grants{consent.Analytics: true}, Band: band, BandUntil: "2027-06-01"})
}

// signed is c as a receipt of the little book's shop.
func signed(t *testing.T, c consent.Receipt) string {
	t.Helper()
	c.Site, c.IssuedAt, c.Expires, c.Profile, c.PolicyVersion = "shop", now.Unix()-60, now.Unix()+3600, "shop", "2026-01-01"
	c.Authority = consent.Self
	claims, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".c2ln"
}
