package draw

import (
	"fmt"
	"strings"
)

// A Kept is a drawing that was made before, with its style, as both were.
type Kept struct {
	Lang, Dir, Title string
	HTML, Style      string
	// Shadow says that the drawing lives in the banner's shadow root.
	Shadow bool
}

// Document is k as a document of its own, which needs no server. The drawing
// and the style are inserted as they were written: by this package, before.
func (k *Kept) Document() []byte {
	body := "<style>" + k.Style + "</style>" + k.HTML
	if k.Shadow {
		body = `<sayso-banner><template shadowrootmode="open">` + body + `</template></sayso-banner>`
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="%s" dir="%s"><head><meta charset="utf-8"><title>%s</title>`+
		`<meta name="viewport" content="width=device-width,initial-scale=1"></head><body>%s</body></html>`+"\n",
		escape(k.Lang), escape(k.Dir), escape(k.Title), body)
	return []byte(b.String())
}
