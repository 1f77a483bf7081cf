package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
	"sayso/app/rules"
)

// Why answers "Why am I seeing this?": the rules that made the plan, each with
// its source. The rules are written in English, whatever the panel's language.
type Why struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Rules are the rules in the order in which they were applied.
	Rules []rules.Citation
}

// Render draws a list that stays folded until it is asked for.
func (w *Why) Render() app.UI {
	return app.Details().Class("card fold").ID("why").Body(
		app.Summary().Text(w.Texts.Say("why.title")),
		app.P().Class("hint").Text(w.Texts.Say("why.text")),
		app.Ol().Class("rules").Body(app.Range(w.Rules).Slice(func(i int) app.UI {
			return w.rule(w.Rules[i])
		})),
	)
}

func (w *Why) rule(c rules.Citation) app.UI {
	return app.Li().Body(
		app.Code().Text(c.ID),
		app.Span().Class("says").Attr("lang", "en").Dir("ltr").Text(c.Says),
		app.Span().Class("hint").Body(
			app.Span().Text(w.Texts.Say("why.source")+" "),
			app.Span().Attr("lang", "en").Text(c.Source),
		),
	)
}
