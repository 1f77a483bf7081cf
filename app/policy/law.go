package policy

// Law is what the law adds under every profile: a profile may be stricter,
// never laxer.
type Law struct {
	// Groups name sets of places: "EEA" with its thirty states.
	Groups map[string][]string `json:"groups,omitempty"`
	// Rules are the COM and LAW rows that are plain data.
	Rules []Rule `json:"rules,omitempty"`
}
