// Command go-app is a page made with go-app that asks for consent with Sayso.
//
// go-app takes over the first element of the body, and Sayso's banner wants to
// stand first there: so the tag comes once the page is mounted.
package main

import (
	"flag"
	"log"
	"net/http"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// A Shop is the one page. It shows a film to those who allowed it.
type Shop struct {
	app.Compo

	// allowed says whether "functional" is granted now.
	allowed bool
	forget  func()
}

// tag is the address of the script tag; a page of your own writes its own here.
var tag = "https://consent.example/sayso.js?site=shop"

// OnMount adds the tag, and listens to what is granted.
func (s *Shop) OnMount(ctx app.Context) {
	document := app.Window().Get("document")
	listen := app.FuncOf(func(app.Value, []app.Value) any {
		ctx.Dispatch(func(app.Context) {
			s.allowed = app.Window().Get("sayso").Call("allowed", "functional").Bool()
		})
		return nil
	})
	document.Call("addEventListener", "sayso:ready", listen)
	document.Call("addEventListener", "sayso:change", listen)
	s.forget = func() {
		document.Call("removeEventListener", "sayso:ready", listen)
		document.Call("removeEventListener", "sayso:change", listen)
		listen.Release()
	}
	script := document.Call("createElement", "script")
	script.Set("src", tag)
	document.Get("head").Call("append", script)
}

// OnDismount lets go of the page.
func (s *Shop) OnDismount() { s.forget() }

// Render draws the page.
func (s *Shop) Render() app.UI {
	return app.Main().Body(
		app.H1().Text("go-app"),
		app.If(s.allowed, func() app.UI { return app.IFrame().Title("A film").Src("/film") }).
			Else(func() app.UI { return app.P().ID("instead").Text("The film needs your permission.") }),
		app.Button().Type("button").DataSet("sayso-open", "yes").Text("Privacy choices"),
	)
}

func main() {
	app.Route("/", func() app.Composer { return &Shop{} })
	app.RunWhenOnBrowser()
	addr := flag.String("addr", "localhost:8000", "address to listen on")
	flag.Parse()
	log.Fatal(http.ListenAndServe(*addr, &app.Handler{Name: "Shop", Title: "go-app"}))
}
