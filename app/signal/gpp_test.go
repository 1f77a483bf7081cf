package signal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sayso/app/signal"
)

// Strings that the reference library wrote. The names of fields that are not
// given stand at 0.
var vectors = []struct {
	name, text string
	sections   []signal.Section
}{
	{"usnat v2, all opted out, GPC", "DBABLA~CVQVAAAAAACA.YA", []signal.Section{{ID: 7, Fields: signal.Fields{
		"Version": {2}, "SharingNotice": {1}, "SaleOptOutNotice": {1}, "SharingOptOutNotice": {1}, "TargetedAdvertisingOptOutNotice": {1},
		"SaleOptOut": {1}, "SharingOptOut": {1}, "TargetedAdvertisingOptOut": {1}, "MspaCoveredTransaction": {2}, "Gpc": {1}}}}},
	// prebid/go-gpp v0.2.0 loses a bit of this one when it writes it again.
	{"usnat v2, sale only", "DBABLA~CAAQAAAAAABA.QA", []signal.Section{{ID: 7, Fields: signal.Fields{
		"Version": {2}, "SaleOptOut": {1}, "MspaCoveredTransaction": {1}, "Gpc": {0}}}}},
	{"usnat v1", "DBABLA~BVQqAAAAAgA.QA", []signal.Section{{ID: 7, Fields: signal.Fields{
		"Version": {1}, "SharingNotice": {1}, "SaleOptOutNotice": {1}, "SharingOptOutNotice": {1}, "TargetedAdvertisingOptOutNotice": {1},
		"SaleOptOut": {2}, "SharingOptOut": {2}, "TargetedAdvertisingOptOut": {2}, "MspaCoveredTransaction": {2}, "Gpc": {0}}}}},
	{"usca opted out, GPC", "DBABBg~BUUAAACA.YA", []signal.Section{{ID: 8, Fields: signal.Fields{
		"SaleOptOutNotice": {1}, "SharingOptOutNotice": {1}, "SaleOptOut": {1}, "SharingOptOut": {1}, "MspaCoveredTransaction": {2}, "Gpc": {1}}}}},
	{"usca not opted out", "DBABBg~BUoAAACA.QA", []signal.Section{{ID: 8, Fields: signal.Fields{
		"SaleOptOutNotice": {1}, "SharingOptOutNotice": {1}, "SaleOptOut": {2}, "SharingOptOut": {2}, "MspaCoveredTransaction": {2}, "Gpc": {0}}}}},
	{"usca without the GPC sub-section", "DBABBg~BAQAAABA", []signal.Section{{ID: 8, Fields: signal.Fields{
		"SaleOptOut": {1}, "MspaCoveredTransaction": {1}}}}},
	{"usca and usco", "DBACBmA~BAQAAABA.QA~BAQAAEA.QA", []signal.Section{
		{ID: 10, Fields: signal.Fields{"SaleOptOut": {1}, "MspaCoveredTransaction": {1}, "Gpc": {0}}},
		{ID: 8, Fields: signal.Fields{"SaleOptOut": {1}, "MspaCoveredTransaction": {1}, "Gpc": {0}}}}},
	{"uspv1", "DBABTA~1-Y-", []signal.Section{signal.USPrivacySection("1-Y-")}},
	{"maryland is carried through", "DBABEYA~BRRA.YA", []signal.Section{{ID: 24, Raw: "BRRA.YA"}}},
	{"empty", "DBAA", nil},
}

func TestEncodeWritesLikeTheLibrary(t *testing.T) {
	for _, tt := range vectors {
		t.Run(tt.name, func(t *testing.T) {
			got, err := signal.Encode(tt.sections)
			if err != nil || got != tt.text {
				t.Errorf("Encode = %q, %v; want %q", got, err, tt.text)
			}
		})
	}
}

