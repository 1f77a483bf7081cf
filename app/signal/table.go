package signal

import (
	"strconv"

	"sayso/app/consent"
)

// A Table holds a string for every outcome that a visitor can bring about, so
// that a browser picks one and computes none.
type Table struct {
	// Keys are what the string depends on.
	Keys []consent.Key `json:"keys"`
	// Texts are the strings: bit n of the index says that Keys[n] is granted.
	// For those who told an age band they stand under it; those of no band,
	// and of bands that are missing, stand under "".
	Texts map[consent.Band][]string `json:"texts"`
}

// spoken are the keys that any string speaks of.
var spoken = []consent.Key{consent.SaleOrShare, consent.Advertising, consent.ThirdPartyShare, consent.SecondaryPurposes}

// minors are the bands below 18, which have fields of their own.
var minors = []consent.Band{consent.BandOf(0), consent.BandOf(13), consent.BandOf(14), consent.BandOf(15), consent.BandOf(16), consent.BandOf(17)}

// TableOf tries text on every outcome of a plan for v that asks for the keys of
// asked, of which Global Privacy Control governs governed.
//
// Under the signal, an outcome in which a governed key is granted can only have
// been chosen while the signal was on (COM-22).
func TableOf(v Visitor, asked, governed []consent.Key, text func(Visitor) (string, error)) (Table, error) {
	t := Table{Keys: []consent.Key{}, Texts: map[consent.Band][]string{}}
	for _, k := range spoken {
		if holds(asked, k) {
			t.Keys = append(t.Keys, k)
		}
	}
	bands := map[consent.Band]consent.Band{"": v.Band}
	for _, b := range minors {
		bands[b] = b
	}
	for name, band := range bands {
		v.Band = band
		for i := range 1 << len(t.Keys) {
			v.Grants, v.ChosenUnderGPC = consent.Grants{}, false
			for n, k := range t.Keys {
				v.Grants[k] = i>>n&1 == 1
				v.ChosenUnderGPC = v.ChosenUnderGPC || v.Grants[k] && holds(governed, k)
			}
			s, err := text(v)
			if err != nil {
				return Table{}, err
			}
			t.Texts[name] = append(t.Texts[name], s)
		}
	}
	for _, b := range minors {
		if same(t.Texts[b], t.Texts[""]) {
			delete(t.Texts, b)
		}
	}
	return t, nil
}

func holds(keys []consent.Key, k consent.Key) bool {
	for _, one := range keys {
		if one == k {
			return true
		}
	}
	return false
}

func same(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// A Field is one field of the core of a section: Count values of two bits, or
// a single one where Count is 0.
type Field struct {
	Name  string
	Count int
}

// Layout lists the fields of the section with the given id in wire order,
// behind Version, which has six bits; nil where there is no table for it.
func Layout(id int) (fields []Field) {
	l := layoutOf(id, 0)
	if l == nil {
		return nil
	}
	for name, count := range l.fields() {
		fields = append(fields, Field{name, count})
	}
	return fields
}

// APIs lists the sections that are written, as __gpp's ping names them:
// "8:usca".
func APIs() (all []string) {
	for i := range layouts {
		if one := strconv.Itoa(layouts[i].id) + ":" + layouts[i].name; len(all) == 0 || all[len(all)-1] != one {
			all = append(all, one)
		}
	}
	return all
}
