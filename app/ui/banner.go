package ui

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
)

// Banner is the first thing that a visitor sees: what is asked, and buttons.
// It is drawn on the server only and travels with the loader, so its classes
// are one letter long.
type Banner struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan says what is asked and what can be done. Required.
	Plan *rules.Plan
	// Name is the product's name. Required.
	Name string
}

// Render draws the banner as a labelled region. It is no dialog: the page
// stays usable beside it (COM-50), and closing it is no answer (COM-11).
func (b *Banner) Render() app.UI {
	regime := string(b.Plan.Banner)
	return app.Section().Class("b").Attr("part", "banner").Aria("labelledby", "t").Body(
		app.Div().Class("m").Body(
			app.H2().ID("t").Attr("part", "title").Text(b.Texts.Say("banner.title."+regime)),
			app.P().Attr("part", "text").Text(b.text(regime)),
			app.Range(b.notes()).Slice(func(i int) app.UI {
				return app.P().Class("n").Attr("part", "note").Text(b.notes()[i])
			}),
			app.P().Class("n").Role("alert").DataSet("sayso-error", "network").Hidden(true).Text(b.Texts.Say("error.network")),
		),
		app.Div().Class("a").Attr("part", "actions").Body(b.buttons()...),
	)
}

// text says what is asked and names the browser's settings as another way to
// refuse (KRO-COO-05, KAA-COO-09, KLD-COO-06, EGR-COO-04).
func (b *Banner) text(regime string) string {
	text := b.Texts.Say("banner.text."+regime, "name", b.Name)
	if b.Plan.Banner == consent.BannerUpdateNotice {
		return text
	}
	return text + " " + b.Texts.Say("banner.settings")
}

// bannerNotes are the notes that belong on the first layer: what a visitor
// should know before answering. The panel shows them all.
var bannerNotes = []string{"DNT_NOT_HONOURED", "ZH_TEXT_PREVAILS", "BIRTH_DATE_REJECTED"}

func (b *Banner) notes() []string {
	var texts []string
	if b.Plan.GPC == "honoured" {
		texts = append(texts, b.Texts.Say("banner.gpc"))
	}
	for _, code := range bannerNotes {
		for _, n := range b.Plan.Notes {
			if n == code {
				texts = append(texts, b.Texts.Say("note."+code))
			}
		}
	}
	return texts
}

// buttons are those that the plan offers, in one fixed order. A banner that
// asks nothing still needs a way to put it aside.
func (b *Banner) buttons() []app.UI {
	var ui []app.UI
	for _, a := range b.answers() {
		ui = append(ui, &ChoiceButton{Action: a, Label: b.label(a), Class: "c"})
	}
	if len(ui) == 0 {
		ui = append(ui, &ChoiceButton{Action: "close", Label: b.Texts.Say("action.understood"), Class: "c"})
	}
	ui = []app.UI{app.Div().Class("w").Body(ui...)}
	for _, a := range []consent.Action{consent.ActionOptOutSale, consent.ActionOpenPreferences} {
		if b.Plan.Offers(a) {
			ui = append(ui, &PlainButton{Action: a, Label: b.label(a), Class: "q"})
		}
	}
	return ui
}

// answers are the buttons that look alike: refusing and accepting and, where
// the terms are accept-or-leave, leaving. Who only tells of something asks
// nothing.
func (b *Banner) answers() []consent.Action {
	answers := []consent.Action{consent.ActionRejectAll, consent.ActionAcceptAll}
	switch b.Plan.Banner {
	case consent.BannerNecessaryTerms:
		answers = append(answers, consent.ActionLeave)
	case consent.BannerNotice, consent.BannerUpdateNotice:
		answers = nil
	}
	return slices.DeleteFunc(answers, func(a consent.Action) bool { return !b.Plan.Offers(a) })
}

// label is the text on the button for a.
func (b *Banner) label(a consent.Action) string {
	return Label(b.Texts, b.Plan, a)
}

// Label is the text on the button for a under plan. Under accept-or-leave
// terms, refusing means staying with what is necessary.
func Label(t *i18n.Catalog, plan *rules.Plan, a consent.Action) string {
	if key := "action." + string(a) + "." + string(plan.Banner); t.Has(key) {
		return t.Say(key)
	}
	return t.Say("action." + string(a))
}
