package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
)

// A Decision is a recorded choice, as the visitor reads it.
type Decision struct {
	// ID is the record's number.
	ID string
	// Version is the version of the policy that the choice was made under.
	Version string
	// Decided and Until are when the choice was made and until when it holds;
	// Until may be empty.
	Decided, Until Moment
	// Allowed and Refused list the optional keys.
	Allowed, Refused []Held
	// Past are all choices so far, the newest first, or empty while only the
	// newest is known.
	Past []Past
}

// A Held is one key of a recorded choice.
type Held struct {
	Key consent.Key
	// Since is when the visitor first said so, if that was earlier than the
	// choice itself; else it is empty.
	Since Moment
}

// A Past is one of the visitor's earlier choices.
type Past struct {
	Decided Moment
	Method  consent.Method
	// Allowed are the optional keys that it granted.
	Allowed []consent.Key
}

// A Moment is an instant or a day, for machines and for people.
type Moment struct {
	ISO  string // RFC 3339, or YYYY-MM-DD
	Text string // in the visitor's language
}

// Record shows the visitor's own choice, with the way to take it back beside
// it (COM-13), and everything chosen before.
type Record struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Decision is the choice, or nil when none was recorded.
	Decision *Decision
	// Withdraw offers to take it back.
	Withdraw bool
	// Keep asks the visitor to save the receipt, since nothing else will.
	Keep bool
	// Download offers the receipt as a file: by WASM if Live, else by the form.
	Download, Live bool
	// Busy disables the button while a choice is being recorded.
	Busy bool
}

// Render draws the record.
func (r *Record) Render() app.UI {
	body := []app.UI{app.H2().ID("record").Text(r.Texts.Say("record.title"))}
	if r.Decision == nil {
		body = append(body, app.P().Class("hint").Text(r.Texts.Say("record.none")))
	} else {
		body = append(body, app.Dl().Body(r.facts()...))
	}
	if r.Keep {
		body = append(body, app.P().Class("used").Text(r.Texts.Say("record.keep")))
	}
	if buttons := r.buttons(); len(buttons) > 0 {
		body = append(body, app.Div().Class("inline").Body(buttons...))
	}
	past := slot(r.Decision != nil && len(r.Decision.Past) > 0, r.history)
	return app.Section().Class("card record").Aria("labelledby", "record").Body(append(body, past)...)
}

func (r *Record) buttons() []app.UI {
	var buttons []app.UI
	if r.Withdraw {
		buttons = append(buttons, &ChoiceButton{
			Action: consent.ActionWithdraw, Label: r.Texts.Say("action.withdraw"), Class: "choice", Submit: true, Busy: r.Busy,
		})
	}
	if !r.Download {
		return buttons
	}
	save := &PlainButton{Action: ActionReceipt, Label: r.Texts.Say("action.download"), Class: "plain", Submit: true}
	if r.Live {
		save.Submit, save.Post = false, ActDownload
	}
	// The history comes from the server, with or without WASM.
	return append(buttons, save, &PlainButton{Action: ActionHistory, Label: r.Texts.Say("action.history"), Class: "plain", Submit: true})
}

func (r *Record) facts() []app.UI {
	d := r.Decision
	ui := []app.UI{
		app.Dt().Text(r.Texts.Say("record.allowed")), app.Dd().Body(r.held(d.Allowed)),
		app.Dt().Text(r.Texts.Say("record.refused")), app.Dd().Body(r.held(d.Refused)),
		app.Dt().Text(r.Texts.Say("record.decided")), app.Dd().Body(moment(d.Decided)),
	}
	if d.Until.ISO != "" {
		ui = append(ui, app.Dt().Text(r.Texts.Say("record.until")), app.Dd().Body(moment(d.Until)))
	}
	if d.Version != "" {
		ui = append(ui, app.Dt().Text(r.Texts.Say("facts.version")), app.Dd().Body(isolated(d.Version)))
	}
	return append(ui, app.Dt().Text(r.Texts.Say("record.id")), app.Dd().Body(app.Code().Text(d.ID)))
}

func (r *Record) held(keys []Held) app.UI {
	if len(keys) == 0 {
		return app.Text(r.Texts.Say("record.nothing"))
	}
	return app.Ul().Class("held").Body(app.Range(keys).Slice(func(i int) app.UI {
		name := app.Span().Text(r.Texts.Say("key." + string(keys[i].Key)))
		if keys[i].Since.ISO == "" {
			return app.Li().Body(name)
		}
		return app.Li().Body(name, app.Text(" "), app.Span().Class("hint").Body(dated(r.Texts, "record.since", keys[i].Since)...))
	}))
}

// history is the list of all choices, folded.
func (r *Record) history() app.UI {
	past := r.Decision.Past
	return app.Details().Class("past").ID("history").Body(
		app.Summary().Text(r.Texts.Say("record.history")),
		app.P().Class("hint").Text(r.Texts.Say("record.history.text")),
		app.Ol().Body(app.Range(past).Slice(func(i int) app.UI {
			return app.Li().Body(
				app.Span().Class("says").Text(r.Texts.Say("record.method."+string(past[i].Method))),
				moment(past[i].Decided),
				app.Span().Class("hint").Text(r.Texts.Say("record.allowed")+": "+r.names(past[i].Allowed)),
			)
		})),
	)
}

func (r *Record) names(keys []consent.Key) string {
	if len(keys) == 0 {
		return r.Texts.Say("record.nothing")
	}
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = r.Texts.Say("key." + string(k))
	}
	return strings.Join(names, r.Texts.Say("list.and"))
}

func moment(m Moment) app.UI { return app.Time().DateTime(m.ISO).Text(m.Text) }

// dated is a sentence with a date in it that machines can read too.
func dated(t *i18n.Catalog, key string, m Moment) []app.UI {
	before, after, _ := strings.Cut(t.Say(key), "{date}")
	return []app.UI{app.Text(before), moment(m), app.Text(after)}
}
