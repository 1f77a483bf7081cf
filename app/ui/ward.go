package ui

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/rules"
)

// Why a guardian's link shows no question, and what became of the answer. Each
// is the end of a key of words: "ward.used".
const (
	WardUnknown  = "unknown"
	WardExpired  = "expired"
	WardUsed     = "used"
	WardOutdated = "outdated"
	// WardAsker: the link was opened in the browser that asked for it.
	WardAsker    = "asker"
	WardAgreed   = "agreed"
	WardTogether = "together"
	WardDeclined = "declined"
)

// The points that a guardian confirms besides the duties that a law lists.
const (
	PointAdult   = "adult"
	PointBand    = "band"
	PointWard    = "ward" // in place of the age of an adult
	PointPresent = "present"
)

// WardPoints lists what a guardian in a role has to confirm: each point on its
// own, none of them ticked before.
func WardPoints(role consent.Authority, adult bool, duties []string) []string {
	points := []string{PointAdult, PointBand}
	if adult {
		points[1] = PointWard
	}
	if role == consent.Supervise {
		points = append(points, PointPresent)
	}
	return append(points, duties...)
}

// WardAsked is the key of the sentence that says what a guardian in a role is
// asked for, for a minor or for an adult under guardianship.
func WardAsked(role consent.Authority, adult bool) string {
	if adult {
		return "ward.adult.text"
	}
	return "ward.role." + string(role) + ".text"
}

// GuardianPage is what a parent or guardian sees at the link of the letter:
// what is asked, for whom, by whom, and a form to answer with. It needs no
// script and has none.
type GuardianPage struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Closed says why there is nothing to answer, or "". The fields below are
	// for the page that asks.
	Closed string

	// Name is the product's name.
	Name string
	// Band is the age group of who asks; empty if an adult did not tell it.
	Band consent.Band
	// Adult says that who asks is an adult under guardianship.
	Adult bool
	// Plan is what would hold with the guardian's step taken.
	Plan *rules.Plan
	// Items are the profile's keys, in the order in which they are shown.
	Items []policy.Item
	// Why are the rules of the plan, in the order applied.
	Why []rules.Citation

	// Role, Confirmed and On are what was sent before and was not complete.
	Role      consent.Authority
	Confirmed []string
	On        consent.Grants
	// Problem is the key of what was wrong with it: "error.ward".
	Problem string
}

// Render draws the page.
func (g *GuardianPage) Render() app.UI {
	if g.Closed != "" {
		return g.closed()
	}
	t := g.Texts
	return app.Main().Class("panel page ward").ID("sayso").Body(
		app.Form().Method("post").ID("ward").Body(
			app.Header().Class("head").Body(app.Div().Class("title").Body(
				app.H1().Text(t.Say("ward.title")),
				app.P().Class("hint").Text(t.Say("ward.lede", "name", g.Name, "band", BandText(t, g.Band))),
			)),
			app.Div().Class("body").Body(
				g.problem(),
				g.asked(),
				g.confirm("ward.you", WardPoints(g.single(), g.Adult, nil)),
				g.duties(),
				g.group("panel.categories", consent.KindCategory),
				g.group("panel.purposes", consent.KindPurpose),
				g.group("panel.permissions", consent.KindPermission),
				&Facts{Texts: t, Plan: g.Plan},
				slot(len(g.Why) > 0, func() app.UI { return &Why{Texts: t, Rules: g.Why} }),
			),
			app.Footer().Body(g.bar()),
		),
	)
}

// closed is the page without a question. Its title has the focus of a screen
// reader, since it is what the answer led to.
func (g *GuardianPage) closed() app.UI {
	return app.Main().Class("panel page ward").ID("sayso").DataSet("sayso-ward", g.Closed).Body(
		app.Header().Class("head").Body(app.Div().Class("title").Body(
			app.H1().Text(g.Texts.Say("ward."+g.Closed)),
			app.P().Text(g.Texts.Say("ward."+g.Closed+".text")),
		)),
	)
}

