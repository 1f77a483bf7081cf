package i18n

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A File is one language file: a catalog and what the file says of itself.
type File struct {
	Catalog
	// Name is the language's own name for itself: "Deutsch".
	Name string
	// Reviewed says that a native speaker has read the file.
	Reviewed bool
}

// Parse reads a language file: one flat JSON object of texts by key. Keys that
// begin with "$" describe the file: "$lang" (BCP 47), "$dir" ("ltr" or "rtl"),
// "$name" and "$reviewed".
func Parse(data []byte) (*File, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	f := &File{Catalog: Catalog{Words: make(map[string]string, len(raw))}}
	for key, value := range raw {
		if err := f.set(key, value); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	if f.Lang == "" || f.Name == "" || f.Dir != "ltr" && f.Dir != "rtl" {
		return nil, fmt.Errorf(`file says $lang %q, $dir %q, $name %q; give all three, $dir as "ltr" or "rtl"`, f.Lang, f.Dir, f.Name)
	}
	return f, nil
}

func (f *File) set(key string, value json.RawMessage) error {
	switch key {
	case "$lang":
		return json.Unmarshal(value, &f.Lang)
	case "$dir":
		return json.Unmarshal(value, &f.Dir)
	case "$name":
		return json.Unmarshal(value, &f.Name)
	case "$reviewed":
		return json.Unmarshal(value, &f.Reviewed)
	}
	if strings.HasPrefix(key, "$") {
		return fmt.Errorf("unknown; write $lang, $dir, $name or $reviewed")
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("text is empty; write one or remove the key")
	}
	f.Words[key] = text
	return nil
}

// Places lists the {names} that text leaves open for values, in the order in
// which they stand.
func Places(text string) []string {
	var names []string
	for {
		_, rest, found := strings.Cut(text, "{")
		if !found {
			return names
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return names
		}
		names, text = append(names, name), after
	}
}
