package signal_test

import (
	"maps"
	"slices"

	"pgregory.net/rapid"

	"sayso/app/signal"
)

// shape is what the tests know of a section by themselves: how many values
// each field has, as the reference library shows them, and whether a
// sub-section for GPC exists. It is a second table on purpose.
type shape struct {
	version int
	scalars []string
	lists   map[string]int
	gpc     bool
}

var (
	mspa  = []string{"MspaCoveredTransaction", "MspaOptOutOptionMode", "MspaServiceProviderMode"}
	opt   = []string{"SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", "SaleOptOut", "TargetedAdvertisingOptOut"}
	extra = []string{"AdditionalDataProcessingConsent"}
	known = "KnownChildSensitiveDataConsents"
	sens  = "SensitiveDataProcessing"
)

func names(groups ...any) (all []string) {
	for _, g := range groups {
		switch g := g.(type) {
		case string:
			all = append(all, g)
		case []string:
			all = append(all, g...)
		}
	}
	return append(all, mspa...)
}

func state(notice string, more []string, sensitive, children int, gpc bool) shape {
	s := shape{1, names(notice, opt, more), map[string]int{sens: sensitive}, gpc}
	if children == 0 {
		s.scalars = append(s.scalars, known)
	} else {
		s.lists[known] = children
	}
	return s
}

var shapes = map[int]shape{
	7: {2, names("SharingNotice", opt, "SharingOptOutNotice", "SensitiveDataProcessingOptOutNotice", "SensitiveDataLimitUseNotice",
		"SharingOptOut", "PersonalDataConsents"), map[string]int{sens: 16, known: 3}, true},
	8: {1, names("SaleOptOutNotice", "SharingOptOutNotice", "SensitiveDataLimitUseNotice", "SaleOptOut", "SharingOptOut",
		"PersonalDataConsents"), map[string]int{sens: 9, known: 2}, true},
	9:  state("SharingNotice", nil, 8, 0, false),
	10: state("SharingNotice", nil, 7, 0, true),
	11: state("SharingNotice", []string{"SensitiveDataProcessingOptOutNotice"}, 8, 0, false),
	12: state("SharingNotice", nil, 8, 3, true),
	13: state("ProcessingNotice", extra, 8, 3, false),
	14: state("SharingNotice", extra, 8, 3, true),
	15: state("ProcessingNotice", extra, 11, 3, true),
	16: state("ProcessingNotice", extra, 8, 0, true),
	17: state("ProcessingNotice", extra, 9, 5, true),
	18: state("ProcessingNotice", []string{"SensitiveDataOptOutNotice"}, 8, 0, true),
	19: state("ProcessingNotice", extra, 8, 0, true),
	20: state("ProcessingNotice", extra, 8, 3, true),
	21: state("ProcessingNotice", extra, 10, 5, true),
	22: state("ProcessingNotice", extra, 8, 0, true),
	23: state("ProcessingNotice", extra, 8, 0, true),
}

// nationalV1 is the first version of section 7.
var nationalV1 = shape{1, shapes[7].scalars, map[string]int{sens: 12, known: 2}, true}

// drawSections draws sections with every field given, in the order of their
// ids; a US Privacy string now and then.
func drawSections(t *rapid.T) []signal.Section {
	ids := append([]int{6}, slices.Sorted(maps.Keys(shapes))...)
	chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids), rapid.ID).Draw(t, "ids")
	slices.Sort(chosen)
	sections := make([]signal.Section, len(chosen))
	for i, id := range chosen {
		if id == 6 {
			sections[i] = signal.USPrivacySection(rapid.StringMatching(`1[YN-]{3}`).Draw(t, "usp"))
			continue
		}
		s := shapes[id]
		if id == 7 && rapid.Bool().Draw(t, "version 1") {
			s = nationalV1
		}
		sections[i] = signal.Section{ID: id, Fields: drawFields(t, s)}
	}
	return sections
}

func drawFields(t *rapid.T, s shape) signal.Fields {
	f := signal.Fields{"Version": {s.version}}
	for _, name := range s.scalars {
		f[name] = []int{rapid.IntRange(0, 2).Draw(t, name)}
	}
	f["MspaCoveredTransaction"] = []int{rapid.IntRange(1, 2).Draw(t, "covered")}
	for _, name := range slices.Sorted(maps.Keys(s.lists)) {
		f[name] = rapid.SliceOfN(rapid.IntRange(0, 2), s.lists[name], s.lists[name]).Draw(t, name)
	}
	if s.gpc && rapid.Bool().Draw(t, "with GPC") {
		f["Gpc"] = []int{rapid.IntRange(0, 1).Draw(t, "gpc")}
	}
	return f
}
