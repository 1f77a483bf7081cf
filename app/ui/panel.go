package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
)

// Panel is everything that a visitor can decide, as one form. The server draws
// it whole and takes what it sends; WASM, when it comes, draws the same panel
// in its place and makes it live.
type Panel struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Name is the product's name. Required.
	Name string
	// Plan is what holds for the visitor, before any tick. Required.
	Plan *rules.Plan
	// Items are the profile's keys, in the order in which they are shown.
	Items []policy.Item
	// Why are the rules of the plan, in the order applied.
	Why []rules.Citation
	// On holds the ticks. A key that it lacks stands as the plan says.
	On consent.Grants
	// Decision is the visitor's recorded choice, or nil.
	Decision *Decision
	// Terms holds by when each kind of request is answered.
	Terms map[string]Term
	// Languages are those that the panel can be read in.
	Languages []wire.Language

	// Form is what the form sends unseen.
	Form Form
	// Band is the age group that was told, or empty.
	Band consent.Band
	// Ward says that the visitor is under guardianship, and WardKept that the
	// recorded choice says so.
	Ward, WardKept bool

	// Step is how far a guardian's step has come, "" without one, and Declared
	// that the minor declared to decide together.
	Step     wire.StepState
	Declared bool

	// Page says that the panel is a page of its own, not a frame: it has
	// nothing to close.
	Page bool
	// Paste offers a field for a saved receipt; Keep asks the visitor to save
	// the new one, since nothing else keeps it. Both only on a page.
	Paste, Keep bool

	// Live says that WASM drives the panel. The fields below are for it.
	Live bool
	// Today is the visitor's date, YYYY-MM-DD.
	Today string
	// BadBirth says that the date of birth that was typed in cannot be.
	BadBirth bool
	// Busy says that a choice is being recorded.
	Busy bool
	// Status is the key of what has just happened: "status.saved".
	Status string
	// Problem is the key of what went wrong: "error.network".
	Problem string
	// Download says that there is a receipt to save as a file.
	Download bool
}

// A Form names the site and the plan that an answer belongs to.
type Form struct {
	Site   string
	Token  string // the signed plan token
	Key    string // makes sending twice harmless
	Origin string // of the page that the panel was opened on; empty on a page of its own
	// Previous is the receipt that the visitor holds. The page's script fills
	// it in; the server does not know it.
	Previous string
	// Below is the path under which the server is reached; empty at the top.
	Below string
}

// Render draws the panel. It is the first element of its document's body,
// which is what go-app takes over.
func (p *Panel) Render() app.UI {
	class := "panel"
	if p.Page {
		class = "panel page"
	}
	return app.Main().Class(class).ID("sayso").Attr("part", "panel").Body(
		app.Form().Method("post").Action(p.Form.Below+"/panel").ID("choices").OnSubmit(p.submit).Body(
			p.hidden(),
			p.head(),
			app.Div().Class("body").Body(p.parts()...),
			p.bar(),
		),
	)
}

// hidden are the inputs that nobody sees, and the button that the Enter key
// presses: the form's first one. Without it, Enter in the date of birth would
// press whatever button comes first, such as the one that withdraws.
func (p *Panel) hidden() app.UI {
	f := p.Form
	var inputs []app.UI
	for _, pair := range [][2]string{
		{"site", f.Site}, {"plan", f.Token}, {"key", f.Key}, {"origin", f.Origin}, {"previous", f.Previous},
	} {
		inputs = append(inputs, app.Input().Type("hidden").Name(pair[0]).Value(pair[1]))
	}
	if p.Plan.Offers(consent.ActionSaveChoices) {
		inputs = append(inputs, app.Button().Type("submit").Name("method").Value(string(consent.MethodSaveChoices)).TabIndex(-1))
	}
	return app.Div().Hidden(true).Body(inputs...)
}

func (p *Panel) head() app.UI {
	body := []app.UI{app.Div().Class("title").Body(
		app.H1().Text(p.Texts.Say("panel.title")),
		app.P().Class("hint").Text(p.Texts.Say("panel.lede", "name", p.Name)),
	)}
	if len(p.Languages) > 1 {
		body = append(body, &LanguageSwitch{Texts: p.Texts, All: p.Languages, Live: p.Live})
	}
	if !p.Page {
		body = append(body, &PlainButton{Action: "close", Label: p.Texts.Say("action.close"), Class: "close"})
	}
	return app.Header().Class("head").Body(body...)
}

// bar keeps its place in the form also when there is nothing to answer.
func (p *Panel) bar() app.UI {
	bar := &SaveBar{Texts: p.Texts, Plan: p.Plan, Busy: p.Busy}
	return app.Footer().Body(app.If(bar.Needed(), func() app.UI { return bar }))
}

// submit is the one way in which an answer leaves the live panel. The pressed
// button says which.
func (p *Panel) submit(ctx app.Context, e app.Event) {
	method := string(consent.MethodSaveChoices)
	if b := e.Get("submitter"); b.Truthy() {
		method = b.Get("value").String()
	}
	if method == string(ActionHistory) {
		return // the browser sends the form and gets a file; the panel stays
	}
	e.PreventDefault()
	ctx.NewActionWithValue(ActPress, method)
}
