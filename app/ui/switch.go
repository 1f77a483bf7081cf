package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
)

// A Row is one line of the panel: a thing that can be granted, how it stands
// and, when the visitor cannot move it, why not.
type Row struct {
	Key    consent.Key
	On     bool
	Locked bool
	// Lock is the key of the sentence that says why the switch is locked.
	Lock string
}

// A Tick is one movement of a switch.
type Tick struct {
	Key consent.Key
	On  bool
}

// Switch is one row with a real checkbox in it: it works in a form without any
// script, with the keyboard and with a screen reader.
type Switch struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Row is what to show. Required.
	Row Row
}

// Render draws the row as one label, so that all of it can be pressed; the
// input is named by the title alone.
func (s *Switch) Render() app.UI {
	id := string(s.Row.Key)
	return app.Label().Class("row").Attr("part", "row").Body(
		app.Span().Class("words").Body(
			app.Span().Class("name").ID("n-"+id).Text(s.Texts.Say("key."+id)),
			app.Span().Class("hint").ID("d-"+id).Text(s.hint()),
		),
		app.Input().Type("checkbox").Class("toggle").Attr("part", "switch").Attr("role", "switch").
			ID("s-"+id).Name("grant").Value(id).DataSet("sayso-toggle", id).
			Aria("labelledby", "n-"+id).Aria("describedby", "d-"+id).
			Checked(s.Row.On).Disabled(s.Row.Locked).OnChange(s.change),
		app.Span().Class("state").Aria("hidden", true).Body(s.state()...),
	)
}

func (s *Switch) hint() string {
	text := s.Texts.Say("key." + string(s.Row.Key) + ".text")
	if s.Row.Lock != "" {
		text += " " + s.Texts.Say(s.Row.Lock)
	}
	return text
}

// state is a word beside the switch, for eyes only. Without a script the style
// sheet shows the one of two that fits.
func (s *Switch) state() []app.UI {
	switch {
	case s.Row.Locked && s.Row.On:
		return []app.UI{app.Span().Text(s.Texts.Say("state.locked_on"))}
	case s.Row.Locked:
		return []app.UI{app.Span().Text(s.Texts.Say("state.locked_off"))}
	}
	return []app.UI{
		app.Span().Class("is-on").Text(s.Texts.Say("state.on")),
		app.Span().Class("is-off").Text(s.Texts.Say("state.off")),
	}
}

func (s *Switch) change(ctx app.Context, _ app.Event) {
	ctx.NewActionWithValue(ActTick, Tick{s.Row.Key, ctx.JSSrc().Get("checked").Bool()})
}
