package signal

import (
	"strings"

	"sayso/app/consent"
)

// Applicable is the id of the section that applies at p: the state's own where
// there is one, the national section in the rest of the United States and
// where the state is unknown, and 0 outside, where GPP says nothing of ours.
//
// The national section is meant for signatories of the IAB's Multi-State
// Privacy Agreement; for others its text makes the sender answer for each
// state's law. Sayso signs nothing on a site's behalf, so every section says
// MspaCoveredTransaction 2 (no).
func Applicable(p consent.Place) int {
	if p.Country != "US" {
		return 0
	}
	if _, state, ok := strings.Cut(p.Subdivision, "-"); ok {
		prefix := "us" + strings.ToLower(state)
		for i := range layouts {
			if layouts[i].name == prefix {
				return layouts[i].id
			}
		}
	}
	return usNat
}

// Sections are the sections that apply to v with their fields filled in: one
// in the United States, none elsewhere.
func Sections(v Visitor) []Section {
	l := layoutOf(Applicable(v.Place), 0)
	if l == nil {
		return nil
	}
	f := Fields{fieldVersion: {l.version}}
	for name, count := range l.fields() {
		if name == fieldKnownChild {
			f[name] = knownChild(l.id, max(count, 1), v)
			continue
		}
		f[name] = make([]int, max(count, 1))
		f[name][0] = v.field(name)
	}
	if l.gpc {
		f[fieldGPC] = []int{0}
		if v.GPC {
			f[fieldGPC][0] = 1
		}
	}
	return []Section{{ID: l.id, Fields: f}}
}

// GPP is the GPP string of v. Where no section applies it is "DBAA", a
// header alone, and the CMP API's applicableSections is [-1].
func GPP(v Visitor) (string, error) { return Encode(Sections(v)) }

// field is the value of one field. Those that are not named are 0: Sayso
// offers no choice about sensitive data of the kinds that the sections list,
// and sites that process such data must not rely on this string for it.
func (v Visitor) field(name string) int {
	switch name {
	case "ProcessingNotice":
		return 1 // the banner or the panel is such a notice
	case "SharingNotice":
		return noticeOf(v.optOut(consent.SaleOrShare, consent.Advertising, consent.ThirdPartyShare))
	case "SaleOptOutNotice":
		return noticeOf(v.sale())
	case "SharingOptOutNotice":
		return noticeOf(v.sharing())
	case "TargetedAdvertisingOptOutNotice":
		return noticeOf(v.targeted())
	case "SaleOptOut":
		return v.sale()
	case "SharingOptOut":
		return v.sharing()
	case "TargetedAdvertisingOptOut":
		return v.targeted()
	case "PersonalDataConsents", "AdditionalDataProcessingConsent":
		// Uses beyond the purposes that the data was collected for.
		return v.consented(consent.SecondaryPurposes)
	case fieldCovered:
		return 2
	}
	return 0
}
