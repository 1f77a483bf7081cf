// Package engine drives the three browser engines that there are, through one
// small interface: Chromium by its own protocol, Firefox by WebDriver BiDi and
// WebKit by WebDriver. No driver is needed beyond what Debian packages.
//
// What is typed and pressed goes in as input of the browser, not as events of
// a script: focus, default actions and the dialog's modality are the engine's.
package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// patience is how long one command may take. A loaded machine is slow; only a
// browser that hangs is this slow.
const patience = 60 * time.Second

// ErrCannot is what a page answers to what its engine has no way for.
var ErrCannot = errors.New("this engine cannot")

// An Engine is a running browser.
type Engine interface {
	// Page opens an empty page with cookies and storage of its own.
	Page() (Page, error)
	// Close ends the browser and everything that it started.
	Close() error
}

// A Frame is the JavaScript expression that finds a frame in the page, and ""
// the page itself.
type Frame string

// A Page is one page. Its methods are for one goroutine.
type Page interface {
	// Open loads a page, and returns once it is loaded.
	Open(url string) error
	// Eval gives the value of the expression js in a frame, as JSON. It waits
	// for a promise.
	Eval(in Frame, js string) (json.RawMessage, error)
	// Click moves the mouse to the middle of the element that js finds in a
	// frame, and presses.
	Click(in Frame, js string) error
	// Press presses keys one after the other: those below, or single letters.
	Press(keys ...string) error
	// Resize gives the page so many CSS pixels, or ErrCannot.
	Resize(width, height int) error
	// Header sends one more header with each request, or gives ErrCannot.
	Header(name, value string) error
	// Cookies reads the jar, by name.
	Cookies() (map[string]string, error)
	// Screenshot gives a PNG of what is on screen.
	Screenshot() ([]byte, error)
	// Close closes the page and forgets what it stored.
	Close() error
}

// Keys as WebDriver writes them.
const (
	Tab     = "\ue004"
	BackTab = "\ue008\ue004" // with Shift
	Enter   = "\ue007"
	Escape  = "\ue00c"
	Space   = " "
	Down    = "\ue015"
	Home    = "\ue011"
)

// asJSON makes of an expression one whose value is its JSON, a string.
func asJSON(js string) string {
	return "(async () => JSON.stringify(await (" + js + ")) ?? 'null')()"
}

// inView makes of an expression that finds an element one that brings it into
// view and gives its middle.
func inView(js string) string {
	return `(async (el) => {
		if (!el) throw Error("there is no such element");
		el.scrollIntoView({ block: "center", behavior: "instant" });
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		const r = el.getBoundingClientRect();
		return { x: r.x + r.width / 2, y: r.y + r.height / 2 };
	})(` + js + `)`
}

// A point is a place in a viewport, in CSS pixels.
type point struct{ X, Y float64 }

// middle brings an element of p into view and says where its middle is.
func middle(p Page, in Frame, js string) (at point, err error) {
	raw, err := p.Eval(in, inView(js))
	if err != nil {
		return at, err
	}
	return at, json.Unmarshal(raw, &at)
}

// limit is the context of one command.
func limit() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

// failed says which expression had which error.
func failed(js string, err error) error { return fmt.Errorf("%.300s: %w", js, err) }
