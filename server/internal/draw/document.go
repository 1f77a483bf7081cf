package draw

import (
	"encoding/json"
	"fmt"
	"strings"

	"sayso/app/i18n"
	"sayso/app/ui"
	"sayso/app/wire"
)

// A PanelPage is the document in the panel's frame.
type PanelPage struct {
	// Panel is what to draw. Required.
	Panel ui.Panel
	// Island is what WASM needs to make the drawing live. Required.
	Island *wire.Panel
	// Theme is "light", "dark" or anything else for the visitor's own.
	Theme string
	// Style is panel.css itself: fetched apart, it would keep the panel from
	// being painted for a round trip. Required.
	Style string
	// Script, Exec and WASM are the paths of panel.js, wasm_exec.js and
	// panel.wasm. Script is required.
	Script, Exec, WASM string
}

// A StandalonePage is a page of its own with the same form. It needs no script
// and has none.
type StandalonePage struct {
	// Panel is what to draw. Required.
	Panel ui.Panel
	// Theme is "light", "dark" or anything else for the visitor's own.
	Theme string
	// Style is the path of panel.css. Required.
	Style string
}

// Panel draws the frame's whole document. The panel is the first element of
// the body: go-app takes that one over, whatever it is.
//
// panel.js finds in the data of its own script element the paths of the WASM,
// data-exec and data-wasm, the page's data-origin, and data-answered where the
// island holds an answer: it need not read the island of a panel made ahead.
func Panel(d PanelPage) ([]byte, error) {
	island, err := json.Marshal(d.Island) // writes "<" as \u003c
	if err != nil {
		return nil, fmt.Errorf("writing the panel's data: %w", err)
	}
	tail := fmt.Sprintf(`<script type="application/json" id="sayso-panel">%s</script>`, island) +
		fmt.Sprintf(`<script src="%s" data-exec="%s" data-wasm="%s" data-origin="%s"`, escape(d.Script), escape(d.Exec), escape(d.WASM), escape(d.Island.Origin))
	if d.Island.Answer != nil {
		tail += " data-answered"
	}
	tail += " defer></script>"
	d.Panel.Page = false
	return document(&d.Panel, d.Theme, d.Panel.Texts.Say("panel.title"), "<style>"+d.Style+"</style>", tail)
}

// Standalone draws the whole document of /p/{site}.
func Standalone(d StandalonePage) ([]byte, error) {
	d.Panel.Page, d.Panel.Live = true, false
	return Still(d)
}

// Still draws a document with the panel as it is and no script at all.
func Still(d StandalonePage) ([]byte, error) {
	return document(&d.Panel, d.Theme, d.Panel.Texts.Say("page.title", "name", d.Panel.Name), linked(d.Style), "")
}

// Stage draws a page of our own words around a banner in its shadow root, which
// the browser builds without a script. The style is the sheet itself, as the
// loader has it.
func Stage(b *ui.Banner, theme, style string) ([]byte, error) {
	n, err := tree(b)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	title := b.Texts.Say("banner.label")
	head(&out, b.Texts, theme, title, "")
	fmt.Fprintf(&out, `<body><sayso-banner lang="%s" dir="%s"><template shadowrootmode="open"><style>%s</style>`,
		escape(b.Texts.Lang), escape(b.Texts.Dir), style)
	n.html(&out)
	fmt.Fprintf(&out, "</template></sayso-banner><main><h1>%s</h1></main></body></html>\n", escape(title))
	return []byte(out.String()), nil
}

func document(panel *ui.Panel, theme, title, sheet, tail string) ([]byte, error) {
	n, err := tree(panel)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	head(&b, panel.Texts, theme, title, sheet)
	b.WriteString("<body>")
	n.html(&b)
	b.WriteString(tail)
	b.WriteString("</body></html>\n")
	return []byte(b.String()), nil
}

// linked is the element of a stylesheet at path.
func linked(path string) string { return `<link rel="stylesheet" href="` + escape(path) + `">` }

// head begins a document; sheet is the element of its stylesheet, or "".
func head(b *strings.Builder, texts *i18n.Catalog, theme, title, sheet string) {
	scheme, data := "light dark", ""
	if theme == "light" || theme == "dark" {
		scheme, data = theme, ` data-theme="`+theme+`"`
	}
	fmt.Fprintf(b, `<!doctype html><html lang="%s" dir="%s"%s><head><meta charset="utf-8"><title>%s</title>`,
		escape(texts.Lang), escape(texts.Dir), data, escape(title))
	b.WriteString(`<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">` +
		`<meta name="color-scheme" content="` + scheme + `"><meta name="robots" content="noindex">` + sheet + "</head>")
}
