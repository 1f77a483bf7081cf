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
	watching bool // whether a guardian has answered
}

// Render draws what the model says.
func (r *root) Render() app.UI { return r.model.Panel() }

// OnMount runs before the browser paints again.
func (r *root) OnMount(ctx app.Context) {
	r.snapshot.Restore()
	ctx.Handle(ui.ActTick, func(_ app.Context, a app.Action) { r.model.Tick(a.Value.(ui.Tick)) })
	ctx.Handle(ui.ActBirth, func(_ app.Context, a app.Action) { r.check(r.model.Birth(a.Value.(string))) })
	ctx.Handle(ui.ActWard, func(_ app.Context, a app.Action) { r.check(r.model.Ward(a.Value.(bool))) })
	ctx.Handle(ui.ActPress, func(ctx app.Context, a app.Action) { r.press(ctx, a.Value.(string)) })
	ctx.Handle(ui.ActDeclare, func(_ app.Context, a app.Action) { r.model.Declare(a.Value.(bool)) })
	ctx.Handle(ui.ActDownload, func(app.Context, app.Action) {
		jws, id := r.model.Receipt()
		page.Save("sayso-"+id+".jws", jws)
	})
	ctx.Handle(ui.ActLanguage, func(ctx app.Context, a app.Action) { r.speak(ctx, a.Value.(string)) })
	page.OnState(func(receipt string, gpc bool) {
		ctx.Dispatch(func(ctx app.Context) {
			r.check(r.model.State(receipt, gpc))
			r.recall(ctx)
			r.watch(ctx, 0)
		})
	})
	r.recall(ctx)
	r.watch(ctx, 0)
	r.speak(ctx, r.snapshot.Lang)
}

// press does what a button of the form stands for.
func (r *root) press(ctx app.Context, action string) {
	switch method := consent.Method(action); {
	case action == string(consent.ActionStartGuardianFlow):
		r.ask(ctx)
	case r.confirm(ctx, method):
	default:
		r.send(ctx, method)
	}
}

// recall asks for the choices before the one that is held. Without an answer
// the newest is shown alone.
func (r *root) recall(ctx app.Context) {
	receipt := r.model.Untold()
	if receipt == "" {
		return
	}
	post(ctx, "v1/history", map[string]string{"receipt": receipt}, func(h *wire.History) {
		if h != nil {
			r.model.Told(h)
		}
	})
}

// speak fetches the words of another language. Only those travel.
func (r *root) speak(ctx app.Context, lang string) {
	if lang == "" || lang == r.model.Speaks() {
		return
	}
	post(ctx, "v1/language", wire.LanguageRequest{Plan: r.model.Plan(), Lang: lang}, func(t *wire.Translation) {
		if t == nil {
			r.model.Unspoken()
			return
		}
		r.check(r.model.Speak(t, page.Device(t.Lang)))
		page.Speak(t.Lang, t.Dir, t.Words["panel.title"])
	})
}

// post sends a question to our server and hands the answer on, on the UI
// goroutine; nil when none came.
func post[T any](ctx app.Context, path string, question any, then func(*T)) {
	body, err := json.Marshal(question)
	if err != nil {
		page.Warn(err.Error())
		return
	}
	ctx.Async(func() {
		answer := new(T)
		status, text, err := page.Post(path, body)
		if err != nil || status != 200 || json.Unmarshal([]byte(text), answer) != nil {
			answer = nil
		}
		ctx.Dispatch(func(app.Context) { then(answer) })
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
		ctx.Dispatch(func(ctx app.Context) {
			r.answered(method, status, text, err)
			r.recall(ctx)
		})
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
