package stories

import (
	"net/url"
	"strings"
	"testing"
)

func TestReadView(t *testing.T) {
	tags := []string{"en", "ar", "de"}
	for _, tt := range []struct {
		name, query string
		want        View
	}{
		{"nothing asked", "", View{Theme: "auto", Width: "760"}},
		{"all asked", "theme=dark&dir=ltr&lang=de&width=320", View{"dark", "ltr", "de", "320"}},
		{"the other direction comes with words that run so", "dir=rtl", View{"auto", "rtl", "ar", "760"}},
		{"unless others are asked for", "dir=rtl&lang=de", View{"auto", "rtl", "de", "760"}},
		{"nonsense", "theme=x&dir=y&lang=z&width=1", View{Theme: "auto", Width: "760"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, _ := url.ParseQuery(tt.query)
			if got := Read(q, tags); got != tt.want {
				t.Errorf("Read(%s) = %+v, want %+v", tt.query, got, tt.want)
			}
		})
	}
}

// Without it, a story could be drawn that the page does not show.
func TestIndexShowsEveryStory(t *testing.T) {
	words := load(t).Files()[0].Catalog
	page, err := Index(&words, View{Theme: "dark", Width: "320"}, []string{"en"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range All(&words) {
		if want := `src="/demo/stories/` + s.Name + `?theme=dark"`; !strings.Contains(string(page), want) {
			t.Errorf("the page has no frame with %s", want)
		}
	}
}
