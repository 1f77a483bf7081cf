package store

import (
	"encoding/json"
	"time"

	"sayso/app/consent"
)

// A Notice is the content of a part of kind [PartNotice]: all that visitors of
// one variant of a site were shown. The long pieces are parts of their own,
// named here by hash.
//
// Its JSON is what a choice's text hash commits to: names and order of the
// fields never change. A new field comes last and is left out when empty.
type Notice struct {
	Site    string              `json:"site"`
	Lang    string              `json:"lang"` // BCP 47
	Place   string              `json:"place,omitempty"`
	Account consent.AccountMode `json:"account,omitempty"`
	GPC     bool                `json:"gpc,omitempty"`
	DNT     bool                `json:"dnt,omitempty"`
	// Age and Now are played, on demo sites only.
	Age consent.Band `json:"age,omitempty"`
	Now time.Time    `json:"now,omitzero"`

	Profile       string `json:"profile"`
	PolicyVersion string `json:"policy_version"`
	// Plan is what "sayso decide" writes for such a visitor, and Why its rules
	// in the words of the profile.
	Plan json.RawMessage `json:"plan"`
	Why  []Reason        `json:"why"`

	Words      string `json:"words"`
	Promises   string `json:"promises"` // the profile
	Banner     string `json:"banner,omitempty"`
	Panel      string `json:"panel"`
	BannerLook string `json:"banner_look"` // style sheets
	PanelLook  string `json:"panel_look"`
}

// A Reason is one rule and where it comes from.
type Reason struct {
	ID     string `json:"id"`
	Says   string `json:"says"`
	Source string `json:"source"`
}
