package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/rules"
	"sayso/app/wire"
)

// ActionGuardianState is the button that asks whether the guardian has
// answered, where no WASM asks by itself.
const ActionGuardianState consent.Action = "guardian_state"

// GuardianNotice says what a minor's parent or guardian needs to do, takes the
// address to write to, and says how far the step has come. It grants nothing:
// a step counts only once it was verified (COM-39).
type GuardianNotice struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Plan is what follows from the visitor's age. Required.
	Plan *rules.Plan
	// Step is how far the guardian's step has come; "" before it was asked for.
	Step wire.StepState
	// Declared says that the minor declared to decide together.
	Declared bool
	// Ward says that the visitor is under guardianship, which is then the reason
	// and not the age.
	Ward bool
	// Live says that WASM asks by itself whether the guardian has answered.
	Live bool
	// Busy disables the buttons while something is being sent.
	Busy bool
}

// Needed reports whether there is anything to say under p.
func (n *GuardianNotice) Needed() bool {
	return n.Plan.Access != consent.Allow && n.Plan.Access != "" || n.Plan.Guardian == "required" || n.Plan.Guardian == "satisfied" ||
		n.Plan.AccountLinkRequired || n.Step != ""
}

// Render draws the notice.
func (n *GuardianNotice) Render() app.UI {
	key := "guardian." + n.gate()
	body := []app.UI{
		app.H2().ID("guardian").Text(n.Texts.Say(key)),
		app.P().Text(n.Texts.Say(n.reason(key))),
	}
	if n.Plan.AccountLinkRequired {
		body = append(body, app.P().Text(n.Texts.Say("guardian.link")))
	}
	if n.Plan.Guardian == "required" {
		body = append(body, app.P().Text(n.Texts.Say("guardian.pending")))
		if n.Plan.Contact != "" {
			body = append(body, app.P().Text(n.Texts.Say("guardian.contact", "contact", n.Plan.Contact)))
		}
	}
	if n.Plan.Guardian == "satisfied" && n.Step != wire.StepTogether {
		body = append(body, app.P().Text(n.Texts.Say("guardian.satisfied")))
	}
	body = append(body, n.said(), slot(n.asks(), n.ask), slot(n.looks(), n.look), slot(n.Step == wire.StepTogether, n.declare))
	return app.Section().Class("card guardian").DataSet("sayso-access", string(n.Plan.Access)).DataSet("sayso-step", string(n.Step)).
		Aria("labelledby", "guardian").Body(body...)
}

// said is the live region in which the step's news is announced.
func (n *GuardianNotice) said() app.UI {
	return app.Div().Class("step").Role("status").Body(app.If(n.Step != "", func() app.UI {
		return app.P().Text(n.Texts.Say("guardian." + string(n.Step)))
	}))
}

// asks reports whether a guardian can be asked now: where a step is wanted, and
// again where one was taken. Nobody is asked twice at once.
func (n *GuardianNotice) asks() bool {
	switch n.Step {
	case wire.StepSending, wire.StepSent, wire.StepTogether:
		return false
	}
	return n.Plan.Offers(consent.ActionStartGuardianFlow) || len(n.Plan.Roles) > 0
}

func (n *GuardianNotice) ask() app.UI {
	body := []app.UI{
		app.Div().Class("field").Body(
			app.Label().For("email").Text(n.Texts.Say("guardian.ask")),
			app.Input().Type("email").ID("email").Name("email").AutoComplete(false).MaxLength(254).Aria("describedby", "email-hint"),
		),
		app.P().Class("hint").ID("email-hint").Text(n.Texts.Say("guardian.ask.text")),
		app.Div().Class("inline").Body(n.button(consent.ActionStartGuardianFlow)),
	}
	if n.Plan.Guardian == "satisfied" || n.Step != "" {
		body = append([]app.UI{app.P().Text(n.Texts.Say("guardian.again"))}, body...)
	}
	return app.Div().Class("ask").Body(body...)
}

// looks reports whether the minor has to ask for news: WASM does so by itself.
func (n *GuardianNotice) looks() bool {
	return !n.Live && (n.Step == wire.StepSending || n.Step == wire.StepSent || n.Step == wire.StepAgreed)
}

func (n *GuardianNotice) look() app.UI {
	return app.Div().Class("inline").Body(n.button(ActionGuardianState))
}

func (n *GuardianNotice) button(a consent.Action) app.UI {
	return &ChoiceButton{Action: a, Label: n.Texts.Say("action." + string(a)), Class: "choice", Submit: true, Busy: n.Busy}
}

// declare takes the minor's word that both decide together (KRO-BR-03). It is
// no grant: the switches below are, and the guardian's yes bounds them.
func (n *GuardianNotice) declare() app.UI {
	return app.Label().Class("point").Body(
		app.Input().Type("checkbox").ID("declared").Name("declared").Value("1").Checked(n.Declared).OnChange(n.declared),
		app.Span().Text(n.Texts.Say("guardian.declare")),
	)
}

func (n *GuardianNotice) declared(ctx app.Context, _ app.Event) {
	ctx.NewActionWithValue(ActDeclare, ctx.JSSrc().Get("checked").Bool())
}

// gate is the word for what is needed. The law of a place can ask for a
// guardian for the optional uses alone, and leave the account open (F-09).
func (n *GuardianNotice) gate() string {
	if n.Plan.Guardian != "none" && n.Plan.Guardian != "" && !n.Plan.Access.NeedsGuardian() && n.Plan.Access != consent.Blocked {
		return "optional"
	}
	if n.Plan.Access == consent.Allow || n.Plan.Access == "" {
		return "optional"
	}
	return string(n.Plan.Access)
}

// reason is the key of the sentence below the title.
func (n *GuardianNotice) reason(key string) string {
	switch {
	case n.Ward && n.Plan.Access == consent.Blocked:
		return "guardian.ward_blocked"
	case n.Ward && n.Plan.Access == consent.GuardianConsent:
		return "guardian.ward"
	}
	return key + ".text"
}

// guardian is the panel's notice.
func (p *Panel) guardian() *GuardianNotice {
	return &GuardianNotice{Texts: p.Texts, Plan: p.Plan, Step: p.Step, Declared: p.Declared, Ward: p.Ward, Live: p.Live, Busy: p.Busy}
}

// mustTurnOff reports whether the visitor holds grants that their age does not
// allow without a guardian: the way to turn them off is then offered whatever
// else is locked (COM-40).
func (p *Panel) mustTurnOff() bool {
	return p.Decision != nil && len(p.Decision.Allowed) > 0 && (p.Plan.Access == consent.Blocked || p.Plan.Guardian == "required")
}