func TestDecodeReadsTheLibrary(t *testing.T) {
	for _, tt := range vectors {
		t.Run(tt.name, func(t *testing.T) {
			sections, err := signal.Decode(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := signal.Encode(sections)
			if err != nil || got != tt.text {
				t.Errorf("read and written again: %q, %v; want %q", got, err, tt.text)
			}
			want := map[int]signal.Fields{}
			for _, s := range tt.sections {
				want[s.ID] = s.Fields
			}
			for _, s := range sections {
				for name, values := range s.Fields {
					if given := want[s.ID][name]; given == nil && name != "Version" && sum(values) != 0 {
						t.Errorf("section %d: %s = %d, want 0", s.ID, name, values)
					} else if given != nil && !cmp.Equal(given, values) {
						t.Errorf("section %d: %s = %d, want %d", s.ID, name, values, given)
					}
				}
			}
		})
	}
}

func sum(values []int) (n int) {
	for _, v := range values {
		n += v
	}
	return n
}

// The prose of the specification pads to 6 bits where the library pads to 8
// and then to 6. Both must be read.
func TestDecodeReadsBothPaddings(t *testing.T) {
	for _, pair := range [][2]string{
		{"DBABL~CVQVAAAAAACA.Y", "DBABLA~CVQVAAAAAACA.YA"},
		{"DBABM~COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA", "DBABMA~COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA"},
	} {
		short, err := signal.Decode(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		long, err := signal.Decode(pair[1])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(long, short); diff != "" {
			t.Errorf("%s and %s differ:\n%s", pair[1], pair[0], diff)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"nothing", "", "ends after 0 bits"},
		{"a TC string", "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA", "only type 3"},
		{"a later header", "DCAA", "version 2"},
		{"a section too few", "DBABLA", "more sections than the 0"},
		{"a section too many", "DBAA~BUUAAACA", "names 0 sections, 1 follow"},
		{"foreign characters", "DBABBg~BUU AACA", "not base64url"},
		{"cut short", "DBABBg~BUUAAA", "ends after 36 bits"},
		{"too long", "DBABBg~BUUAAACAAAAAAAA", "more than its fields"},
		{"set padding", "DBABBg~BUUAAACB", "behind its last field"},
		{"unknown version", "DBABBg~CUUAAACA", "version 2, which is not known"},
		{"version 0", "DBABBg~AUUAAACA", "version 0, which is not known"},
		{"foreign sub-section", "DBABBg~BUUAAACA.gA", "sub-section of type 2"},
		{"two sub-sections", "DBABBg~BUUAAACA.YA.YA", "2 sub-sections"},
		{"no sub-section is known", "DBABRg~BAAAABA.YA", "1 sub-sections"},
		{"no US Privacy string", "DBABTA~2YYY", "no US Privacy string"},
		{"empty section", "DBABTA~", "no section"},
		{"a range of millions", "DBAB" + strings.Repeat("A", 40), "too large"},
		{"a huge string", "DBABTA~" + strings.Repeat("A", 20000), "bytes, more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := signal.Decode(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Decode(%q) = %v, %v; want an error that says %q", tt.text, got, err, tt.says)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	covered := []int{2}
	for _, tt := range []struct {
		name     string
		sections []signal.Section
		says     string
	}{
		{"a value without a meaning", []signal.Section{{ID: 8, Fields: signal.Fields{"SaleOptOut": {3}, "MspaCoveredTransaction": covered}}}, "SaleOptOut is 3"},
		{"a negative value", []signal.Section{{ID: 8, Fields: signal.Fields{"SaleOptOut": {-1}, "MspaCoveredTransaction": covered}}}, "SaleOptOut is -1"},
		{"nothing about the MSPA", []signal.Section{{ID: 8, Fields: signal.Fields{}}}, "MspaCoveredTransaction has 0 values"},
		{"the MSPA is 0", []signal.Section{{ID: 8, Fields: signal.Fields{"MspaCoveredTransaction": {0}}}}, "MspaCoveredTransaction is 0"},
		{"a list too short", []signal.Section{{ID: 8, Fields: signal.Fields{"KnownChildSensitiveDataConsents": {1}, "MspaCoveredTransaction": covered}}}, "has 1 values; give 2"},
		{"a field of another state", []signal.Section{{ID: 8, Fields: signal.Fields{"ProcessingNotice": {1}, "MspaCoveredTransaction": covered}}}, "others were given"},
		{"GPC where there is none", []signal.Section{{ID: 9, Fields: signal.Fields{"Gpc": {1}, "MspaCoveredTransaction": covered}}}, "others were given"},
		{"GPC 2", []signal.Section{{ID: 8, Fields: signal.Fields{"Gpc": {2}, "MspaCoveredTransaction": covered}}}, "give 0 or 1"},
		{"a version to come", []signal.Section{{ID: 8, Fields: signal.Fields{"Version": {9}, "MspaCoveredTransaction": covered}}}, "no layout for version 9"},
		{"the same twice", []signal.Section{signal.USPrivacySection("1---"), signal.USPrivacySection("1---")}, "given twice"},
		{"no US Privacy string", []signal.Section{signal.USPrivacySection("1YN")}, "no US Privacy string"},
		{"an id of 0", []signal.Section{{ID: 0, Raw: "A"}}, "out of range"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := signal.Encode(tt.sections)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Encode = %q, %v; want an error that says %q", got, err, tt.says)
			}
		})
	}
}

// Whatever can be written is read back as it was.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawSections(t)
		text, err := signal.Encode(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := signal.Decode(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", text, diff)
		}
	})
}

// FuzzDecode holds that no string makes the decoder fail in another way than
// by an error, and that what it read is written and read again alike.
func FuzzDecode(f *testing.F) {
	for _, tt := range vectors {
		f.Add(tt.text)
	}
	f.Add("DBABL~CVQVAAAAAACA.Y")
	f.Fuzz(func(t *testing.T, text string) {
		sections, err := signal.Decode(text)
		if err != nil {
			return
		}
		again, err := signal.Encode(sections)
		if err != nil {
			return // it holds values that nobody should write
		}
		got, err := signal.Decode(again)
		if err != nil {
			t.Fatalf("%q was read, written as %q and not read again: %v", text, again, err)
		}
		if diff := cmp.Diff(sections, got); diff != "" {
			t.Errorf("%q and %q (-want +got):\n%s", text, again, diff)
		}
	})
}
