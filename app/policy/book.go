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

// ForVisitors is what a visitor's own plan needs of b: the law and the profiles
// of one service, without clocks, calendars and statements, which no plan
// reads.
func (b *Book) ForVisitors(service string) *Book {
	out := &Book{Law: Law{AsOf: b.Law.AsOf, Groups: b.Law.Groups, Rules: b.Law.Rules}}
	for _, p := range b.Profiles {
		if p.Service == service {
			p.Clocks, p.LawClocks, p.Statements = nil, "", nil
			out.Profiles = append(out.Profiles, p)
		}
	}
	return out
}

// A Profile is what one service promises in one territory and account mode.
type Profile struct {
	// ID names the profile: "krowork-cn". Required, unique.
	ID string `json:"id"`
	// Service is the family that the profile belongs to: "krowork". Required.
	Service string `json:"service"`
	// Name is the product name that visitors read: "Krowork". Required.
	Name string `json:"name"`
	// Texts names the policy texts that sources cite by a short code:
	// "000-EN" is "privacy policy, English text".
	Texts map[string]string `json:"texts,omitempty"`

	Controller      Fact `json:"controller,omitzero"`
	Contact         Fact `json:"contact,omitzero"`
	StorageLocation Fact `json:"storage_location,omitzero"`
	// Zone is the controller's IANA zone: versions begin and request clocks
	// start by its civil date (COM-28, COM-59). Required.
	Zone string `json:"zone"`
	// PolicyLanguage is the BCP 47 tag of the text that prevails, or empty
	// when the policy does not say.
	PolicyLanguage string `json:"policy_language,omitempty"`

	Territory Territory `json:"territory"`
	// Sections are the places that have terms of their own in the policy. A
	// visitor who lives in one and is in another gets both (COM-45).
	Sections []string `json:"sections,omitempty"`
	// Versions are the known versions of the policy text, oldest first. At
	// least one.
	Versions []Version `json:"versions"`
	// Items are the categories, purposes and permissions that the service
	// has, in the order in which they are shown.
	Items []Item `json:"items"`
	// Rules are the promises that decide something.
	Rules []Rule `json:"rules"`
	// Clocks are the promises about time.
	Clocks []Clock `json:"clocks,omitempty"`
	// LawClocks is the rule that lets the law's own answer times in, or empty
	// when the policy's stand alone (F-11).
	LawClocks string `json:"law_clocks,omitempty"`
	// Statements are the promises that decide nothing in a plan: texts that
	// the visitor is shown and that bind the people who run the service.
	Statements []Statement `json:"statements,omitempty"`
}

// A Statement is a promise in words.
type Statement struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Says   string `json:"says"`
}

// A Fact is one statement of a policy text, or the fact that it is silent.
type Fact struct {
	// Text is what the policy states. Empty means "not provided by this
	// service"; nothing is ever invented for it (COM-49).
	Text string `json:"text,omitempty"`
	// Rule, Source and Says say where it comes from.
	Rule   string `json:"rule,omitempty"`
	Source string `json:"source,omitempty"`
	Says   string `json:"says,omitempty"`
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
	Says     string                `json:"says,omitempty"`
}

// A Version is one edition of a policy text.
type Version struct {
	// ID is the date that the text shows as its update, or a text hash when
	// it shows none (F-16).
	ID string `json:"id"`
	// Effective is the civil date from which the edition holds. Zero when the
	// text shows none; the edition then holds from the beginning.
	Effective consent.Date `json:"effective,omitzero"`
	// EffectiveAt is 00:00 of that date in the controller's zone (COM-28). It
	// is computed when the file is read, never written.
	EffectiveAt time.Time `json:"effective_at" yaml:"-"`
	// Changed lists the keys that the material changes since the version
	// before touch (COM-29). Empty means that nothing material changed.
	Changed []consent.Key `json:"changed,omitempty"`
	// Reduces lists rights that this edition takes away. Visitors who chose
	// under an earlier one keep them until they consent (KRO-UPD-01).
	Reduces []string `json:"reduces,omitempty"`
	Rule    string   `json:"rule,omitempty"`
	Source  string   `json:"source,omitempty"`
	Says    string   `json:"says,omitempty"`
}

// An Item is one thing that the visitor can see a switch for.
type Item struct {
	Key consent.Key `json:"key"`
	// Base is the state where no rule speaks of the key: "off" when empty, or
	// "n/a" for a purpose that only some sections know.
	Base consent.State `json:"base,omitempty"`
	// Account says that the key means nothing without an account, so that an
	// unknown age must be asked first (F-01).
	Account bool `json:"account,omitempty"`
	// Rule, Source and Says tell which clause brings the item into the profile.
	Rule   string `json:"rule,omitempty"`
	Source string `json:"source,omitempty"`
	Says   string `json:"says,omitempty"`
}
