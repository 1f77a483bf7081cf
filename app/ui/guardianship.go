package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/i18n"
)

// WardQuestion lets an adult under guardianship, or whoever acts for one, say
// so. It stands only where that changes something (KRO-VN-03), is never ticked
// before, and asks for no reason and no name.
type WardQuestion struct {
	app.Compo

	// Texts holds the words to show. Required.
	Texts *i18n.Catalog
	// On says that it was said, and Kept that it is on record: it then stands
	// as long as the recorded choice.
	On, Kept bool
}

// Render draws the question.
func (q *WardQuestion) Render() app.UI {
	box := app.Input().Type("checkbox").ID("under-guardianship").Name("under_guardianship").Value("1").
		Checked(q.On).OnChange(q.said)
	if q.Kept {
		box = box.Disabled(true).Aria("describedby", "guardianship-kept")
	}
	return app.Section().Class("card").Aria("labelledby", "guardianship").Body(append(
		heading(q.Texts, "guardianship", "guardianship.title"),
		app.Label().Class("point").Body(box, app.Span().Text(q.Texts.Say("guardianship.tick"))),
		slot(q.Kept, func() app.UI {
			return app.P().Class("hint").ID("guardianship-kept").Text(q.Texts.Say("guardianship.kept"))
		}),
	)...)
}

func (q *WardQuestion) said(ctx app.Context, _ app.Event) {
	ctx.NewActionWithValue(ActWard, ctx.JSSrc().Get("checked").Bool())
}
