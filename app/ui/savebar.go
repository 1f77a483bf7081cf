package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
)

// SaveBar holds the buttons that answer. It stays in sight while the panel
// scrolls.
type SaveBar struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan says which answers are open. Required.
	Plan *rules.Plan
	// Busy disables the buttons while a choice is being recorded.
	Busy bool
}

// Needed reports whether the plan lets the visitor answer anything.
func (s *SaveBar) Needed() bool {
	return s.Plan.Offers(consent.ActionSaveChoices) || s.Plan.Offers(consent.ActionAcceptAll) || s.Plan.Offers(consent.ActionRejectAll)
}

// Render draws the bar: saving first, refusing and accepting as equals.
func (s *SaveBar) Render() app.UI {
	var buttons []app.UI
	for _, a := range []consent.Action{consent.ActionSaveChoices, consent.ActionRejectAll, consent.ActionAcceptAll} {
		if !s.Plan.Offers(a) {
			continue
		}
		class := "choice"
		if a == consent.ActionSaveChoices {
			class = "choice save"
		}
		buttons = append(buttons, &ChoiceButton{Action: a, Label: Label(s.Texts, s.Plan, a), Class: class, Submit: true, Busy: s.Busy})
	}
	return app.Div().Class("bar").Role("group").Attr("part", "bar").Aria("label", s.Texts.Say("panel.actions")).Body(buttons...)
}
