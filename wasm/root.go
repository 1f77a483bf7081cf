//go:build js && wasm

package main

import (
	"encoding/json"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/wasm/internal/live"
	"sayso/wasm/internal/page"
)

// root joins the panel's component to the model: actions go in, and what
// follows is drawn. All its methods run on go-app's UI goroutine.
type root struct {
	app.Compo

	model    *live.Model
	snapshot page.Snapshot
}

// Render draws what the model says.
func (r *root) Render() app.UI { return r.model.Panel() }

// OnMount runs before the browser paints again.
func (r *root) OnMount(ctx app.Context) {
	r.snapshot.Restore()
	ctx.Handle(ui.ActTick, func(_ app.Context, a app.Action) { r.model.Tick(a.Value.(ui.Tick)) })
	ctx.Handle(ui.ActBirth, func(_ app.Context, a app.Action) { r.check(r.model.Birth(a.Value.(string))) })
	ctx.Handle(ui.ActPress, func(ctx app.Context, a app.Action) { r.send(ctx, consent.Method(a.Value.(string))) })
	ctx.Handle(ui.ActDownload, func(app.Context, app.Action) {
		jws, id := r.model.Receipt()
		page.Save("sayso-"+id+".jws", jws)
	})
	page.OnState(func(receipt string, gpc bool) {
		ctx.Dispatch(func(app.Context) { r.check(r.model.State(receipt, gpc)) })
	})
}

func (r *root) check(err error) {
	if err != nil {
		page.Warn(err.Error())
	}
}

// send posts a choice. The panel stays usable: what fails is said in words,
// and everything ticked stays ticked.
func (r *root) send(ctx app.Context, method consent.Method) {
	sub, ok := r.model.Send(method)
	if !ok {
		return
	}
	body, err := json.Marshal(sub)
	if err != nil {
		page.Warn(err.Error())
		return
	}
	ctx.Async(func() {
		status, text, err := page.Post("v1/choices", body)
		ctx.Dispatch(func(app.Context) { r.answered(method, status, text, err) })
	})
}

func (r *root) answered(method consent.Method, status int, text string, err error) {
	answer := new(wire.Answer)
	if err == nil && (status == 200 || status == 201) {
		err = json.Unmarshal([]byte(text), answer)
	}
	if err != nil || status != 200 && status != 201 {
		if err != nil {
			page.Warn("the choice was not recorded: " + err.Error())
		}
		r.model.Refused(status)
		return
	}
	r.check(r.model.Recorded(method, answer))
	page.Announce([]byte(text))
}
