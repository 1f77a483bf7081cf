// Package draw turns go-app components into safe, reproducible HTML and into
// the JSON tree that the loader builds the banner from. It is the only caller
// of app.HTMLString.
//
// go-app v10.1.11 writes attribute values with strconv.Quote, which is no HTML
// escaping (a quote inside a value ends it), leaves out the value "true", and
// walks attributes in random order. Its output is unambiguous all the same,
// because "<" never appears in its texts: package draw reads it back exactly
// and writes it anew.
package draw

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// A node is one element, or a text when tag is empty.
type node struct {
	tag      string
	text     string
	attrs    []attr // sorted by name
	children []node
}

type attr struct {
	name, value string
	// bare attributes are written without a value: "disabled".
	bare bool
}

// tree draws ui and reads the drawing back.
func tree(ui app.UI) (node, error) {
	r := reader{in: app.HTMLString(ui)}
	n, err := r.element()
	if err != nil {
		return node{}, fmt.Errorf("drawing %T: %w", ui, err)
	}
	if r.in != "" {
		return node{}, fmt.Errorf("drawing %T: %q follows the drawing", ui, r.in)
	}
	return n, nil
}

// A reader reads what go-app's encoder writes, and nothing else. Text that
// stands beside other children is indented by two spaces a level and ends with
// a line break; both are go-app's and are taken away again.
type reader struct {
	in    string
	depth int
}

func (r *reader) element() (node, error) {
	var n node
	if !r.skip("<") {
		return n, fmt.Errorf("an element should begin at %.40q", r.in)
	}
	end := strings.IndexAny(r.in, " >")
	if end < 1 {
		return n, fmt.Errorf("a tag does not end: %.40q", r.in)
	}
	n.tag, r.in = r.in[:end], r.in[end:]
	if err := r.attributes(&n); err != nil {
		return n, fmt.Errorf("<%s>: %w", n.tag, err)
	}
	if void[n.tag] {
		return n, nil
	}
	if err := r.content(&n); err != nil {
		return n, fmt.Errorf("<%s>: %w", n.tag, err)
	}
	if !r.skip("</" + n.tag + ">") {
		return n, fmt.Errorf("</%s> should stand at %.40q", n.tag, r.in)
	}
	return n, nil
}

func (r *reader) attributes(n *node) error {
	for !r.skip(">") {
		if !r.skip(" ") {
			return fmt.Errorf("an attribute should begin at %.40q", r.in)
		}
		end := strings.IndexAny(r.in, "= >")
		if end < 1 {
			return fmt.Errorf("an attribute does not end: %.40q", r.in)
		}
		a := attr{name: r.in[:end], value: "true"}
		r.in = r.in[end:]
		if r.skip("=") {
			quoted, err := strconv.QuotedPrefix(r.in)
			if err != nil {
				return fmt.Errorf("attribute %s: %w", a.name, err)
			}
			r.in = r.in[len(quoted):]
			if a.value, err = strconv.Unquote(quoted); err != nil {
				return fmt.Errorf("attribute %s: %w", a.name, err)
			}
		}
		if a.bare = boolean[a.name]; a.bare && a.value == "false" {
			continue
		}
		n.attrs = append(n.attrs, a)
	}
	// go-app drops empty values, and an option without a value is sent with its
	// text for one.
	if n.tag == "option" && !slices.ContainsFunc(n.attrs, func(a attr) bool { return a.name == "value" }) {
		n.attrs = append(n.attrs, attr{name: "value"})
	}
	slices.SortFunc(n.attrs, func(a, b attr) int { return strings.Compare(a.name, b.name) })
	return nil
}

// content reads up to the end tag: nothing, one text as it is, or children on
// lines of their own. Components never put two texts, and nothing else, into
// one element: that would read like one text with line breaks.
func (r *reader) content(n *node) error {
	r.depth++
	defer func() { r.depth-- }()
	if i := strings.IndexByte(r.in, '<'); i >= 0 && strings.HasPrefix(r.in[i:], "</") {
		if text := r.text(); text != "" {
			n.children = []node{{text: text}}
		}
		return nil
	}
	for r.skip("\n") {
		if rest, ok := strings.CutPrefix(r.in, strings.Repeat("  ", r.depth-1)+"</"); ok {
			r.in = "</" + rest
			return nil
		}
		if strings.HasPrefix(r.in, "\n") {
			continue // an empty text
		}
		if !r.skip(strings.Repeat("  ", r.depth)) {
			return fmt.Errorf("a child should be indented at %.40q", r.in)
		}
		child, err := r.child()
		if err != nil {
			return err
		}
		n.children = append(n.children, child)
	}
	return fmt.Errorf("a line should end at %.40q", r.in)
}

// child reads one child that stands on lines of its own. Two texts that follow
// each other come back as one, as they would from any HTML parser.
func (r *reader) child() (node, error) {
	if strings.HasPrefix(r.in, "<") {
		return r.element()
	}
	end := strings.IndexByte(r.in, '<')
	if end < 0 {
		return node{}, fmt.Errorf("a text does not end: %.40q", r.in)
	}
	depth := r.depth
	if strings.HasPrefix(r.in[end:], "</") {
		depth--
	}
	indent := "\n" + strings.Repeat("  ", depth)
	text, ok := strings.CutSuffix(r.in[:end], indent)
	if !ok {
		return node{}, fmt.Errorf("a line should end after %.40q", r.in[:end])
	}
	r.in = r.in[len(text):]
	return node{text: html.UnescapeString(text)}, nil
}

func (r *reader) text() string {
	end := strings.IndexByte(r.in, '<')
	if end < 0 {
		end = len(r.in)
	}
	text := r.in[:end]
	r.in = r.in[end:]
	return html.UnescapeString(text)
}

func (r *reader) skip(prefix string) bool {
	rest, ok := strings.CutPrefix(r.in, prefix)
	if ok {
		r.in = rest
	}
	return ok
}

// void elements have no end tag (HTML, 13.1.2).
var void = set("area base br col embed hr img input link meta source track wbr")

// boolean attributes are true by standing there, whatever their value.
var boolean = set("async autofocus checked defer disabled hidden inert multiple novalidate open readonly required reversed selected")

func set(names string) map[string]bool {
	m := make(map[string]bool)
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}
