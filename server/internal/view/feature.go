package view

import (
	"bytes"
	"fmt"

	"sayso/server/internal/asset"
	"sayso/server/internal/site"
)

// Names in the loader that the server puts something else in the place of.
const (
	viewName     = "__SAYSO_VIEW__"
	featuresName = "__SAYSO_FEATURES__"
)

// A feature is an optional part of the loader: see web/loader/feature.ts. Its
// code is the built file feature-NAME.js, one expression.
type feature struct {
	name string
	// used reports whether a site uses the feature.
	used func(*site.Site) bool
	// options is what the feature is told, under options.NAME in the view. It
	// depends on what is shown and on nothing else. Nil tells nothing.
	options func(*Maker, *Shown) any
}

// features lists all of them, in the order in which they start.
var features = signals

// usedBy is those of all that s uses.
func usedBy(s *site.Site, all []feature) (used []feature) {
	for _, f := range all {
		if f.used(s) {
			used = append(used, f)
		}
	}
	return used
}

// code is the loader with some features, before and after the place of the
// view.
func code(built *asset.Shelf, used []feature) (halves [2][]byte, err error) {
	loader, err := built.File("loader.js")
	if err != nil {
		return halves, err
	}
	for _, name := range []string{viewName, featuresName} {
		if bytes.Count(loader.Plain, []byte(name)) != 1 {
			return halves, fmt.Errorf(`web/built/loader.js does not hold %s exactly once; run "make build"`, name)
		}
	}
	var parts [][]byte
	for _, f := range used {
		part, err := built.File("feature-" + f.name + ".js")
		if err != nil {
			return halves, err
		}
		parts = append(parts, bytes.TrimSpace(part.Plain))
	}
	list := "[" + string(bytes.Join(parts, []byte(",\n"))) + "]"
	all := bytes.Replace(loader.Plain, []byte(featuresName), []byte(list), 1)
	halves[0], halves[1], _ = bytes.Cut(all, []byte(viewName))
	return halves, nil
}

// options is what the features of s are told, by name.
func (m *Maker) options(s *Shown) map[string]any {
	all := map[string]any{}
	for _, f := range usedBy(s.Site, features) {
		if f.options != nil {
			all[f.name] = f.options(m, s)
		}
	}
	return all
}
