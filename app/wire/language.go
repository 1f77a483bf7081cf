package wire

// A Language is one that the panel can be read in.
type Language struct {
	Tag  string `json:"tag"`  // BCP 47
	Name string `json:"name"` // its own name for itself: "Deutsch"
}

// A LanguageRequest is the body of POST /v1/language: the plan token that the
// visitor looks at, and the language in which they want to read it.
type LanguageRequest struct {
	Plan string `json:"plan"`
	Lang string `json:"lang"` // BCP 47
}

// A Translation is the answer: the same plan in other words, with the token
// that names them.
type Translation struct {
	Plan  string            `json:"plan"`
	Lang  string            `json:"lang"`
	Dir   string            `json:"dir"` // "ltr" or "rtl"
	Words map[string]string `json:"words"`
}
