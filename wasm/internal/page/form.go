//go:build js && wasm

package page

import (
	"syscall/js"
	"time"

	"sayso/app/consent"
	"sayso/wasm/internal/live"
)

// A Snapshot is what the visitor would miss if the drawn form were simply
// replaced: go-app does not take over elements, it puts its own in their place.
type Snapshot struct {
	Form live.Form

	// Lang is the language that was chosen from the list.
	Lang string

	open   []string // ids of unfolded parts
	focus  string   // selector of the focused element
	scroll float64
}

// Settle waits while the visitor is pressing something: an element that goes
// away between press and release loses the click.
func Settle() {
	for document.Call("querySelector", ":active:not(html,body,main,form)").Truthy() {
		time.Sleep(30 * time.Millisecond)
	}
}

// Take reads the drawn form. Nothing may run between it and the mounting.
func Take() Snapshot {
	s := Snapshot{Form: live.Form{Ticks: consent.Grants{}, Previous: value("input[name=previous]")}}
	if band, err := consent.ParseBand(value("select[name=band]")); err == nil {
		s.Form.Band = band
	}
	s.Form.Ward = document.Call("querySelector", "#under-guardianship:checked").Truthy()
	s.Lang = value("select[name=lang]")
	each("input[name=grant]:not(:disabled)", func(el js.Value) {
		s.Form.Ticks[consent.Key(el.Get("value").String())] = el.Get("checked").Bool()
	})
	each("details[open]", func(el js.Value) { s.open = append(s.open, el.Get("id").String()) })
	s.focus = selector(document.Get("activeElement"))
	s.scroll = document.Get("scrollingElement").Get("scrollTop").Float()
	return s
}

// Restore puts back what Take saw, once the live panel is mounted.
func (s *Snapshot) Restore() {
	for _, id := range s.open {
		if el := document.Call("getElementById", id); el.Truthy() {
			el.Set("open", true)
		}
	}
	if s.focus != "" {
		if el := document.Call("querySelector", s.focus); el.Truthy() {
			el.Call("focus", map[string]any{"preventScroll": true})
		}
	}
	document.Get("scrollingElement").Set("scrollTop", s.scroll)
	// For style sheets and tests: from here on the panel is live.
	document.Get("documentElement").Get("dataset").Set("saysoLive", "1")
}

// selector finds el again among the mounted elements. The age question asks
// differently once it is live, so the focus moves to its other form.
func selector(el js.Value) string {
	if !el.Truthy() || el.Equal(document.Get("body")) {
		return ""
	}
	if id := el.Get("id").String(); id == "band" {
		return "#birth"
	} else if id != "" {
		return "#" + window.Get("CSS").Call("escape", id).String()
	}
	if action := el.Get("dataset").Get("saysoAction"); action.Truthy() {
		return `[data-sayso-action="` + action.String() + `"]`
	}
	if el.Get("tagName").String() == "SUMMARY" {
		return "#" + el.Get("parentElement").Get("id").String() + ">summary"
	}
	return ""
}

// Typed is what stands in the input with an id.
func Typed(id string) string { return value("#" + id) }

func value(selector string) string {
	if el := document.Call("querySelector", selector); el.Truthy() {
		return el.Get("value").String()
	}
	return ""
}

func each(selector string, fn func(js.Value)) {
	list := document.Call("querySelectorAll", selector)
	for i := range list.Length() {
		fn(list.Index(i))
	}
}
