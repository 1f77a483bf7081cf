package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
)

// Group is a titled list of switches of one kind.
type Group struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// Title is the key of the title: "panel.categories". Required.
	Title string
	// Rows are the switches, in order. At least one.
	Rows []Row
}

// Render draws the group as a section that screen readers can jump to.
func (g *Group) Render() app.UI {
	id := "g-" + g.Title[len("panel."):]
	return app.Section().Class("card group").Aria("labelledby", id).Body(
		append(heading(g.Texts, id, g.Title), app.Div().Class("rows").Body(
			app.Range(g.Rows).Slice(func(i int) app.UI {
				return &Switch{Texts: g.Texts, Row: g.Rows[i]}
			}),
		))...,
	)
}
