package consent

import "strings"

// A Place is where a service is used, or where its visitor lives, in ISO 3166
// codes. The zero Place is unknown.
type Place struct {
	// Country is an ISO 3166-1 alpha-2 code such as "BR".
	Country string `json:"country,omitempty"`
	// Subdivision is an ISO 3166-2 code such as "US-CA", or empty. It always
	// begins with Country.
	Subdivision string `json:"subdivision,omitempty"`
}

// Unknown reports whether nothing is known of p.
func (p Place) Unknown() bool { return p.Country == "" }

// Code is the most precise code of p: "US-CA", "BR", or "" when unknown.
func (p Place) Code() string {
	if p.Subdivision != "" {
		return p.Subdivision
	}
	return p.Country
}

// In reports whether p is, or lies within, the place that code names. Codes
// are compared whole: "CA" is Canada and never California (COM-07).
func (p Place) In(code string) bool {
	return code != "" && (p.Country == code || p.Subdivision == code)
}

// ParsePlace reads codes as they come from a request or a test: trimmed and
// upper-cased; what is no ISO code is unknown, and a country that is not told is
// not guessed from a subdivision (COM-01, COM-57). Hong
// Kong, Macau and Taiwan written as subdivisions of China become places of
// their own (COM-08).
func ParsePlace(country, subdivision string) Place {
	c := strings.ToUpper(strings.TrimSpace(country))
	s := strings.ToUpper(strings.TrimSpace(subdivision))
	if !knownCountry(c) {
		return Place{}
	}
	if c == "CN" {
		switch s {
		case "CN-HK", "CN-MO", "CN-TW":
			return Place{Country: s[3:]}
		}
	}
	if !isSubdivisionOf(s, c) {
		s = ""
	}
	return Place{Country: c, Subdivision: s}
}

// ParseCode reads one code, either ISO 3166-1 ("BR") or ISO 3166-2 ("US-CA").
func ParseCode(code string) Place {
	c, _, found := strings.Cut(strings.TrimSpace(code), "-")
	if !found {
		return ParsePlace(code, "")
	}
	return ParsePlace(c, code)
}

// isSubdivisionOf reports whether s has the shape of an ISO 3166-2 code of c:
// the country, a dash, and one to three letters or digits.
func isSubdivisionOf(s, c string) bool {
	rest, ok := strings.CutPrefix(s, c+"-")
	if !ok || len(rest) < 1 || len(rest) > 3 {
		return false
	}
	for i := range len(rest) {
		b := rest[i]
		if (b < 'A' || b > 'Z') && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}

func knownCountry(c string) bool {
	return len(c) == 2 && c[0] >= 'A' && c[0] <= 'Z' && c[1] >= 'A' && c[1] <= 'Z' && strings.Contains(countries, " "+c+" ")
}

// countries holds the assigned codes of ISO 3166-1 alpha-2, each between spaces.
const countries = ` AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ` +
	`CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ` +
	`GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ` +
	`KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ ` +
	`NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ ` +
	`TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW `
