package stories

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/url"
	"slices"

	"sayso/app/i18n"
)

//go:embed index.html
var indexHTML string

var index = template.Must(template.New("index").Parse(indexHTML))

// A View is what the controls of the story page choose between.
type View struct {
	Theme, Dir, Lang, Width string
}

// The choices of each control, the first being the one without a choice.
var (
	themes = []string{"auto", "light", "dark"}
	dirs   = []string{"", "ltr", "rtl"}
	widths = []string{"760", "320", "480", "1280"}
)

// Read takes a view from a query. What is unknown becomes the first choice;
// languages are those of tags.
func Read(q url.Values, tags []string) View {
	one := func(name string, of []string) string {
		if v := q.Get(name); slices.Contains(of, v) {
			return v
		}
		return of[0]
	}
	v := View{Theme: one("theme", themes), Dir: one("dir", dirs), Lang: one("lang", append([]string{""}, tags...)), Width: one("width", widths)}
	if v.Lang == "" && v.Dir == "rtl" && slices.Contains(tags, "ar") {
		v.Lang = "ar" // words that run the way that was asked for
	}
	return v
}

// Turn gives t the direction of v, where v has one.
func (v View) Turn(t i18n.Catalog) *i18n.Catalog {
	if v.Dir != "" {
		t.Dir = v.Dir
	}
	return &t
}

// Query is what the frames are asked for.
func (v View) Query() template.URL {
	q := url.Values{"theme": {v.Theme}}
	if v.Dir != "" {
		q.Set("dir", v.Dir)
	}
	if v.Lang != "" {
		q.Set("lang", v.Lang)
	}
	return template.URL("?" + q.Encode())
}

// Index draws the page that shows every story, each in a frame of its own,
// with controls for how they look. It needs no script.
func Index(t *i18n.Catalog, v View, tags []string) ([]byte, error) {
	var b bytes.Buffer
	err := index.Execute(&b, map[string]any{
		"View": v, "Stories": All(t), "Query": v.Query(),
		"Controls": []control{
			{"theme", "Theme", themes, v.Theme}, {"dir", "Direction", dirs, v.Dir},
			{"width", "Width", widths, v.Width}, {"lang", "Language", append([]string{""}, tags...), v.Lang},
		},
	})
	return b.Bytes(), err
}

type control struct {
	Name, Label string
	Values      []string
	Chosen      string
}
