package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
)

// A Term says by when a request that is made today is answered.
type Term struct {
	// Confirm is the day by which its arrival is confirmed, By the day of the
	// answer. Either may be empty.
	Confirm, By Moment
	// Fee is "none", "possible" or anything else for not stated.
	Fee string
}

// Rights lists what the visitor can ask for, how, and by when it is answered.
type Rights struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan names the rights of the place. Required.
	Plan *rules.Plan
	// Terms holds a term for each kind of request. Without it no times are
	// shown.
	Terms map[string]Term
}

// asks are the actions that are requests to people, not switches.
var asks = []consent.Action{
	consent.ActionObject, consent.ActionRequestContentRemoval,
	consent.ActionRequestExplanation, consent.ActionRequestRemedy,
}

// kinds are the kinds of request that rights are, as clocks know them. What is
// missing here is "other".
var kinds = map[string]string{
	"access": "access", "confirmation": "access", "copy": "access",
	"know": "know", "know_use": "know", "know_purposes": "know", "know_recipients": "know", "shine_the_light": "know",
	"portability": "portability", "transfer": "portability",
	"delete": "delete", "anonymise_block_erase": "delete", "eraser": "delete",
	"correct": "correct", "supplement": "correct",
	"limit_sensitive": "opt_out", "complain": "complaint", "close_account": "close_account",
}

// Needed reports whether the plan names any right.
func (r *Rights) Needed() bool { return len(r.Plan.Rights) > 0 || len(r.asks()) > 0 }

func (r *Rights) asks() (texts []string) {
	for _, a := range asks {
		if r.Plan.Offers(a) {
			texts = append(texts, r.Texts.Say("action."+string(a)))
		}
	}
	return texts
}

// A batch is some rights that are answered in the same way at the same time.
type batch struct {
	way   way
	term  Term
	texts []string
}

// A way is how a right is used.
type way int

const (
	request way = iota // somebody answers it
	here               // a switch of this panel
	holds              // there is nothing to ask for
)

// ways are those of the rights that are no requests.
var ways = map[string]way{"withdraw": here, "opt_out_sale": here, "non_discrimination": holds, "know_refusal": holds}

// batches puts rights together, in the order of the plan.
func (r *Rights) batches() []batch {
	var all []batch
	add := func(text, right string) {
		b := batch{way: ways[right]}
		if b.way == request {
			if b.term = r.Terms[kinds[right]]; kinds[right] == "" {
				b.term = r.Terms["other"]
			}
		}
		for i := range all {
			if all[i].way == b.way && all[i].term == b.term {
				all[i].texts = append(all[i].texts, text)
				return
			}
		}
		b.texts = []string{text}
		all = append(all, b)
	}
	for _, code := range r.Plan.Rights {
		add(r.Texts.Say("right."+code), code)
	}
	for _, text := range r.asks() {
		add(text, "other")
	}
	return all
}

// Render draws a folded list.
func (r *Rights) Render() app.UI {
	contact := app.P().Class("missing").Text(r.Texts.Say("facts.contact") + ": " + r.Texts.Say("facts.missing"))
	if r.Plan.Contact != "" {
		contact = app.P().Text(r.Texts.Say("rights.contact", "contact", r.Plan.Contact))
	}
	batches := r.batches()
	return app.Details().Class("card fold").ID("rights").Body(
		app.Summary().Text(r.Texts.Say("rights.title")),
		app.P().Class("hint").Text(r.Texts.Say("rights.text")),
		app.Div().Class("batches").Body(app.Range(batches).Slice(func(i int) app.UI { return r.batch(&batches[i]) })),
		contact,
	)
}

func (r *Rights) batch(b *batch) app.UI {
	return app.Div().Class("batch").Body(
		app.Ul().Body(app.Range(b.texts).Slice(func(i int) app.UI { return app.Li().Text(b.texts[i]) })),
		app.P().Class("hint").Body(r.when(b)...),
	)
}

// when says how a batch is answered. Where no times are known at all, it says
// nothing.
func (r *Rights) when(b *batch) []app.UI {
	switch {
	case b.way == here:
		return []app.UI{app.Text(r.Texts.Say("rights.here"))}
	case b.way == holds || r.Terms == nil:
		return nil
	}
	var ui []app.UI
	if b.term.Confirm.ISO != "" {
		ui = append(ui, app.Span().Body(dated(r.Texts, "rights.confirm", b.term.Confirm)...), app.Text(" "))
	}
	if b.term.By.ISO != "" {
		ui = append(ui, app.Span().Body(dated(r.Texts, "rights.by", b.term.By)...))
	} else {
		ui = append(ui, app.Span().Text(r.Texts.Say("rights.unstated")))
	}
	if key := "rights.fee." + b.term.Fee; r.Texts.Has(key) {
		ui = append(ui, app.Text(" "), app.Span().Text(r.Texts.Say(key)))
	}
	return ui
}
