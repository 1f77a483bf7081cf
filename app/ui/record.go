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
	// Decided and Until are when the choice was made and until when it holds;
	// Until may be empty.
	Decided, Until Moment
	// Allowed and Refused list the optional keys.
	Allowed, Refused []consent.Key
}

// A Moment is an instant for machines and for people.
type Moment struct {
	ISO  string // RFC 3339
	Text string // in the visitor's language
}

// Record shows the visitor's own choice, with the way to take it back beside
// it (COM-13).
type Record struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Decision is the choice, or nil when none was recorded.
	Decision *Decision
	// Withdraw offers to take it back.
	Withdraw bool
	// Download offers the receipt as a file. Live only.
	Download bool
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
	var buttons []app.UI
	if r.Withdraw {
		buttons = append(buttons, &ChoiceButton{
			Action: consent.ActionWithdraw, Label: r.Texts.Say("action.withdraw"), Class: "choice", Submit: true, Busy: r.Busy,
		})
	}
	if r.Download {
		buttons = append(buttons, &PlainButton{Action: "download", Label: r.Texts.Say("action.download"), Class: "plain", Post: ActDownload})
	}
	if len(buttons) > 0 {
		body = append(body, app.Div().Class("inline").Body(buttons...))
	}
	return app.Section().Class("card record").Aria("labelledby", "record").Body(body...)
}

func (r *Record) facts() []app.UI {
	ui := []app.UI{
		app.Dt().Text(r.Texts.Say("record.allowed")), app.Dd().Text(r.names(r.Decision.Allowed)),
		app.Dt().Text(r.Texts.Say("record.refused")), app.Dd().Text(r.names(r.Decision.Refused)),
		app.Dt().Text(r.Texts.Say("record.decided")), app.Dd().Body(moment(r.Decision.Decided)),
	}
	if r.Decision.Until.ISO != "" {
		ui = append(ui, app.Dt().Text(r.Texts.Say("record.until")), app.Dd().Body(moment(r.Decision.Until)))
	}
	return append(ui, app.Dt().Text(r.Texts.Say("record.id")), app.Dd().Body(app.Code().Text(r.Decision.ID)))
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
