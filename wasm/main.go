//go:build js && wasm

// Command wasm drives the preference panel in the visitor's browser.
//
// It runs in the panel's own document, in a frame of the consent server's
// origin, started by panel.js once the drawn form is usable. Between the two:
//
//   - the data island <script id="sayso-panel"> holds wire.Panel;
//   - the hidden input "previous" holds the receipt that the page knows, and
//     panel.js fires "sayso:state" on the document, detail {receipt, gpc},
//     when it hears of another;
//   - after a recorded choice this program fires "sayso:choice" on the
//     document, detail the JSON of wire.Answer, and panel.js tells the page;
//   - Escape and [data-sayso-action=close] are panel.js's: they change
//     nothing here.
//
// Nothing else is shared and nothing global is exposed. If anything fails
// before the panel is mounted, the drawn form stays as it is and works.
package main

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/wasm/internal/live"
	"sayso/wasm/internal/page"
)

func main() {
	r, err := prepare()
	if err != nil {
		page.Warn("the panel works as a plain form: " + err.Error())
		return
	}
	app.Route(app.Window().URL().Path, func() app.Composer { return r })
	app.RunWhenOnBrowser()
}

// prepare does all the slow work first: reading the form and mounting follow
// each other without a pause.
func prepare() (*root, error) {
	island, err := page.Island()
	if err != nil {
		return nil, err
	}
	page.Isolate()
	device := page.Device(island.Lang)
	if _, err := live.New(island, live.Form{}, device, page.UUID); err != nil {
		return nil, err
	}
	page.Settle()
	snapshot := page.Take()
	model, err := live.New(island, snapshot.Form, device, page.UUID)
	return &root{model: model, snapshot: snapshot}, err
}
