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
	// Style, Script, Exec and WASM are the paths of panel.css, panel.js,
	// wasm_exec.js and panel.wasm. Style and Script are required.
	Style, Script, Exec, WASM string
}

// A StandalonePage is a page of its own with the same form. It needs no script
// and has none.
type StandalonePage struct {
	// Panel is what to draw. Required.
	Panel ui.Panel
	// Style is the path of panel.css. Required.
	Style string
}

// Panel draws the frame's whole document. The panel is the first element of
// the body: go-app takes that one over, whatever it is.
//
// panel.js finds the paths of the WASM in the data of its own script element:
// data-exec and data-wasm.
func Panel(d PanelPage) ([]byte, error) {
	island, err := json.Marshal(d.Island) // writes "<" as \u003c
	if err != nil {
		return nil, fmt.Errorf("writing the panel's data: %w", err)
	}
	tail := fmt.Sprintf(`<script type="application/json" id="sayso-panel">%s</script>`, island) +
		fmt.Sprintf(`<script src="%s" data-exec="%s" data-wasm="%s" defer></script>`, escape(d.Script), escape(d.Exec), escape(d.WASM))
	d.Panel.Page = false
	return document(&d.Panel, d.Panel.Texts.Say("panel.title"), d.Style, tail)
}

// Standalone draws the whole document of /p/{site}.
func Standalone(d StandalonePage) ([]byte, error) {
	d.Panel.Page, d.Panel.Live = true, false
	return Still(d.Panel, d.Style)
}

// Still draws a document with the panel as it is and no script at all.
func Still(panel ui.Panel, style string) ([]byte, error) {
	return document(&panel, panel.Texts.Say("page.title", "name", panel.Name), style, "")
}

// Stage draws a document of our own words around a banner in its shadow root,
// which the browser builds without a script.
func Stage(b *ui.Banner, style string) ([]byte, error) {
	n, err := tree(b)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	head(&out, b.Texts, b.Texts.Say("banner.label"), "")
	fmt.Fprintf(&out, `<body><sayso-banner><template shadowrootmode="open"><link rel="stylesheet" href="%s">`, escape(style))
	n.html(&out)
	out.WriteString("</template></sayso-banner></body></html>\n")
	return []byte(out.String()), nil
}

func document(panel *ui.Panel, title, style, tail string) ([]byte, error) {
	n, err := tree(panel)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	head(&b, panel.Texts, title, style)
	b.WriteString("<body>")
	n.html(&b)
	b.WriteString(tail)
	b.WriteString("</body></html>\n")
	return []byte(b.String()), nil
}

func head(b *strings.Builder, texts *i18n.Catalog, title, style string) {
	fmt.Fprintf(b, `<!doctype html><html lang="%s" dir="%s"><head><meta charset="utf-8"><title>%s</title>`,
		escape(texts.Lang), escape(texts.Dir), escape(title))
	b.WriteString(`<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">` +
		`<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">`)
	if style != "" {
		fmt.Fprintf(b, `<link rel="stylesheet" href="%s">`, escape(style))
	}
	b.WriteString("</head>")
}
