package draw

import (
	"encoding/json"
	"html"
	"strings"
)

// html writes n as HTML: attributes sorted, every value escaped, no space that
// the component did not ask for.
func (n *node) html(b *strings.Builder) {
	if n.tag == "" {
		b.WriteString(escape(n.text))
		return
	}
	b.WriteByte('<')
	b.WriteString(n.tag)
	for _, a := range n.attrs {
		b.WriteByte(' ')
		b.WriteString(a.name)
		if !a.bare {
			b.WriteString(`="`)
			b.WriteString(escape(a.value))
			b.WriteByte('"')
		}
	}
	b.WriteByte('>')
	if void[n.tag] {
		return
	}
	for i := range n.children {
		n.children[i].html(b)
	}
	b.WriteString("</")
	b.WriteString(n.tag)
	b.WriteByte('>')
}

// escape makes s safe in texts and in quoted attribute values. A parser turns a
// bare carriage return into a line feed and knows no NUL, so the one is
// written as a reference and the other as the replacement character.
func escape(s string) string {
	return controls.Replace(html.EscapeString(strings.ToValidUTF8(s, "\ufffd")))
}

var controls = strings.NewReplacer("\r", "&#13;", "\x00", "\ufffd")

// json gives n in the form of wire.Node: a text as a string, an element as
// ["tag", {"attribute": "value"}, child, ...].
func (n *node) json() any {
	if n.tag == "" {
		return n.text
	}
	attrs := make(map[string]string, len(n.attrs))
	for _, a := range n.attrs {
		if a.bare {
			attrs[a.name] = ""
			continue
		}
		attrs[a.name] = a.value
	}
	out := []any{n.tag, attrs}
	for i := range n.children {
		out = append(out, n.children[i].json())
	}
	return out
}

// marshal writes n as compact JSON. Keys of JSON objects are sorted, so the
// same drawing gives the same bytes.
func (n *node) marshal() (json.RawMessage, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the server escapes "<" where it embeds this
	if err := enc.Encode(n.json()); err != nil {
		return nil, err
	}
	return json.RawMessage(strings.TrimSuffix(b.String(), "\n")), nil
}
