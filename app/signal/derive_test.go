package signal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/app/signal"
)

var (
	in  = consent.Grants{consent.SaleOrShare: true, consent.Advertising: true}
	out = consent.Grants{consent.SaleOrShare: false, consent.Advertising: false}
)

func place(code string) consent.Place { return consent.ParseCode(code) }

func TestGPP(t *testing.T) {
	for _, tt := range []struct {
		name    string
		visitor signal.Visitor
		want    string
	}{
		{"California, nothing refused", signal.Visitor{Place: place("US-CA"), Grants: in}, "DBABBg~BUoAAACA.QA"},
		{"California, refused", signal.Visitor{Place: place("US-CA"), Grants: out}, "DBABBg~BUUAAACA.QA"},
		{"California, the signal", signal.Visitor{Place: place("US-CA"), Grants: out, GPC: true}, "DBABBg~BUUAAACA.YA"},
		{"California, the signal against older grants", signal.Visitor{Place: place("US-CA"), Grants: in, GPC: true}, "DBABBg~BUUAAACA.YA"},
		{"California, granted while the signal was on", signal.Visitor{Place: place("US-CA"), Grants: in, GPC: true, ChosenUnderGPC: true}, "DBABBg~BUoAAACA.YA"},
		{"state unknown, the signal", signal.Visitor{Place: place("US"), GPC: true}, "DBABLA~CVQVAAAAAACA.YA"},
		{"a state without a section", signal.Visitor{Place: place("US-NY"), GPC: true}, "DBABLA~CVQVAAAAAACA.YA"},
		{"Maryland's section is not settled", signal.Visitor{Place: place("US-MD"), GPC: true}, "DBABLA~CVQVAAAAAACA.YA"},
		{"Virginia has no place for the signal", signal.Visitor{Place: place("US-VA"), GPC: true}, "DBABRg~BVUAACA"},
		{"a service that sells nothing", signal.Visitor{Place: place("US-CA"), Grants: consent.Grants{consent.Analytics: true}}, "DBABBg~BAAAAACA.QA"},
		{"Canada is not California", signal.Visitor{Place: place("CA"), Grants: in, GPC: true}, "DBAA"},
		{"Germany", signal.Visitor{Place: place("DE"), Grants: in}, "DBAA"},
		{"place unknown", signal.Visitor{Grants: in}, "DBAA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := signal.GPP(tt.visitor)
			if err != nil || got != tt.want {
				t.Errorf("GPP(%+v) = %q, %v; want %q", tt.visitor, got, err, tt.want)
			}
		})
	}
}

// Each row gives the whole field, for a visitor whose grants are all off.
func TestKnownChild(t *testing.T) {
	for _, tt := range []struct {
		place string
		years int
		want  []int
	}{
		{"US", -1, []int{0, 0, 0}},
		{"US", 12, []int{0, 1, 0}},
		{"US", 13, []int{1, 0, 0}},
		{"US", 15, []int{1, 0, 0}},
		{"US", 16, []int{1, 0, 1}},
		{"US", 17, []int{0, 0, 1}},
		{"US", 18, []int{0, 0, 0}},
		{"US-CA", 12, []int{1, 1}},
		{"US-CA", 15, []int{1, 1}},
		{"US-CA", 16, []int{0, 0}},
		{"US-CT", 12, []int{1, 0, 0}},
		{"US-CT", 13, []int{0, 1, 1}},
		{"US-CT", 16, []int{0, 0, 0}},
		{"US-FL", 12, []int{1, 0, 0}},
		{"US-FL", 14, []int{0, 1, 0}},
		{"US-FL", 17, []int{0, 0, 1}},
		{"US-DE", 17, []int{0, 0, 0, 1, 1}},
		{"US-DE", 18, []int{0, 0, 0, 0, 0}},
		{"US-NJ", 16, []int{0, 0, 0, 1, 1}},
		{"US-NJ", 17, []int{0, 0, 0, 0, 0}},
		{"US-VA", 12, []int{1}},
		{"US-VA", 13, []int{0}},
		{"US-TX", 12, []int{1}},
	} {
		v := signal.Visitor{Place: place(tt.place), Grants: out, Band: consent.BandOf(tt.years)}
		got := signal.Sections(v)[0].Fields["KnownChildSensitiveDataConsents"]
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s at %d (-want +got):\n%s", tt.place, tt.years, diff)
		}
	}
}

// A consent that a guardian's step made possible is told as such; sensitive
// data of a child, about which nobody is asked, never.
func TestKnownChildWithConsent(t *testing.T) {
	for _, tt := range []struct {
		place   string
		years   int
		visitor signal.Visitor
		want    []int
	}{
		{"US-CT", 14, signal.Visitor{Grants: in}, []int{0, 2, 2}},
		{"US-CT", 14, signal.Visitor{Grants: consent.Grants{consent.SaleOrShare: true}}, []int{0, 2, 1}},
		{"US-CT", 14, signal.Visitor{Grants: in, GPC: true}, []int{0, 1, 1}},
		{"US-CT", 12, signal.Visitor{Grants: in}, []int{1, 0, 0}},
		{"US", 14, signal.Visitor{Grants: in}, []int{2, 0, 0}},
		{"US", 14, signal.Visitor{Grants: consent.Grants{consent.SaleOrShare: true}}, []int{1, 0, 0}},
	} {
		tt.visitor.Place, tt.visitor.Band = place(tt.place), consent.BandOf(tt.years)
		got := signal.Sections(tt.visitor)[0].Fields["KnownChildSensitiveDataConsents"]
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.visitor, diff)
		}
	}
}

func TestUSPrivacy(t *testing.T) {
	for _, tt := range []struct {
		name    string
		visitor signal.Visitor
		want    string
	}{
		{"not refused", signal.Visitor{Place: place("US-CA"), Grants: in}, "1YNN"},
		{"refused", signal.Visitor{Place: place("US-CA"), Grants: out}, "1YYN"},
		{"the signal", signal.Visitor{Place: place("US"), Grants: in, GPC: true}, "1YYN"},
		{"nothing is sold", signal.Visitor{Place: place("US-CA")}, "1---"},
		{"elsewhere", signal.Visitor{Place: place("BR"), Grants: in, GPC: true}, "1---"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := signal.USPrivacy(tt.visitor); got != tt.want {
				t.Errorf("USPrivacy(%+v) = %q, want %q", tt.visitor, got, tt.want)
			}
		})
	}
}

func TestParsed(t *testing.T) {
	s := signal.Sections(signal.Visitor{Place: place("US-CA"), Grants: out, GPC: true})[0]
	want := []map[string]any{
		{"Version": 1, "SaleOptOutNotice": 1, "SharingOptOutNotice": 1, "SensitiveDataLimitUseNotice": 0, "SaleOptOut": 1, "SharingOptOut": 1,
			"SensitiveDataProcessing": []int{0, 0, 0, 0, 0, 0, 0, 0, 0}, "KnownChildSensitiveDataConsents": []int{0, 0},
			"PersonalDataConsents": 0, "MspaCoveredTransaction": 2, "MspaOptOutOptionMode": 0, "MspaServiceProviderMode": 0},
		{"SubsectionType": 1, "Gpc": true},
	}
	if diff := cmp.Diff(want, s.Parsed()); diff != "" {
		t.Errorf("Parsed (-want +got):\n%s", diff)
	}
}
