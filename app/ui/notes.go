package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
)

// Notes shows the texts that a plan demands by code: "AGE_UNKNOWN".
type Notes struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Codes are the notes, in order. At least one.
	Codes []string
}

// Render draws one paragraph a note.
func (n *Notes) Render() app.UI {
	return app.Div().Class("notes").Body(app.Range(n.Codes).Slice(func(i int) app.UI {
		return app.P().DataSet("sayso-note", n.Codes[i]).Text(n.Texts.Say("note." + n.Codes[i]))
	}))
}
