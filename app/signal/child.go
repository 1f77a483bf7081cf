package signal

import "sayso/app/consent"

// An activity is one place of a KnownChildSensitiveDataConsents list: for
// whom, and consent to what.
type activity struct {
	from, to int // completed years of age, to exclusive
	// keys are what must all be granted for a "yes". None means that Sayso
	// asks no such consent, so that a known child has given none.
	keys []consent.Key
}

var (
	sale     = []consent.Key{consent.SaleOrShare}
	targeted = []consent.Key{consent.Advertising}
	both     = []consent.Key{consent.SaleOrShare, consent.Advertising}
)

// activities lists, per section, what each place of the list is about. Source:
// the field's row in each section's specification. Sections that are missing
// have a single place: sensitive data of a known child, that is, under 13.
//
// The national section says "from age 13 to 16" and "from age 16 to 17". We
// read 16 into both, since New Jersey, which it cites for both, guards 13 to 16.
var activities = map[int][]activity{
	usNat: {{13, 17, both}, {0, 13, both}, {16, 18, both}},
	8:     {{0, 16, sale}, {0, 16, sale}}, // California: to sell, to share, under 16
	12:    {{0, 13, nil}, {13, 16, sale}, {13, 16, targeted}},
	13:    {{0, 13, nil}, {13, 16, nil}, {16, 18, nil}}, // Florida: sensitive data only
	14:    {{0, 13, nil}, {13, 16, sale}, {13, 16, targeted}},
	15:    {{0, 13, nil}, {13, 16, sale}, {13, 16, targeted}},
	17:    {{0, 13, nil}, {13, 16, sale}, {13, 16, targeted}, {16, 18, sale}, {16, 18, targeted}},
	20:    {{0, 13, nil}, {13, 16, sale}, {13, 16, targeted}},
	21:    {{0, 13, nil}, {13, 16, sale}, {13, 16, targeted}, {16, 17, sale}, {16, 17, targeted}},
}

var childAlone = []activity{{0, 13, nil}}

// knownChild fills the list of n places for the visitor's age band: 0 where
// the visitor is not known to be of that age, 1 no consent, 2 consent. A band
// lies wholly inside or outside of each span, since every bound above is the
// floor of a band.
func knownChild(section, n int, v Visitor) []int {
	values := make([]int, n)
	age := v.Band.Floor()
	about, ok := activities[section]
	if !ok {
		about = childAlone
	}
	for i, a := range about {
		if age < a.from || age >= a.to {
			continue
		}
		values[i] = 1
		if v.agrees(a.keys) {
			values[i] = 2
		}
	}
	return values
}

// agrees reports whether all of keys, of which there must be one, are granted
// and the signal does not stand against them.
func (v Visitor) agrees(keys []consent.Key) bool {
	for _, k := range keys {
		if v.forced() || !v.Grants[k] {
			return false
		}
	}
	return len(keys) > 0
}
