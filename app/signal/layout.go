package signal

import (
	"iter"
	"strconv"
	"strings"
)

// A layout is the core of one version of one section: its fields in wire order
// behind Version, which is Int(6). A plain name is Int(2); name*n is n values
// of two bits each, N-Bitfield(2,n).
type layout struct {
	id      int
	name    string // the prefix of the client-side API, lower case
	version int
	// gpc says whether a sub-section for Global Privacy Control can follow.
	gpc  bool
	core string
}

// The ids of sections that this package speaks of by name.
const (
	tcfEUv2 = 2
	tcfCAv1 = 5
	uspV1   = 6
	usNat   = 7
)

// Fields that several places name.
const (
	fieldVersion    = "Version"
	fieldKnownChild = "KnownChildSensitiveDataConsents"
	fieldCovered    = "MspaCoveredTransaction"
	fieldGPC        = "Gpc"
)

// Runs of fields that many sections share.
const (
	mspa   = " MspaCoveredTransaction MspaOptOutOptionMode MspaServiceProviderMode"
	child  = " KnownChildSensitiveDataConsents"
	optOut = " SaleOptOutNotice TargetedAdvertisingOptOutNotice SaleOptOut TargetedAdvertisingOptOut SensitiveDataProcessing"
	more   = " AdditionalDataProcessingConsent" + mspa
)

// layouts holds every section that is written and read, the current version of
// each first. Source: the technical specification of each section, folder
// Sections of the repository named in the package comment. Tennessee's text
// spells the child field without its final s; the library does not.
var layouts = []layout{
	{7, "usnat", 2, true, "SharingNotice SaleOptOutNotice SharingOptOutNotice TargetedAdvertisingOptOutNotice" +
		" SensitiveDataProcessingOptOutNotice SensitiveDataLimitUseNotice SaleOptOut SharingOptOut TargetedAdvertisingOptOut" +
		" SensitiveDataProcessing*16" + child + "*3 PersonalDataConsents" + mspa},
	// Version 1 is written only when Fields ask for it; old strings are about.
	{7, "usnat", 1, true, "SharingNotice SaleOptOutNotice SharingOptOutNotice TargetedAdvertisingOptOutNotice" +
		" SensitiveDataProcessingOptOutNotice SensitiveDataLimitUseNotice SaleOptOut SharingOptOut TargetedAdvertisingOptOut" +
		" SensitiveDataProcessing*12" + child + "*2 PersonalDataConsents" + mspa},
	{8, "usca", 1, true, "SaleOptOutNotice SharingOptOutNotice SensitiveDataLimitUseNotice SaleOptOut SharingOptOut" +
		" SensitiveDataProcessing*9" + child + "*2 PersonalDataConsents" + mspa},
	{9, "usva", 1, false, "SharingNotice" + optOut + "*8" + child + mspa},
	{10, "usco", 1, true, "SharingNotice" + optOut + "*7" + child + mspa},
	{11, "usut", 1, false, "SharingNotice SaleOptOutNotice TargetedAdvertisingOptOutNotice SensitiveDataProcessingOptOutNotice" +
		" SaleOptOut TargetedAdvertisingOptOut SensitiveDataProcessing*8" + child + mspa},
	{12, "usct", 1, true, "SharingNotice" + optOut + "*8" + child + "*3" + mspa},
	{13, "usfl", 1, false, "ProcessingNotice" + optOut + "*8" + child + "*3" + more},
	{14, "usmt", 1, true, "SharingNotice" + optOut + "*8" + child + "*3" + more},
	{15, "usor", 1, true, "ProcessingNotice" + optOut + "*11" + child + "*3" + more},
	{16, "ustx", 1, true, "ProcessingNotice" + optOut + "*8" + child + more},
	{17, "usde", 1, true, "ProcessingNotice" + optOut + "*9" + child + "*5" + more},
	{18, "usia", 1, true, "ProcessingNotice SaleOptOutNotice TargetedAdvertisingOptOutNotice SensitiveDataOptOutNotice" +
		" SaleOptOut TargetedAdvertisingOptOut SensitiveDataProcessing*8" + child + mspa},
	{19, "usne", 1, true, "ProcessingNotice" + optOut + "*8" + child + more},
	{20, "usnh", 1, true, "ProcessingNotice" + optOut + "*8" + child + "*3" + more},
	{21, "usnj", 1, true, "ProcessingNotice" + optOut + "*10" + child + "*5" + more},
	{22, "ustn", 1, true, "ProcessingNotice" + optOut + "*8" + child + more},
	{23, "usmn", 1, true, "ProcessingNotice" + optOut + "*8" + child + more},
}

// fields walks through the core in wire order. count is 0 for a single Int(2).
func (l *layout) fields() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for item := range strings.FieldsSeq(l.core) {
			name, times, _ := strings.Cut(item, "*")
			count, _ := strconv.Atoi(times)
			if !yield(name, count) {
				return
			}
		}
	}
}

// layoutOf finds a section's layout; version 0 is the current one. Nil means
// that there is no table for it.
func layoutOf(id, version int) *layout {
	for i := range layouts {
		if layouts[i].id == id && (version == 0 || layouts[i].version == version) {
			return &layouts[i]
		}
	}
	return nil
}

// SectionName is the client-side API prefix of a GPP section, such as "usca"
// for 8, or "" for an id that this package does not know.
func SectionName(id int) string {
	switch id {
	case tcfEUv2:
		return "tcfeuv2"
	case tcfCAv1:
		return "tcfcav1"
	case uspV1:
		return "uspv1"
	}
	if l := layoutOf(id, 0); l != nil {
		return l.name
	}
	return ""
}
