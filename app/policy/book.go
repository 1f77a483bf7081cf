package policy

import (
	"time"

	"sayso/app/consent"
)

// A Book is everything the rules know: the law layer and the profiles.
type Book struct {
	Law      Law       `json:"law"`
	Profiles []Profile `json:"profiles"`
}

// A Profile is what one service promises in one territory and account mode.
type Profile struct {
	// ID names the profile: "krowork-cn". Required, unique.
	ID string `json:"id"`
	// Service is the family that the profile belongs to: "krowork". Required.
	Service string `json:"service"`
	// Name is the product name that visitors read: "Krowork". Required.
	Name string `json:"name"`

	Controller      Fact `json:"controller"`
	Contact         Fact `json:"contact"`
	StorageLocation Fact `json:"storage_location"`
	// PolicyLanguage is the BCP 47 tag of the text that prevails, or empty
	// when the policy does not say.
	PolicyLanguage string `json:"policy_language,omitempty"`

	Territory Territory `json:"territory"`
	// Versions are the known versions of the policy text, oldest first. At
	// least one.
	Versions []Version `json:"versions"`
	// Items are the categories, purposes and permissions that the service
	// has, in the order in which they are shown.
	Items []Item `json:"items"`
	// Rules are the promises that decide something.
	Rules []Rule `json:"rules"`
}

// A Fact is one statement of a policy text, or the fact that it is silent.
type Fact struct {
	// Text is what the policy states. Empty means "not provided by this
	// service"; nothing is ever invented for it (COM-49).
	Text string `json:"text,omitempty"`
	// Rule and Source say where it comes from.
	Rule   string `json:"rule,omitempty"`
	Source string `json:"source,omitempty"`
}

// A Territory says where and for which accounts a profile applies.
type Territory struct {
	// In lists ISO 3166 codes; "*" is everywhere, also unknown places.
	In []string `json:"in"`
	// NotIn lists codes that are taken out of In.
	NotIn []string `json:"not_in,omitempty"`
	// Accounts limits the profile to these account modes; empty is all.
	Accounts []consent.AccountMode `json:"accounts,omitempty"`
	Rule     string                `json:"rule,omitempty"`
	Source   string                `json:"source,omitempty"`
}

// A Version is one edition of a policy text.
type Version struct {
	// ID is the date that the text shows as its update, or a text hash when
	// it shows none (F-16).
	ID string `json:"id"`
	// EffectiveAt is 00:00 of the effective date in the controller's zone
	// (COM-28).
	EffectiveAt time.Time `json:"effective_at"`
	// Changed lists the keys that the material changes since the version
	// before touch (COM-29). Empty means that nothing material changed.
	Changed []consent.Key `json:"changed,omitempty"`
	Rule    string        `json:"rule,omitempty"`
	Source  string        `json:"source,omitempty"`
}

// An Item is one thing that the visitor can see a switch for.
type Item struct {
	Key consent.Key `json:"key"`
	// Rule and Source say which clause brings the item into the profile.
	Rule   string `json:"rule,omitempty"`
	Source string `json:"source,omitempty"`
}
