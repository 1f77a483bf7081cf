package signal

import "sayso/app/consent"

// A Value is one named value of a consent mode.
type Value struct {
	Name  string
	Value string
}

// The two words of Google's and Microsoft's consent modes.
const (
	Granted = "granted"
	Denied  = "denied"
)

// ConsentMode holds the seven values of Google Consent Mode v2, for
// gtag('consent', 'default' or 'update', {…}), in the order of Google's
// reference. A key that grants do not mention is denied.
//
//   - ad_storage: the category advertising.
//   - ad_user_data, ad_personalization: advertising, unless sale_or_share is
//     refused. To send Google a visitor's data for advertising is what that
//     refusal is about.
//   - analytics_storage: analytics. functionality_storage: functional.
//     personalization_storage: personalisation.
//   - security_storage: granted always; it is the category necessary.
//
// Source: Google, "Consent mode reference" (support.google.com/analytics/answer/13802165).
func ConsentMode(grants consent.Grants) []Value {
	advertising := word(grants[consent.Advertising])
	handedOn := word(grants[consent.Advertising] && !refused(grants, consent.SaleOrShare))
	return []Value{
		{"ad_storage", advertising},
		{"ad_user_data", handedOn},
		{"ad_personalization", handedOn},
		{"analytics_storage", word(grants[consent.Analytics])},
		{"functionality_storage", word(grants[consent.Functional])},
		{"personalization_storage", word(grants[consent.Personalisation])},
		{"security_storage", Granted},
	}
}

// UET is the one value of Microsoft's UET consent mode, for
// uetq.push('consent', 'default' or 'update', {…}).
func UET(grants consent.Grants) []Value {
	return []Value{{"ad_storage", word(grants[consent.Advertising])}}
}

// Clarity holds the values of Microsoft Clarity's consent, for
// clarity('consentv2', {…}). The capital S is Clarity's own.
//
// Source: Microsoft, "Consent API v2" (learn.microsoft.com/clarity/clarity-consent-api-v2).
func Clarity(grants consent.Grants) []Value {
	return []Value{
		{"ad_Storage", word(grants[consent.Advertising])},
		{"analytics_Storage", word(grants[consent.Analytics])},
	}
}

// WordPress holds the categories of the WP Consent API 2.0, for
// wp_set_consent(name, "allow" or "deny"). Its functional is what is strictly
// necessary; its preferences hold what we call functional and personalisation,
// so that refusing either refuses it. statistics-anonymous follows analytics:
// nothing here knows that a statistic is anonymous.
//
// Source: github.com/WordPress/wp-consent-level-api.
func WordPress(grants consent.Grants) []Value {
	analytics := permission(grants[consent.Analytics])
	preferences := grants[consent.Functional] && !refused(grants, consent.Personalisation)
	return []Value{
		{"functional", permission(true)},
		{"preferences", permission(preferences)},
		{"statistics", analytics},
		{"statistics-anonymous", analytics},
		{"marketing", permission(grants[consent.Advertising])},
	}
}

func word(granted bool) string {
	if granted {
		return Granted
	}
	return Denied
}

func permission(granted bool) string {
	if granted {
		return "allow"
	}
	return "deny"
}

// refused tells a refusal from silence.
func refused(grants consent.Grants, k consent.Key) bool {
	on, said := grants[k]
	return said && !on
}
