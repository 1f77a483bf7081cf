// Package schema writes JSON Schemas (draft 2020-12) of the files that people
// write, from the very types that the parsers read them into, so that an
// editor knows the same keys and words as the parser.
package schema

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// A Node is one part of a schema.
type Node map[string]any

// A Writer turns types into schemas.
type Writer struct {
	// Words lists the values of types that are closed lists.
	Words map[reflect.Type][]string
	// Patterns are the forms of types that are written as text.
	Patterns map[reflect.Type]string
	// Required lists the keys that a type cannot do without.
	Required map[reflect.Type][]string
	// Tag is the struct tag that holds the key: "json" or "yaml".
	Tag string
}

// File is the whole schema of files that hold a t.
func (w *Writer) File(title string, t reflect.Type) ([]byte, error) {
	root := w.node(t)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = title
	out, err := json.MarshalIndent(root, "", "  ")
	return append(out, '\n'), err
}

var textual = reflect.TypeFor[encoding.TextUnmarshaler]()

func (w *Writer) node(t reflect.Type) Node {
	if words, ok := w.Words[t]; ok {
		return Node{"type": "string", "enum": words}
	}
	if pattern, ok := w.Patterns[t]; ok {
		return Node{"type": "string", "pattern": pattern}
	}
	if reflect.PointerTo(t).Implements(textual) {
		return Node{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.node(t.Elem())
	case reflect.Struct:
		return w.object(t)
	case reflect.Slice:
		return Node{"type": "array", "items": w.node(t.Elem())}
	case reflect.Map:
		return w.table(t)
	case reflect.Bool:
		return Node{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return Node{"type": "integer"}
	}
	return Node{"type": "string"}
}

func (w *Writer) table(t reflect.Type) Node {
	n := Node{"type": "object", "additionalProperties": w.node(t.Elem())}
	if words, ok := w.Words[t.Key()]; ok {
		n["propertyNames"] = Node{"enum": words}
	}
	return n
}

func (w *Writer) object(t reflect.Type) Node {
	properties := Node{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get(w.Tag), ",")
		if name == "" || name == "-" || f.Tag.Get("yaml") == "-" {
			continue
		}
		properties[name] = w.node(f.Type)
	}
	n := Node{"type": "object", "properties": properties, "additionalProperties": false}
	if required := w.Required[t]; len(required) > 0 {
		n["required"] = required
	}
	return n
}
