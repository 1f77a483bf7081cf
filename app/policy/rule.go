package policy

import "sayso/app/consent"

// Optional stands in [Then.States] for every key of the profile but
// "necessary".
const Optional consent.Key = "optional"

// A Rule is one small statement with an ID and a source: when it holds, what
// follows. Profiles and the law layer are made of the same rules.
type Rule struct {
	// ID is the rule's name: "KRO-MIN-01". Required. A rule with several cases
	// stands several times under its ID.
	ID string `json:"id"`
	// Source is the clause, article or regulation. Required.
	Source string `json:"source"`
	// Says is one short sentence in English for people who ask why.
	Says string `json:"says"`
	// Confidence is how sure we are of a rule of law: "high", "medium" or
	// "low". Empty in profiles.
	Confidence string `json:"confidence,omitempty"`
	// Overrides lists rules that do not apply when this one does: a country
	// section that prevails over the general text (COM-06).
	Overrides []string `json:"overrides,omitempty"`

	When When `json:"when,omitzero"`
	Then Then `json:"then,omitzero"`
}

// When says for whom a rule holds. An empty field holds for everybody; all
// fields must hold.
type When struct {
	// In and NotIn are ISO 3166 codes, or names of groups of the law layer
	// ("EEA"), of the place of use.
	In    []string `json:"in,omitempty"`
	NotIn []string `json:"not_in,omitempty"`
	// Resident are codes that hold by residence, and by place of use when the
	// residence is unknown (KRO-USCA-01).
	Resident []string `json:"resident,omitempty"`
	// Scope is empty for visitors whom the profile covers, "out" for the
	// others, "any" for both.
	Scope string `json:"scope,omitempty"`
	// From and Under bound the age in completed years: From <= age < Under.
	// With either set, the rule holds only for a known age.
	From  int `json:"from,omitempty"`
	Under int `json:"under,omitempty"`
	// Accounts limits the rule to these account modes.
	Accounts []consent.AccountMode `json:"accounts,omitempty"`
	// Regime limits the rule to "opt_in" or "opt_out".
	Regime string `json:"regime,omitempty"`
	// GPC, DNT and Ward limit the rule to visitors with the signal, or under
	// guardianship.
	GPC  bool `json:"gpc,omitempty"`
	DNT  bool `json:"dnt,omitempty"`
	Ward bool `json:"ward,omitempty"`
	// NotLang limits the rule to interface languages other than this one.
	NotLang string `json:"not_lang,omitempty"`
	// BelowConsentAge limits the rule to visitors from whom the law of the
	// place takes no consent without a guardian.
	BelowConsentAge bool `json:"below_consent_age,omitempty"`
	// Unwilling limits the rule to visitors whose guardian declined and took
	// no other step (KRO-VN-05).
	Unwilling bool `json:"unwilling,omitempty"`
	// Offers limits the rule to visitors who could grant this key.
	Offers consent.Key `json:"offers,omitempty"`
}

// Then says what follows. Every field is one kind of effect.
type Then struct {
	// Regime is "opt_in", "opt_out" or "notice"; of several the strictest holds.
	Regime string `json:"regime,omitempty"`
	// Banner stands in for the regime's own banner.
	Banner consent.Banner `json:"banner,omitempty"`
	// Access is a gate; of several the strictest holds.
	Access consent.Access `json:"access,omitempty"`
	// Roles are the guardian's roles that open the gate, when they are not the
	// one role that the gate itself names.
	Roles []consent.Authority `json:"roles,omitempty"`
	// Acknowledge lists duties that the guardian must confirm (F-04).
	Acknowledge []string `json:"acknowledge,omitempty"`
	// Guardian keeps everything optional locked until a guardian's step,
	// without touching Access (F-09).
	Guardian bool `json:"guardian,omitempty"`
	// States sets keys, or all of them with [Optional]. Where rules differ the
	// stricter state holds; no guardian lifts a "locked_off" that stands here.
	States  map[consent.Key]consent.State `json:"states,omitempty"`
	Notes   []string                      `json:"notes,omitempty"`
	Rights  []string                      `json:"rights,omitempty"`
	Actions []consent.Action              `json:"actions,omitempty"`
	// MaxAgeS caps everything stored on the device, in seconds. Nil sets no
	// cap; 0 forbids storage.
	MaxAgeS *int `json:"max_age_s,omitempty"`
	// ValidS ends a choice after so many seconds, sooner than the regime does.
	ValidS int `json:"valid_s,omitempty"`
	// Refuse is the reason for which no choice at all is recorded.
	Refuse string `json:"refuse,omitempty"`
	// AccountLink demands an account linked to a guardian's.
	AccountLink bool `json:"account_link,omitempty"`
}
