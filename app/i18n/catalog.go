// Package i18n says things in the visitor's words. It knows keys and texts;
// plural rules, dates and numbers are the browser's (Intl).
package i18n

import (
	"strconv"
	"strings"
)

// A Catalog holds the texts of one language.
type Catalog struct {
	Lang string // BCP 47
	Dir  string // "ltr" or "rtl"
	// Words maps a key such as "banner.title" to its text. A text may hold
	// places for values: "{name}".
	Words map[string]string
	// Number writes a number as readers of the language do. The browser has
	// one (Intl); without it, digits are plain.
	Number func(int) string `json:"-"`
}

// Count writes a number.
func (c *Catalog) Count(n int) string {
	if c.Number == nil {
		return strconv.Itoa(n)
	}
	return c.Number(n)
}

// Say is the text for key, with each {name} replaced from pairs of name and
// value. A missing text shows its key, never an empty button.
func (c *Catalog) Say(key string, pairs ...string) string {
	text, ok := c.Words[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// Has reports whether the catalog has a text for key.
func (c *Catalog) Has(key string) bool { _, ok := c.Words[key]; return ok }
