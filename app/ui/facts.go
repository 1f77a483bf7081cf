package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
	"sayso/app/rules"
)

// Facts says who is responsible, how to reach them, which policy holds and
// where data is kept. What a policy does not say is shown as not said; nothing
// is ever filled in (COM-49).
type Facts struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan holds what the policy states. Required.
	Plan *rules.Plan
}

// Render draws the facts as a folded list of terms.
func (f *Facts) Render() app.UI {
	return app.Details().Class("card fold").ID("facts").Body(
		app.Summary().Text(f.Texts.Say("facts.title")),
		app.Dl().Body(append(append(append(
			f.fact("facts.controller", isolated(f.Plan.Controller), f.Plan.Controller),
			f.fact("facts.contact", reach(f.Plan.Contact), f.Plan.Contact)...),
			f.fact("facts.version", isolated(f.version()), f.Plan.PolicyVersion)...),
			f.fact("facts.storage", isolated(f.Plan.StorageLocation), f.Plan.StorageLocation)...)...,
		),
	)
}

func (f *Facts) fact(term string, value app.UI, stated string) []app.UI {
	dd := app.Dd().Body(value)
	if stated == "" {
		dd = app.Dd().Class("missing").Text(f.Texts.Say("facts.missing"))
	}
	return []app.UI{app.Dt().Text(f.Texts.Say(term)), dd}
}

// version is the date that the policy shows. A text without one is named by
// its hash, and said to have none (KAA-GEN-05).
func (f *Facts) version() string {
	v := f.Plan.PolicyVersion
	if strings.HasPrefix(v, "sha256-") {
		v = f.Texts.Say("facts.version.none", "version", v)
	}
	if f.Plan.PolicyState == "upcoming" {
		v = f.Texts.Say("facts.version.upcoming", "version", v)
	}
	return v
}

// reach makes a link of a contact that is one mail address.
func reach(contact string) app.UI {
	if strings.Count(contact, "@") == 1 && !strings.ContainsAny(contact, " ,;/") {
		return app.A().Href("mailto:" + contact).Target("_blank").Rel("noopener").Text(contact)
	}
	return isolated(contact)
}

// isolated keeps a text that may run the other way from mixing with its
// surroundings: in Arabic, the full stop of "Ltd." would jump to the front.
func isolated(text string) app.UI { return app.Bdi().Text(text) }
