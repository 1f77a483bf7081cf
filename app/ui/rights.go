package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
)

// Rights lists what the visitor can ask for, and where.
type Rights struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan names the rights of the place. Required.
	Plan *rules.Plan
}

// asks are the actions that are requests to people, not switches.
var asks = []consent.Action{
	consent.ActionObject, consent.ActionRequestContentRemoval,
	consent.ActionRequestExplanation, consent.ActionRequestRemedy,
}

// Needed reports whether the plan names any right.
func (r *Rights) Needed() bool { return len(r.items()) > 0 }

func (r *Rights) items() []string {
	var texts []string
	for _, code := range r.Plan.Rights {
		texts = append(texts, r.Texts.Say("right."+code))
	}
	for _, a := range asks {
		if r.Plan.Offers(a) {
			texts = append(texts, r.Texts.Say("action."+string(a)))
		}
	}
	return texts
}

// Render draws a folded list.
func (r *Rights) Render() app.UI {
	items := r.items()
	contact := app.P().Class("missing").Text(r.Texts.Say("facts.contact") + ": " + r.Texts.Say("facts.missing"))
	if r.Plan.Contact != "" {
		contact = app.P().Text(r.Texts.Say("rights.contact", "contact", r.Plan.Contact))
	}
	return app.Details().Class("card fold").ID("rights").Body(
		app.Summary().Text(r.Texts.Say("rights.title")),
		app.P().Class("hint").Text(r.Texts.Say("rights.text")),
		app.Ul().Body(app.Range(items).Slice(func(i int) app.UI { return app.Li().Text(items[i]) })),
		contact,
	)
}
