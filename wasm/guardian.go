//go:build js && wasm

package main

import (
	"encoding/json"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/wasm/internal/page"
)

// lookEach is the time between two questions of an open panel whether the
// guardian has answered.
const lookEach = 3 * time.Second

// ask sends the question for a guardian. Everything optional is off from the
// answer on, and the page hears of that.
func (r *root) ask(ctx app.Context) {
	question, ok := r.model.Ask(page.Typed("email"))
	if !ok {
		return
	}
	r.guardian(ctx, "v1/guardians", question, r.model.Unasked)
}

// confirm sends the minor's part of a step that both take together. It reports
// whether the press was one.
func (r *root) confirm(ctx app.Context, method consent.Method) bool {
	part, ok := r.model.Confirm(method)
	if part != nil {
		r.guardian(ctx, "v1/guardians/confirm", part, r.model.Refused)
	}
	return ok
}

// guardian posts a question about the step and takes the answer over.
func (r *root) guardian(ctx app.Context, path string, question any, refused func(status int)) {
	body, err := json.Marshal(question)
	if err != nil {
		page.Warn(err.Error())
		return
	}
	ctx.Async(func() {
		status, text, err := page.PostHere(path, body)
		ctx.Dispatch(func(ctx app.Context) {
			state := new(wire.GuardianState)
			if err != nil || status != 200 && status != 201 || json.Unmarshal([]byte(text), state) != nil {
				refused(status)
				return
			}
			r.news(ctx, state)
		})
	})
}

// news takes over how far the step has come, tells the page of what was
// recorded, and asks again later while the guardian has not answered.
func (r *root) news(ctx app.Context, state *wire.GuardianState) {
	recorded, err := r.model.News(state)
	r.check(err)
	if recorded {
		answer, err := json.Marshal(state.Answer)
		r.check(err)
		page.AnnounceStep(answer)
		r.recall(ctx)
	}
	r.watch(ctx, lookEach)
}

// watch asks after a while how far the step has come, if there is anything to
// wait for. One question at a time is enough.
func (r *root) watch(ctx app.Context, after time.Duration) {
	if _, waits := r.model.Asks(); !waits || r.watching {
		return
	}
	r.watching = true
	ctx.Async(func() {
		time.Sleep(after)
		ctx.Dispatch(func(ctx app.Context) { r.look(ctx) })
	})
}

func (r *root) look(ctx app.Context) {
	question, waits := r.model.Asks()
	if r.watching = false; !waits {
		return
	}
	body, err := json.Marshal(question)
	r.check(err)
	r.watching = true
	ctx.Async(func() {
		status, text, err := page.Post("v1/guardians/state", body)
		ctx.Dispatch(func(ctx app.Context) {
			r.watching = false
			state := new(wire.GuardianState)
			switch {
			case err == nil && status == 200 && json.Unmarshal([]byte(text), state) == nil:
				r.news(ctx, state)
			case status == 404:
				r.news(ctx, nil)
			default: // no answer now; the next question may have one
				r.watch(ctx, lookEach)
			}
		})
	})
}
