package draw

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestTree(t *testing.T) {
	ui := app.Div().Class("b").Body(
		app.Input().Type("checkbox").Checked(true).Disabled(false).Value(`"><script>alert(1)</script>`),
		app.P().Text("a < b & \"c\"\n  d"),
		app.Text("beside\nothers"),
		app.Button().Aria("pressed", true).Attr("data-x", "é\u200f\t"),
		app.Text("last"),
	)
	n, err := tree(ui)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	n.html(&b)
	want := `<div class="b"><input checked type="checkbox" value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">` +
		"<p>a &lt; b &amp; &#34;c&#34;\n  d</p>beside\nothers" +
		"<button aria-pressed=\"true\" data-x=\"é\u200f\"></button>last</div>"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("HTML (-want +got):\n%s", diff)
	}
}

// Without this, "no answer" would be sent as an age band of that name.
func TestOptionWithoutValue(t *testing.T) {
	n, err := tree(app.Select().Body(app.Option().Value("").Text("none"), app.Option().Value("13").Text("13")))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	n.html(&b)
	if want := `<select><option value="">none</option><option value="13">13</option></select>`; b.String() != want {
		t.Errorf("drawn %s, want %s", b.String(), want)
	}
}

// Without the second writing, a quote in a product name would end its
// attribute, and the rest of the name would become markup.
func FuzzDrawingParsesBack(f *testing.F) {
	f.Add("a", "b", "c")
	f.Add(`"><script>`, "</p>", "&amp;")
	f.Add("x\ny", "  z\n", "\r\x00\xff")
	f.Add("true", "false", "\\\"\n  <")
	f.Fuzz(func(t *testing.T, value, text, beside string) {
		ui := app.Section().Body(
			app.P().ID("one").Title("t").DataSet("v", value).Text(text),
			app.Text(beside),
			app.Div().Aria("label", value).Body(app.Span().Text(beside), app.B().Class(value).Text(text)),
			app.Input().Value(value).Checked(true).Required(false),
		)
		n, err := tree(ui)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		n.html(&b)
		got, err := html.ParseFragment(strings.NewReader(b.String()), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
		if err != nil || len(got) != 1 {
			t.Fatalf("parsing %q: %d nodes, %v", b.String(), len(got), err)
		}
		want := node{tag: "section", children: []node{
			{tag: "p", attrs: attributes("data-v", trim(value), "id", "one", "title", "t"), children: texts(text)},
			{text: beside},
			{tag: "div", attrs: attributes("aria-label", trim(value)), children: []node{
				{tag: "span", children: texts(beside)},
				{tag: "b", attrs: attributes("class", trim(value)), children: texts(text)},
			}},
			{tag: "input", attrs: append([]attr{{name: "checked"}}, attributes("value", value)...)},
		}}
		if beside == "" {
			want.children = slices.Delete(want.children, 1, 2)
		}
		if diff := cmp.Diff(plain(want), plain(parsed(got[0])), cmp.AllowUnexported(node{}, attr{})); diff != "" {
			t.Errorf("the drawing parses to something else (-drawn +parsed):\n%s", diff)
		}
	})
}

// trim is what go-app itself does to attribute values.
func trim(s string) string { return strings.TrimSpace(s) }

// attributes leaves out empty values, as go-app does.
func attributes(pairs ...string) (as []attr) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			as = append(as, attr{name: pairs[i], value: pairs[i+1]})
		}
	}
	return as
}

func texts(s string) []node {
	if s == "" {
		return nil
	}
	return []node{{text: s}}
}

// parsed turns what an independent parser read into a node.
func parsed(h *html.Node) node {
	if h.Type == html.TextNode {
		return node{text: h.Data}
	}
	n := node{tag: h.Data}
	for _, a := range h.Attr {
		n.attrs = append(n.attrs, attr{name: a.Key, value: a.Val})
	}
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		n.children = append(n.children, parsed(c))
	}
	return n
}

// plain drops what HTML cannot carry: invalid UTF-8 and NUL become U+FFFD, and
// whether a boolean attribute was bare is no part of the tree.
func plain(n node) node {
	fix := strings.NewReplacer("\x00", "\ufffd")
	n.text = fix.Replace(strings.ToValidUTF8(n.text, "\ufffd"))
	for i, a := range n.attrs {
		n.attrs[i] = attr{name: a.name, value: fix.Replace(strings.ToValidUTF8(a.value, "\ufffd"))}
	}
	for i := range n.children {
		n.children[i] = plain(n.children[i])
	}
	return n
}
