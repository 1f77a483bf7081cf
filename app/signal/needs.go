package signal

import "sayso/app/consent"

// Needs says of each value of a consent mode which keys must all be granted
// for its better word, where a plan asks for the keys of asked: a browser
// compares grants with it and needs no rule of its own. No keys means always.
//
// It is found by trying the mode itself, so that what a value means is written
// in one place. Every value is a conjunction: a key is in it when the lack of
// that key alone takes the value away. Categories count whether or not they are
// asked for, since what cannot be granted is denied.
func Needs(mode func(consent.Grants) []Value, asked []consent.Key) map[string][]consent.Key {
	keys := append([]consent.Key(nil), consent.Categories...)
	for _, k := range asked {
		if k.Kind() != consent.KindCategory {
			keys = append(keys, k)
		}
	}
	grants := consent.Grants{}
	for _, k := range keys {
		grants[k] = true
	}
	needs := map[string][]consent.Key{}
	for i, best := range mode(grants) {
		needs[best.Name] = []consent.Key{}
		for _, k := range keys {
			if grants[k] = false; !holds(asked, k) {
				delete(grants, k) // nobody is asked, so nobody refuses
			}
			if mode(grants)[i].Value != best.Value {
				needs[best.Name] = append(needs[best.Name], k)
			}
			grants[k] = true
		}
	}
	return needs
}

// Meta holds the one value of fbq("consent", "grant" or "revoke"): to send Meta
// a visitor's data for advertising is what a refusal of sale_or_share is about.
func Meta(grants consent.Grants) []Value {
	return []Value{{"advertising", word(grants[consent.Advertising] && !refused(grants, consent.SaleOrShare))}}
}

// Matomo holds the one value of Matomo's tracking consent: setConsentGiven or
// forgetConsentGiven.
func Matomo(grants consent.Grants) []Value {
	return []Value{{"tracking", word(grants[consent.Analytics])}}
}

// Shopify holds the values of Customer Privacy's setTrackingConsent, each true
// or false there. Selling needs the grant of advertising too: whoever did not
// say yes to that did not say yes to having it sold.
//
// Source: Shopify, "Customer Privacy API" (shopify.dev/docs/api/customer-privacy).
func Shopify(grants consent.Grants) []Value {
	handedOn := grants[consent.Advertising] && !refused(grants, consent.SaleOrShare)
	return []Value{
		{"analytics", word(grants[consent.Analytics])},
		{"marketing", word(grants[consent.Advertising])},
		{"preferences", word(grants[consent.Functional] && !refused(grants, consent.Personalisation))},
		{"sale_of_data", word(handedOn)},
	}
}
