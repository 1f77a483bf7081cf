package wire

import (
	"encoding/json"

	"sayso/app/consent"
)

// A View is all that the loader needs for one variant of one site: what holds
// before a choice, what each button does, and the banner as the server drew
// it. It holds nothing of a single visitor, so that every visitor of the same
// place, language and signal gets the same bytes.
//
// The loader holds no rules: it compares these values and applies them.
type View struct {
	Site    string `json:"site"`
	Service string `json:"service"`
	Profile string `json:"profile"`
	// Version is the policy version in force.
	Version string `json:"version"`
	// Token is the signed plan token that goes back with a choice.
	Token string `json:"token"`
	// Server is the consent server's origin and path prefix, without a final slash.
	Server string `json:"server"`

	// Keys are the public keys that receipts verify with, by key id.
	Keys map[string]json.RawMessage `json:"keys"`
	// Cookie is the name of the cookie that holds the receipt, and MaxAge its
	// cap in seconds. With MaxAge 0 nothing may be stored at all: the receipt
	// stays in memory.
	Cookie string `json:"cookie"`
	MaxAge int    `json:"max_age_s"`
	// Share is the domain whose subdomains share the cookie; empty keeps it on
	// the page's own host.
	Share string `json:"share,omitempty"`
	// Own is the domain that the server has in common with the site's pages,
	// where it sets the cookie itself; empty where it does not.
	Own string `json:"own,omitempty"`

	// Plan is the part of the plan that window.sayso.plan shows.
	Plan ViewPlan `json:"plan"`
	// Buttons says what each choosing action grants and refuses.
	Buttons map[consent.Action]consent.Grants `json:"buttons"`
	// SignalOff lists the keys that Global Privacy Control turns off. They
	// stay off under the signal unless a receipt made under it grants them.
	SignalOff []consent.Key `json:"signal_off,omitempty"`

	// Ask says whether to show the banner when no receipt holds.
	Ask bool `json:"ask"`
	// Banner is the drawn banner: see [Node].
	Banner Node `json:"banner,omitempty"`
	// Style is the banner's style sheet.
	Style string `json:"style,omitempty"`
	// Now stands in for the clock on demo sites, in Unix seconds; 0 elsewhere.
	Now int64 `json:"now,omitempty"`
	// Leave is where the action "leave" goes; empty is about:blank.
	Leave string `json:"leave,omitempty"`
	// Panel is the path and query of the panel's document; the page adds "origin",
	// its own, and "on", the keys that are granted, with dots between them.
	Panel string `json:"panel"`
	// Options is what each optional part of the loader that the site uses is
	// told, by the part's name. What is in it is a matter of the two of them.
	Options map[string]any `json:"options,omitempty"`
	Lang    string         `json:"lang"`
	Dir     string         `json:"dir"` // "ltr" or "rtl"
}

// A ViewPlan is what a page's own scripts may know of the plan.
type ViewPlan struct {
	Profile       string                        `json:"profile"`
	PolicyVersion string                        `json:"policy_version"`
	Banner        consent.Banner                `json:"banner"`
	Defaults      map[consent.Key]consent.State `json:"defaults"`
	Actions       []consent.Action              `json:"actions"`
	Notes         []string                      `json:"notes"`
	GPC           string                        `json:"gpc"`
}

// A Node is one node of a drawing, as JSON: text is a string, an element is
// ["tag", {"attribute": "value"}, child, ...]. The loader builds it with
// createElement, so that a page under Trusted Types needs no exception.
type Node = json.RawMessage
