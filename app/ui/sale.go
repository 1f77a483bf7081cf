package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
)

// SaleControl is the "Do Not Sell or Share" control. A cookie banner alone is
// no way to opt out of a sale (11 CCR 7026(a)(4), KRO-USCA-20), so it stands
// by itself and needs no other choice.
type SaleControl struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan is the visitor's plan. Required.
	Plan *rules.Plan
	// On says whether sale and sharing are on now.
	On bool
	// Busy disables the buttons while a choice is being recorded.
	Busy bool
}

// Needed reports whether the plan asks for the control.
func (c *SaleControl) Needed() bool {
	return c.Plan.Offers(consent.ActionOptOutSale) || c.Plan.Offers(consent.ActionOptInSale)
}

// Render draws how things stand, and the buttons that change it.
func (c *SaleControl) Render() app.UI {
	state := "sale.off"
	if c.On {
		state = "sale.on"
	}
	body := append(heading(c.Texts, "sale", "sale.title"), app.P().Class("used").Text(c.Texts.Say(state)))
	var buttons []app.UI
	for _, a := range []consent.Action{consent.ActionOptOutSale, consent.ActionOptInSale} {
		if c.Plan.Offers(a) {
			buttons = append(buttons, &ChoiceButton{Action: a, Label: Label(c.Texts, c.Plan, a), Class: "choice", Submit: true, Busy: c.Busy})
		}
	}
	body = append(body, app.Div().Class("inline").Body(buttons...))
	return app.Section().Class("card sale").Aria("labelledby", "sale").Body(body...)
}
