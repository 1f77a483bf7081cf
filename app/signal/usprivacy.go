package signal

import (
	"fmt"
	"strings"
)

// NoUSPrivacy is the US Privacy string of somebody to whom it does not apply.
const NoUSPrivacy = "1---"

// USPrivacy is the US Privacy string, version 1, of four characters: the
// version; whether notice and the opportunity to opt out of the sale were
// given; whether the visitor opted out; whether the Limited Service Provider
// Agreement covers the transaction. It is "1---" outside the United States and
// where the service says nothing about selling.
//
// The string is no longer maintained (IAB Tech Lab ended support on
// 2024-01-31, unchecked); some readers still ask for it.
func USPrivacy(v Visitor) string {
	switch {
	case v.Place.Country != "US":
		return NoUSPrivacy
	case v.sale() == optedOut:
		return "1YYN"
	case v.sale() == didNotOptOut:
		return "1YNN"
	}
	return NoUSPrivacy
}

// USPrivacySection wraps a US Privacy string as GPP section 6.
func USPrivacySection(usp string) Section { return Section{ID: uspV1, Raw: usp} }

func checkUSPrivacy(s string) error {
	if len(s) != 4 || s[0] != '1' || strings.Trim(s[1:], "YN-") != "" {
		return fmt.Errorf("%q is no US Privacy string; write 1 and three of Y, N and -", s)
	}
	return nil
}
