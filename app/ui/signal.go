package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
)

// SignalStatus says that the visitor's opt-out signal was honoured, as
// California asks since 2026 (11 CCR 7025(c)(6), KRO-USCA-19).
type SignalStatus struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
}

// Render draws the status.
func (s *SignalStatus) Render() app.UI {
	return app.Section().Class("card signal").DataSet("sayso-gpc", "honoured").Aria("labelledby", "gpc").Body(
		heading(s.Texts, "gpc", "gpc.title")...,
	)
}
