package draw

import (
	"strings"

	"sayso/app/ui"
)

// Guardian draws the whole document at a guardian's link. It has no script.
// The theme is the site's.
func Guardian(g *ui.GuardianPage, theme, style string) ([]byte, error) {
	n, err := tree(g)
	if err != nil {
		return nil, err
	}
	title := g.Texts.Say("ward.title")
	if g.Closed != "" {
		title = g.Texts.Say("ward." + g.Closed)
	}
	var b strings.Builder
	head(&b, g.Texts, theme, title, linked(style))
	b.WriteString("<body>")
	n.html(&b)
	b.WriteString("</body></html>\n")
	return []byte(b.String()), nil
}
