// Package words keeps the texts of every language and finds the one that a
// visitor reads. It stays on the server: a browser gets one language only.
package words

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"sayso/app/i18n"
)

// A Shelf holds all languages. It is safe for concurrent use.
type Shelf struct {
	files   []*i18n.File // English first, then by tag
	matcher language.Matcher
}

// Load reads every *.json file at the top of fsys. English must be there: it
// serves visitors whose languages nobody wrote.
func Load(fsys fs.FS) (*Shelf, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, err
	}
	s := &Shelf{}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f, err := i18n.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if f.Lang+".json" != name {
			return nil, fmt.Errorf("%s: $lang is %q; name the file %s.json", name, f.Lang, f.Lang)
		}
		s.files = append(s.files, f)
	}
	return s, s.sort()
}

// sort puts English first, because the matcher falls back to its first tag.
func (s *Shelf) sort() error {
	slices.SortFunc(s.files, func(a, b *i18n.File) int {
		if (a.Lang == "en") != (b.Lang == "en") {
			if a.Lang == "en" {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Lang, b.Lang)
	})
	if len(s.files) == 0 || s.files[0].Lang != "en" {
		return fmt.Errorf("no en.json among the words; English is what every other language falls back to")
	}
	tags := make([]language.Tag, len(s.files))
	for i, f := range s.files {
		tag, err := language.Parse(f.Lang)
		if err != nil {
			return fmt.Errorf("%s.json: $lang: %w", f.Lang, err)
		}
		tags[i] = tag
	}
	s.matcher = language.NewMatcher(tags)
	return nil
}

// Match finds the language for a visitor who asked for want (a BCP 47 tag, or
// empty) and whose browser says accept (an Accept-Language header).
func (s *Shelf) Match(want, accept string) *i18n.File {
	var tags []language.Tag
	if tag, err := language.Parse(strings.TrimSpace(want)); want != "" && err == nil {
		tags = append(tags, tag)
	}
	// Bad entries are left out by the parser; the good ones still count.
	if accepted, _, err := language.ParseAcceptLanguage(accept); err == nil {
		tags = append(tags, accepted...)
	}
	_, i, sure := s.matcher.Match(tags...)
	if sure == language.No {
		// The matcher would still offer a language of the same script, and a
		// Russian reader would meet Bulgarian.
		return s.files[0]
	}
	return s.files[i]
}

// Files lists every language, English first.
func (s *Shelf) Files() []*i18n.File { return s.files }
