//go:build js && wasm

// Package page is everything that the panel's WASM does to its document:
// reading the drawn form before go-app takes its place, putting back what a
// visitor would miss, posting a choice, and speaking to panel.js.
package page

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"syscall/js"
	"time"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/wasm/internal/live"
)

var (
	window   = js.Global()
	document = window.Get("document")
)

// Island reads the data that the server put beside the form.
func Island() (*wire.Panel, error) {
	el := document.Call("getElementById", "sayso-panel")
	if !el.Truthy() {
		return nil, errors.New("the document has no element sayso-panel")
	}
	island := new(wire.Panel)
	return island, json.Unmarshal([]byte(el.Get("textContent").String()), island)
}

// Device reads what only the browser knows.
func Device(lang string) live.Device {
	now := window.Get("Date").New()
	return live.Device{
		Now: time.UnixMilli(int64(now.Call("getTime").Float())).UTC(),
		Today: consent.Date{
			Year: now.Call("getFullYear").Int(), Month: time.Month(now.Call("getMonth").Int() + 1), Day: now.Call("getDate").Int(),
		},
		GPC:    window.Get("navigator").Get("globalPrivacyControl").Equal(js.ValueOf(true)),
		Show:   dates(lang, map[string]any{"dateStyle": "long", "timeStyle": "short"}),
		Day:    dates(lang, map[string]any{"dateStyle": "long", "timeZone": "UTC"}),
		Number: numbers(lang),
	}
}

// dates writes instants in a language and, if style names no zone, in the
// visitor's.
func dates(lang string, style map[string]any) func(time.Time) string {
	format := window.Get("Intl").Get("DateTimeFormat").New(lang, style)
	return func(t time.Time) string {
		return format.Call("format", window.Get("Date").New(t.UnixMilli())).String()
	}
}

func numbers(lang string) func(int) string {
	format := window.Get("Intl").Get("NumberFormat").New(lang)
	return func(n int) string { return format.Call("format", n).String() }
}

// Speak says in which language the document is from now on.
func Speak(lang, dir, title string) {
	root := document.Get("documentElement")
	root.Set("lang", lang)
	root.Set("dir", dir)
	document.Set("title", title)
	dispatch("sayso:language", nil)
}

// Isolate hides the browser's storage from go-app, which walks all of
// localStorage when it starts. In a frame that may not store anything, even
// looking at it throws; and the panel stores nothing anyway.
func Isolate() {
	for _, name := range []string{"localStorage", "sessionStorage"} {
		empty := map[string]any{"value": map[string]any{"length": 0}, "configurable": true}
		window.Get("Object").Call("defineProperty", window, name, empty)
	}
}

// UUID makes an idempotency key.
func UUID() string { return wire.NewKey(random(), time.Now()) }

// random is a random UUID. Over plain HTTP browsers have no randomUUID, but
// random bytes.
func random() string {
	crypto := window.Get("crypto")
	if crypto.Get("randomUUID").Truthy() {
		return crypto.Call("randomUUID").String()
	}
	found := window.Get("Uint8Array").New(16)
	crypto.Call("getRandomValues", found)
	var b [16]byte
	js.CopyBytesToGo(b[:], found)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // version 4, RFC 9562
	x := hex.EncodeToString(b[:])
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

// Warn writes one line to the console.
func Warn(what string) { window.Get("console").Call("warn", "sayso: "+what) }

// Announce tells panel.js of a recorded choice; it tells the page.
func Announce(answer []byte) { dispatch("sayso:choice", string(answer)) }

// AnnounceStep does the same for what came of a guardian's step: the panel
// stays open.
func AnnounceStep(answer []byte) { dispatch("sayso:step", string(answer)) }

func dispatch(name string, detail any) {
	document.Call("dispatchEvent", window.Get("CustomEvent").New(name, map[string]any{"detail": detail}))
}

// OnState calls fn whenever panel.js heard from the page what holds there.
func OnState(fn func(receipt string, gpc bool)) {
	document.Call("addEventListener", "sayso:state", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if detail := args[0].Get("detail"); detail.Truthy() {
			receipt := detail.Get("receipt")
			fn(text(receipt), detail.Get("gpc").Truthy())
		}
		return nil
	}))
}

func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// Save hands a text to the visitor as a file.
func Save(name, content string) {
	blob := window.Get("Blob").New([]any{content}, map[string]any{"type": "application/jose"})
	url := window.Get("URL").Call("createObjectURL", blob)
	a := document.Call("createElement", "a")
	a.Set("href", url)
	a.Set("download", strings.ReplaceAll(name, "/", "-"))
	a.Call("click")
	window.Get("URL").Call("revokeObjectURL", url)
}
