package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
	"sayso/app/wire"
)

// LanguageSwitch changes the language of the panel. Without WASM its button
// sends the form, so that the ticks come along; with WASM the change itself is
// enough. Nothing is stored, and only the language in use travels.
type LanguageSwitch struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// All are the languages to choose from. At least two.
	All []wire.Language
	// Live says that WASM listens.
	Live bool
}

// Render draws a list and, where nobody listens, a button. Each name stands in
// its own language, and says so to those who hear it.
func (l *LanguageSwitch) Render() app.UI {
	list := app.Select().ID("lang").Name("lang").Body(app.Range(l.All).Slice(func(i int) app.UI {
		one := l.All[i]
		return app.Option().Value(one.Tag).Lang(one.Tag).Selected(one.Tag == l.Texts.Lang).Text(one.Name)
	}))
	body := []app.UI{app.Label().For("lang").Text(l.Texts.Say("language.label"))}
	if l.Live {
		return app.Div().Class("language").Body(append(body, list.OnChange(l.changed))...)
	}
	return app.Div().Class("language").Body(append(body, list,
		&PlainButton{Action: ActionLanguage, Label: l.Texts.Say("language.change"), Class: "plain", Submit: true})...)
}

func (l *LanguageSwitch) changed(ctx app.Context, _ app.Event) {
	ctx.NewActionWithValue(ActLanguage, ctx.JSSrc().Get("value").String())
}
