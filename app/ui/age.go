package ui

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
)

// AgeQuestion asks for the visitor's age without a hint of which answer opens
// what: no example, no preset, no threshold.
//
// Where WASM runs it asks for the date of birth, in an input without a name,
// which no form can send: the date never leaves the browser (COM-41). Without
// WASM it asks for the age group.
type AgeQuestion struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Live says that WASM reads the date of birth.
	Live bool
	// Today is the latest date that can be given: YYYY-MM-DD. Live only.
	Today string
	// Band is the age group told so far, or empty.
	Band consent.Band
	// Invalid says that the date that was typed in cannot be.
	Invalid bool
}

// Bands lists the age groups that can be told, youngest first.
var Bands = []consent.Band{"0-12", "13", "14", "15", "16", "17", "18-19", "20+"}

// Render draws the question.
func (q *AgeQuestion) Render() app.UI {
	body := heading(q.Texts, "age", "age.title")
	if q.Live {
		body = append(body, q.birth()...)
	} else {
		body = append(body, q.bands())
	}
	return app.Section().Class("card age").Aria("labelledby", "age").Body(body...)
}

func (q *AgeQuestion) birth() []app.UI {
	input := app.Input().Type("date").ID("birth").Max(q.Today).AutoComplete(false).
		Aria("describedby", "birth-hint").OnChange(q.typed)
	if q.Invalid {
		input = input.Aria("invalid", true).Aria("errormessage", "birth-error")
	}
	return []app.UI{
		app.Div().Class("field").Body(
			app.Label().For("birth").Text(q.Texts.Say("age.label")),
			input,
		),
		app.P().Class("error").ID("birth-error").Role("alert").Hidden(!q.Invalid).Text(q.Texts.Say("age.invalid")),
		app.P().Class("hint").ID("birth-hint").Text(q.Texts.Say("age.privacy")),
		app.P().Class("used").Role("status").Body(app.If(q.Band != "", func() app.UI {
			return app.Text(q.Texts.Say("age.used", "band", BandText(q.Texts, q.Band)))
		})),
	}
}

func (q *AgeQuestion) typed(ctx app.Context, _ app.Event) {
	ctx.NewActionWithValue(ActBirth, ctx.JSSrc().Get("value").String())
}

func (q *AgeQuestion) bands() app.UI {
	options := []app.UI{app.Option().Value("").Selected(q.Band == "").Text(q.Texts.Say("age.none"))}
	for _, b := range Bands {
		options = append(options, app.Option().Value(string(b)).Selected(q.Band == b).Text(BandText(q.Texts, b)))
	}
	return app.Div().Class("field").Body(
		app.Label().For("band").Text(q.Texts.Say("age.band")),
		app.Select().ID("band").Name("band").Body(options...),
	)
}

// BandText says an age group in words, also that none was told.
func BandText(t *i18n.Catalog, b consent.Band) string {
	if b == "" {
		return t.Say("age.none")
	}
	from := t.Count(b.Floor())
	if strings.HasSuffix(string(b), "+") {
		return t.Say("age.open", "from", from)
	}
	if _, to, ok := strings.Cut(string(b), "-"); ok {
		last, _ := strconv.Atoi(to) // bands are made of numbers
		return t.Say("age.span", "from", from, "to", t.Count(last))
	}
	return t.Say("age.one", "from", from)
}
