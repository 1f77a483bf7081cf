package view

import (
	"bytes"
	"fmt"
	"slices"

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
//
// Signals come before what opens: others must have heard what holds before
// their scripts run.
var features = append(slices.Clip(signals), gates...)

// gates are the features that do more with gates than open and shut them. Each
// is a file of that name in web/loader/features.
var gates = []feature{
	{"switches", func(s *site.Site) bool { return s.Switches }, switches},
	{"block", func(s *site.Site) bool { return len(s.Blocked()) > 0 }, block},
	{"clean", func(s *site.Site) bool { return len(traces(s)) > 0 }, clean},
	{"embeds", func(s *site.Site) bool { return s.Embeds }, embeds},
	{"report", func(s *site.Site) bool { return s.Report }, report},
}

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
// view. Without any, it is the one that has no place for them.
func code(built *asset.Shelf, used []feature) (halves [2][]byte, err error) {
	file := "loader.js"
	if used != nil {
		file = "loader-hosting.js"
	}
	loader, err := built.File(file)
	if err != nil {
		return halves, err
	}
	all := loader.Plain
	if used != nil {
		host, err := hosted(built, used)
		if err != nil {
			return halves, err
		}
		before, after, found := bytes.Cut(all, []byte(featuresName))
		if !found {
			return halves, placeless(file, featuresName)
		}
		all = slices.Concat(before, host, after)
	}
	before, after, found := bytes.Cut(all, []byte(viewName))
	if !found {
		return halves, placeless(file, viewName)
	}
	return [2][]byte{before, after}, nil
}

func placeless(file, name string) error {
	return fmt.Errorf(`web/built/%s does not hold %s; run "make build"`, file, name)
}

// hosted is the host of the features, called with them: HOST([F,F]).
func hosted(built *asset.Shelf, used []feature) ([]byte, error) {
	names := []string{"host"}
	for _, f := range used {
		names = append(names, f.name)
	}
	parts := make([][]byte, len(names))
	for i, name := range names {
		part, err := built.File("feature-" + name + ".js")
		if err != nil {
			return nil, err
		}
		parts[i] = bytes.TrimSpace(part.Plain)
	}
	return fmt.Appendf(nil, "%s([%s])", parts[0], bytes.Join(parts[1:], []byte(",\n"))), nil
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
