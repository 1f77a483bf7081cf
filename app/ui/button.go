package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
)

// ChoiceButton is a button that answers the question. Accepting and refusing
// are the same component with the same class and part: no theme can make one
// of them harder to see than the other, because nothing tells them apart but
// their words.
type ChoiceButton struct {
	app.Compo

	// Action is what the button does. Required.
	Action consent.Action
	// Label is the text on it. Required.
	Label string
	// Class is "c" in the banner and "choice" in the panel.
	Class string
	// Submit makes it send the form that it stands in, with its action as the
	// method.
	Submit bool
	// Busy disables it while a choice is being recorded.
	Busy bool
}

// Render draws the button.
func (b *ChoiceButton) Render() app.UI {
	button := app.Button().Class(b.Class).DataSet("sayso-action", string(b.Action)).Attr("part", "choice").Text(b.Label)
	if !b.Submit {
		return button.Type("button")
	}
	return button.Type("submit").Name("method").Value(string(b.Action)).Disabled(b.Busy)
}

// PlainButton is a button that answers nothing: it opens, closes or leaves.
type PlainButton struct {
	app.Compo

	// Action is what the button does. Required.
	Action consent.Action
	// Label is the text on it. Required.
	Label string
	// Class is "q" in the banner and "plain" in the panel.
	Class string
	// Submit makes it send the form that it stands in, with its action as the
	// method.
	Submit bool
	// Post is the action of this package that a press posts; empty where a
	// script of the page listens instead.
	Post string
}

// Render draws the button.
func (b *PlainButton) Render() app.UI {
	button := app.Button().Type("button").Class(b.Class).
		DataSet("sayso-action", string(b.Action)).Attr("part", "button").Text(b.Label)
	if b.Submit {
		return button.Type("submit").Name("method").Value(string(b.Action))
	}
	if b.Post == "" {
		return button
	}
	return button.OnClick(b.press)
}

func (b *PlainButton) press(ctx app.Context, _ app.Event) { ctx.NewAction(b.Post) }
