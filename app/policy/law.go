package policy

// Law is what the law adds under every profile: a profile may be stricter,
// never laxer.
type Law struct {
	// AsOf is the date up to which the law was read: "2026-11-23".
	AsOf string `json:"as_of"`
	// Groups name sets of places: "EEA" with its thirty states.
	Groups map[string][]string `json:"groups,omitempty"`
	// Rules are the LAW rows that decide something, and the product decisions
	// that hold under every profile.
	Rules []Rule `json:"rules,omitempty"`
	// Clocks are the law's answer times.
	Clocks []Clock `json:"clocks,omitempty"`
	// Calendars are official working calendars.
	Calendars []Calendar `json:"calendars,omitempty"`
	// Statements are the LAW rows that are texts.
	Statements []Statement `json:"statements,omitempty"`
}
