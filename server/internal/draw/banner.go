package draw

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/ui"
	"sayso/app/wire"
)

// Banner draws the banner as the JSON tree that the loader builds it from. The
// same banner gives the same bytes.
func Banner(b *ui.Banner) (wire.Node, error) {
	n, err := tree(b)
	if err != nil {
		return nil, err
	}
	return n.marshal()
}

// Fragment draws any component as a piece of HTML.
func Fragment(component app.UI) (string, error) {
	n, err := tree(component)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	n.html(&b)
	return b.String(), nil
}
