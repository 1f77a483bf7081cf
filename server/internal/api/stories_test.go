package api_test

import (
	"strings"
	"testing"
)

// Without the stories at fixed addresses, nobody could look at a state that
// takes a minor in another country to reach.
func TestStories(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		path   string
		status int
		holds  string
	}{
		{"/demo/stories", 200, `src="/demo/stories/panel-first?theme=auto"`},
		{"/demo/stories?theme=dark&dir=rtl", 200, `dir=rtl&amp;lang=ar&amp;theme=dark`},
		{"/demo/stories/panel-first?theme=dark&dir=rtl", 200, `<html lang="ar" dir="rtl" data-theme="dark">`},
		{"/demo/stories/banner-opt_in?theme=light", 200, `--sayso-scheme:light`},
		{"/demo/stories/banner-opt_in-card", 200, `.b{width:400px}`},
		{"/demo/stories/none", 404, `/problems/not-found`},
	} {
		rec := w.get(tt.path)
		body := rec.Body.String()
		if rec.Code != tt.status || !strings.Contains(body, tt.holds) {
			t.Errorf("GET %s = %d, want %d and %q in it:\n%.600s", tt.path, rec.Code, tt.status, tt.holds, body)
		}
		if strings.Contains(body, "<script") {
			t.Errorf("GET %s holds a script", tt.path)
		}
	}
}
