package wire

// A Report is the body of POST /v1/reports: what a page of a site meets and the
// site file does not declare. Names only, never a value or an address.
type Report struct {
	Site    string   `json:"site"`
	Cookies []string `json:"cookies"`
	Hosts   []string `json:"hosts"`
}
