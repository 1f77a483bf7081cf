package consent

// A Receipt is what the server hands back for a recorded choice: the claims of
// a JSON Web Token (RFC 7519) that is signed as a compact JWS (RFC 7515). It
// holds no birth date, name, address or device trait.
type Receipt struct {
	// Issuer is the consent server's own name.
	Issuer string `json:"iss"`
	// Site is the id of the site for which the choice was made.
	Site string `json:"aud"`
	// ID is the decision id: a random UUID, derived from nothing (COM-18).
	ID string `json:"jti"`
	// IssuedAt is when the server recorded the choice, in Unix seconds.
	IssuedAt int64 `json:"iat"`
	// Expires is when the choice lapses, in Unix seconds. The cookie that
	// holds the receipt may have to end sooner.
	Expires int64 `json:"exp"`

	Service       string    `json:"service"`
	Profile       string    `json:"profile"`
	PolicyVersion string    `json:"policy_version"`
	Place         string    `json:"place,omitempty"` // ISO 3166, "" when unknown
	Language      string    `json:"lang"`            // BCP 47, as shown
	Grants        Grants    `json:"grants"`
	Authority     Authority `json:"authority"`
	Method        Method    `json:"method"`
	// GPC says whether Global Privacy Control was on when the choice was made.
	// A grant made under the signal stands beside it (COM-22).
	GPC bool `json:"gpc,omitempty"`
	// Band is the visitor's age band, and BandUntil the date on which it must
	// be told anew; both are absent when no age was told.
	Band      Band   `json:"band,omitempty"`
	BandUntil string `json:"band_until,omitempty"`
	// Ward says that the visitor is under guardianship. It stands as long as
	// the receipt: a later claim does not undo it (F-01, COM-44).
	Ward bool `json:"under_guardianship,omitempty"`
}
