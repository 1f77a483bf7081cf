package stories

import (
	"sayso/app/i18n"
	"sayso/server/internal/draw"
	"sayso/server/internal/site"
)

// A Look is how a story is dressed.
type Look struct {
	// Theme is light, dark or auto.
	Theme site.Theme
	// Panel is the path of panel.css.
	Panel string
	// Banner gives the banner's style sheet in a layout and a theme.
	Banner func(site.Layout, site.Theme) string
}

// Document draws the story called name as a page of its own. It reports false
// for a name that there is none of.
func Document(name string, t *i18n.Catalog, look Look) (page []byte, ok bool, err error) {
	for _, s := range All(t) {
		if s.Name != name {
			continue
		}
		if s.Ward != nil {
			page, err = draw.Guardian(s.Ward, string(look.Theme), look.Panel)
		} else if s.Banner != nil {
			page, err = draw.Stage(s.Banner, string(look.Theme), look.Banner(s.Layout, look.Theme))
		} else {
			page, err = draw.Still(draw.StandalonePage{Panel: *s.Panel, Theme: string(look.Theme), Style: look.Panel})
		}
		return page, true, err
	}
	return nil, false, nil
}
