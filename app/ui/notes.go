package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
)

// loud are the notes that a visitor should see before anything else. The
// others are good to know and wait until they are asked for.
var loud = []string{
	"BIRTH_DATE_REJECTED", "POLICY_COVERS_MAINLAND_ONLY", "ASK_YOUR_ORGANISATION", "EMPLOYER_SUPPLIED_DATA", "ASK_YOUR_EMPLOYER",
	"MUST_STOP_USING", "TRANSFER_REFUSAL_ENDS_SERVICE", "DNT_NOT_HONOURED", "ZH_TEXT_PREVAILS", "AGE_UNKNOWN",
}

// Notes shows the texts that a plan demands by code and that matter at once.
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

// More shows the notes that are good to know.
type More struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Codes are the notes, in order. At least one.
	Codes []string
}

// Render draws a folded list.
func (m *More) Render() app.UI {
	return app.Details().Class("card fold").ID("more").Body(
		app.Summary().Text(m.Texts.Say("panel.more")),
		app.Ul().Body(app.Range(m.Codes).Slice(func(i int) app.UI {
			return app.Li().DataSet("sayso-note", m.Codes[i]).Text(m.Texts.Say("note." + m.Codes[i]))
		})),
	)
}
