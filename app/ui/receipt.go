package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
)

// ReceiptField takes a receipt that the visitor has saved. A page that runs no
// script on the consent server's own origin cannot see the cookie in which the
// site keeps it.
type ReceiptField struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
}

// Render draws the field and its button, folded: most visitors have none.
func (f *ReceiptField) Render() app.UI {
	return app.Details().Class("card fold").ID("paste").Body(
		app.Summary().Text(f.Texts.Say("record.title")),
		app.Div().Class("field wide").Body(
			app.Label().For("receipt").Text(f.Texts.Say("record.paste")),
			app.P().Class("hint").ID("receipt-hint").Text(f.Texts.Say("record.paste.text")),
			app.Textarea().ID("receipt").Name("receipt").Rows(3).Spellcheck(false).Dir("ltr").
				Aria("describedby", "receipt-hint"),
		),
		app.Div().Class("inline").Body(
			&PlainButton{Action: ActionRecord, Label: f.Texts.Say("record.show"), Class: "plain", Submit: true},
		),
	)
}
