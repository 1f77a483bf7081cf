package stories

import (
	"fmt"
	"html"
	"strings"

	"sayso/app/i18n"
	"sayso/server/internal/draw"
)

// Styles are the paths of the built style sheets.
type Styles struct{ Banner, Panel string }

// Document draws the story called name as a page of its own. It reports false
// for a name that there is none of.
func Document(name string, t *i18n.Catalog, styles Styles) (page []byte, ok bool, err error) {
	for _, s := range All(t) {
		if s.Name != name {
			continue
		}
		if s.Banner != nil {
			page, err = draw.Stage(s.Banner, styles.Banner)
		} else {
			page, err = draw.Still(*s.Panel, styles.Panel)
		}
		return page, true, err
	}
	return nil, false, nil
}

// Index draws a page that shows every story, each in a frame of its own. The
// frames ask for base + name.
func Index(t *i18n.Catalog, base, query string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sayso: every component in every state</title>`+
		`<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"></head>`+
		`<body><h1>Every component in every state</h1><p>Words: %s.</p>`, html.EscapeString(t.Lang))
	for _, s := range All(t) {
		src := html.EscapeString(base + s.Name + query)
		fmt.Fprintf(&b, `<h2 id="%[1]s"><a href="%[2]s">%[1]s</a></h2><p>%[3]s</p>`+
			`<iframe title="%[1]s" src="%[2]s" width="100%%" height="420" loading="lazy"></iframe>`,
			html.EscapeString(s.Name), src, html.EscapeString(s.Says))
	}
	b.WriteString("</body></html>\n")
	return []byte(b.String())
}
