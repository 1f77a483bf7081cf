package site

import (
	"errors"

	"sayso/server/internal/yamlfile"
)

// A Theme says whether the banner and the panel are light or dark.
type Theme string

// The themes. The empty one is Auto.
const (
	Auto  Theme = "auto" // as the visitor's system has it
	Light Theme = "light"
	Dark  Theme = "dark"
)

// A Layout is where the banner stands. Every layout leaves the page usable.
type Layout string

// The layouts. The empty one is Bar.
const (
	Bar    Layout = "bar"    // along the bottom
	Card   Layout = "card"   // in the lower corner where a line of text ends
	Dialog Layout = "dialog" // in the middle
)

func (s *Site) look(f *yamlfile.File) error {
	var errs []error
	switch s.Theme {
	case "", Auto, Light, Dark:
	default:
		errs = append(errs, f.Errorf("$.theme", "theme is %q; write auto, light or dark", s.Theme))
	}
	switch s.Layout {
	case "", Bar, Card, Dialog:
	default:
		errs = append(errs, f.Errorf("$.layout", "layout is %q; write bar, card or dialog", s.Layout))
	}
	return errors.Join(errs...)
}
