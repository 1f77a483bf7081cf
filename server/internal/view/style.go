package view

import (
	"bytes"

	"sayso/server/internal/asset"
	"sayso/server/internal/site"
)

// sheets are the style sheets of the layouts that differ from the bar.
var sheets = map[site.Layout]string{site.Card: "banner-card.css", site.Dialog: "banner-dialog.css"}

// dress reads the banner's style sheets.
func (m *Maker) dress(built *asset.Shelf) error {
	m.styles = map[site.Layout]string{}
	base, err := built.File("banner.css")
	if err != nil {
		return err
	}
	m.styles[site.Bar] = string(bytes.TrimSpace(base.Plain))
	for layout, name := range sheets {
		sheet, err := built.File(name)
		if err != nil {
			return err
		}
		m.styles[layout] = m.styles[site.Bar] + string(bytes.TrimSpace(sheet.Plain))
	}
	return nil
}

// Style is the banner's style sheet in a layout and a theme. Of what a site
// does not use nothing travels. A page's own --sayso-scheme on sayso-banner
// still stands above the site's theme.
func (m *Maker) Style(layout site.Layout, theme site.Theme) string {
	if layout == "" {
		layout = site.Bar
	}
	style := m.styles[layout]
	if theme == site.Light || theme == site.Dark {
		style += ":host{--sayso-scheme:" + string(theme) + "}"
	}
	return style
}
