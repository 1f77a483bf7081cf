package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
)

// GuardianNotice says what a minor's parent or guardian needs to do. It grants
// nothing and has no box to tick: a step counts only once it was verified
// (COM-39).
type GuardianNotice struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan is what follows from the visitor's age. Required.
	Plan *rules.Plan
}

// Needed reports whether there is anything to say under p.
func (n *GuardianNotice) Needed() bool {
	return n.Plan.Access != consent.Allow && n.Plan.Access != "" || n.Plan.Guardian == "required" || n.Plan.AccountLinkRequired
}

// Render draws the notice.
func (n *GuardianNotice) Render() app.UI {
	key := "guardian." + n.step()
	body := []app.UI{
		app.H2().ID("guardian").Text(n.Texts.Say(key)),
		app.P().Text(n.Texts.Say(key + ".text")),
	}
	if n.Plan.AccountLinkRequired {
		body = append(body, app.P().Text(n.Texts.Say("guardian.link")))
	}
	switch n.Plan.Guardian {
	case "required":
		body = append(body, app.P().Text(n.Texts.Say("guardian.pending")))
		if n.Plan.Contact != "" {
			body = append(body, app.P().Text(n.Texts.Say("guardian.contact", "contact", n.Plan.Contact)))
		}
	case "satisfied":
		body = append(body, app.P().Text(n.Texts.Say("guardian.satisfied")))
	}
	return app.Section().Class("card guardian").DataSet("sayso-access", string(n.Plan.Access)).Aria("labelledby", "guardian").Body(body...)
}

// step is the word for what is needed. The law of a place can ask for a
// guardian for the optional uses alone, and leave the account open (F-09).
func (n *GuardianNotice) step() string {
	if n.Plan.Guardian == "required" && !n.Plan.Access.NeedsGuardian() && n.Plan.Access != consent.Blocked {
		return "optional"
	}
	if n.Plan.Access == consent.Allow || n.Plan.Access == "" {
		return "optional"
	}
	return string(n.Plan.Access)
}
