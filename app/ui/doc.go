// Package ui holds the components of the banner and of the preference panel:
// fields in, actions out.
//
// A component decides nothing, stores nothing and fetches nothing. What it
// shows comes from a plan; what the visitor does leaves it as one of the
// actions below. The server draws the same components that the browser runs.
package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
)

// The actions that the components post. Each has the value that is named.
const (
	// ActTick: a switch was moved. Value: Tick.
	ActTick = "sayso.tick"
	// ActBirth: a date of birth was typed in. Value: string, YYYY-MM-DD or "".
	ActBirth = "sayso.birth"
	// ActWard: the visitor says to be under guardianship, or takes it back.
	// Value: bool.
	ActWard = "sayso.ward"
	// ActPress: a button of the form was pressed. Value: string, its method.
	ActPress = "sayso.press"
	// ActDeclare: the minor declares to decide together with the guardian, or
	// takes it back. Value: bool.
	ActDeclare = "sayso.declare"
	// ActDownload: the receipt shall be saved as a file. No value.
	ActDownload = "sayso.download"
	// ActLanguage: another language was chosen. Value: string, BCP 47.
	ActLanguage = "sayso.language"
)

// What buttons of the form ask for that is no choice: nothing is recorded, and
// what the visitor ticked stays.
const (
	ActionLanguage consent.Action = "language" // the panel in another language
	ActionRecord   consent.Action = "record"   // the record of a pasted receipt
	ActionReceipt  consent.Action = "download" // the receipt as a file
	ActionHistory  consent.Action = "history"  // all choices so far as a file
)

// heading is the title of a part and, below it, one sentence on what it is:
// the words "age.title" and "age.text", or "panel.purposes" and
// "panel.purposes.text".
func heading(t *i18n.Catalog, id, key string) []app.UI {
	text := strings.TrimSuffix(key, ".title") + ".text"
	return []app.UI{app.H2().ID(id).Text(t.Say(key)), app.P().Class("hint").Text(t.Say(text))}
}