func (g *GuardianPage) problem() app.UI {
	return app.Div().Class("said").Body(app.Div().Class("problem").Role("alert").Body(app.If(g.Problem != "", func() app.UI {
		return app.P().Text(g.Texts.Say(g.Problem))
	})))
}

// asked says in which role the guardian is asked; where several open the gate,
// the guardian picks one.
func (g *GuardianPage) asked() app.UI {
	t := g.Texts
	body := []app.UI{app.H2().ID("asked").Text(t.Say("ward.asked"))}
	if role := g.single(); role != "" {
		body = append(body,
			app.P().Text(t.Say(WardAsked(role, g.Adult))),
			app.Input().Type("hidden").Name("role").Value(string(role)))
	} else {
		if g.Adult {
			body = append(body, app.P().Text(t.Say(WardAsked("", true))))
		}
		body = append(body, app.P().ID("pick").Text(t.Say("ward.pick")), g.roles())
	}
	body = append(body, app.P().Class("hint").Text(t.Say("ward.off")))
	return app.Section().Class("card").Aria("labelledby", "asked").Body(body...)
}

// single is the one role that opens the gate, or "" when there are several.
func (g *GuardianPage) single() consent.Authority {
	if len(g.Plan.Roles) == 1 {
		return g.Plan.Roles[0]
	}
	return ""
}

func (g *GuardianPage) roles() app.UI {
	var options []app.UI
	for _, role := range g.Plan.Roles {
		options = append(options, g.point("radio", "role", string(role), "ward.role."+string(role), g.Role == role))
	}
	return app.Div().Class("points").Role("radiogroup").Aria("labelledby", "pick").Body(options...)
}

func (g *GuardianPage) duties() app.UI {
	return slot(len(g.Plan.Duties) > 0, func() app.UI { return g.confirm("ward.duties", g.Plan.Duties) })
}

// confirm draws points that have to be confirmed one by one.
func (g *GuardianPage) confirm(title string, points []string) app.UI {
	body := heading(g.Texts, title, title+".title")
	for _, p := range points {
		body = append(body, g.point("checkbox", "confirm", p, "point."+p, slices.Contains(g.Confirmed, p)))
	}
	return app.Section().Class("card points").Aria("labelledby", title).Body(body...)
}

func (g *GuardianPage) point(kind, name, value, key string, on bool) app.UI {
	return app.Label().Class("point").Body(
		app.Input().Type(kind).ID("p-"+value).Name(name).Value(value).Checked(on),
		app.Span().Text(g.Texts.Say(key, "band", BandText(g.Texts, g.Band))),
	)
}

// group are the switches of one kind, all of them off: a guardian's yes is as
// explicit as anybody's. What stays locked is shown with the reason.
func (g *GuardianPage) group(title string, kind consent.Kind) app.UI {
	var rows []Row
	for _, item := range g.Items {
		state := g.Plan.State(item.Key)
		if item.Key.Kind() != kind || state == consent.NotApplicable {
			continue
		}
		row := Row{Key: item.Key, On: state == consent.LockedOn, Locked: state.Locked(), Lock: lock(g.Plan, state)}
		if !row.Locked {
			row.On = g.On[item.Key]
		}
		rows = append(rows, row)
	}
	return slot(len(rows) > 0, func() app.UI { return &Group{Texts: g.Texts, Title: title, Rows: rows} })
}

// bar holds the two answers, which are equals.
func (g *GuardianPage) bar() app.UI {
	var buttons []app.UI
	for _, a := range []consent.Action{"guardian_decline", "guardian_agree"} {
		buttons = append(buttons, &ChoiceButton{Action: a, Label: g.Texts.Say("action." + string(a)), Class: "choice", Submit: true})
	}
	return app.Div().Class("bar").Role("group").Aria("label", g.Texts.Say("panel.actions")).Body(buttons...)
}
