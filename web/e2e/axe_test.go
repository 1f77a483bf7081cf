//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"github.com/chromedp/chromedp"
)

// A sight is one way in which a document can be seen.
type sight struct {
	theme string // light, dark or forced
	dir   string // ltr: English; rtl: Arabic
	width int64  // CSS pixels; 320 is also 1280 at 400 %
}

var (
	themes = []string{"light", "dark", "forced"}
	dirs   = []string{"ltr", "rtl"}
	widths = []int64{320, 768, 1280}
)

// media are what the browser says to style sheets under a theme.
func media(theme string) (features []*emulation.MediaFeature) {
	scheme, forced := theme, "none"
	if theme == "forced" {
		scheme, forced = "light", "active"
	}
	return []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "forced-colors", Value: forced}}
}

// wear makes the page look so. The direction is the document's own.
func (tb *tab) wear(s sight) {
	tb.Helper()
	call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: media(s.theme)})
	if err := chromedp.Do(tb.ctx, chromedp.EmulateViewport(s.width, 800)); err != nil {
		tb.Fatal(err)
	}
}

// The rules of WCAG 2.2 A and AA and axe's best practices; and those among them
// whose outcome colours and sizes can change.
const (
	allRules  = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	lookRules = `["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]`
)

// audit gives the expression that runs axe-core over root. Names and roles are
// the same in every theme and width, so all the rules are asked once in each
// direction. It adds what axe does not look at: whether anything sticks out
// sideways, which at 400 % makes people scroll in two directions (1.4.10).
// Three rules are for whole pages, and a banner is none.
func audit(root string, s sight) string {
	rules := lookRules
	if s.width == widths[0] && (s.theme == themes[0] || s.dir != dirs[0]) {
		rules = allRules
	}
	return fmt.Sprintf(auditJS, root, rules)
}

const auditJS = `(async () => {
	const { violations } = await axe.run(%s, {
		runOnly: %s, resultTypes: ["violations"], preload: false,
		rules: { "target-size": { enabled: true }, "landmark-one-main": { enabled: false }, "page-has-heading-one": { enabled: false }, region: { enabled: false } },
	});
	const found = violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.flat().join(" ") + " " + n.failureSummary).join("; "));
	if (document.documentElement.scrollWidth > innerWidth) found.push("reflow: the document is " + document.documentElement.scrollWidth + " px wide in " + innerWidth);
	return found;
})()`

// injectAxe puts axe-core into each document that tb loads from now on, and
// gives its source.
func (tb *tab) injectAxe() string {
	tb.Helper()
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		tb.Fatal(err)
	}
	call(tb, page.Enable, page.EnableParams{})
	call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: string(source)})
	return string(source)
}

// A matrix counts what was looked at, and what was found.
type matrix struct {
	*testing.T
	rows  []string
	cells map[string]map[sight]int
}

// add notes what axe found in a state, seen so.
func (m *matrix) add(state string, s sight, found []string) {
	m.Helper()
	if m.cells[state] == nil {
		m.rows = append(m.rows, state)
		m.cells[state] = map[sight]int{}
	}
	m.cells[state][s] = len(found)
	if len(found) > 0 {
		m.Errorf("%s, %s, %s, %d px:\n%s", state, s.theme, s.dir, s.width, strings.Join(found, "\n"))
	}
}

// print writes the matrix: a line for each state, and in it the number of
// violations, or a point where that combination was left out.
func (m *matrix) print() {
	var out strings.Builder
	fmt.Fprintf(&out, "violations found by axe-core, in each state\n%-42s", "")
	for _, w := range widths {
		fmt.Fprintf(&out, "%-18s", fmt.Sprintf("%d px", w))
	}
	fmt.Fprintf(&out, "\n%-42s%s\n", "", strings.Repeat("ltr      rtl      ", len(widths)))
	fmt.Fprintf(&out, "%-42s%s\n", "", strings.Repeat("l  d  f  ", 2*len(widths)))
	runs, violations := 0, 0
	for _, state := range m.rows {
		fmt.Fprintf(&out, "%-42s", state)
		for _, s := range sights() {
			n, looked := m.cells[state][s]
			cell := "."
			if looked {
				runs, violations, cell = runs+1, violations+n, fmt.Sprint(n)
			}
			fmt.Fprintf(&out, "%-3s", cell)
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(&out, "%d states, seen in %d of %d combinations (l light, d dark, f forced colours): %d violations",
		len(m.rows), runs, len(m.rows)*len(sights()), violations)
	m.Log(out.String())
}

// sights are all combinations, in the order of the printed matrix.
func sights() (all []sight) {
	for _, w := range widths {
		for _, d := range dirs {
			for _, t := range themes {
				all = append(all, sight{t, d, w})
			}
		}
	}
	return all
}

var frameOfStory = regexp.MustCompile(`<iframe[^>]*src="/demo/stories/([a-z_-]+)`)

// storyNames lists the stories, as the story page shows them.
func storyNames(t *testing.T) (names []string) {
	t.Helper()
	answer, err := http.Get(consent.url + "/demo/stories")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	index, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range frameOfStory.FindAllSubmatch(index, -1) {
		names = append(names, string(found[1]))
	}
	if len(names) < 25 {
		t.Fatalf("the story page shows %d stories", len(names))
	}
	return names
}

// Without it, a missing name or a pale grey would keep people out who cannot
// see, or not well.
//
// Every state is seen at 320 pixels, the hardest width, in each theme from left
// to right; and once from right to left and once at each of the other widths,
// in turn, so that each of the 18 combinations is seen with some states.
func TestAxeFindsNothingInAnyState(t *testing.T) {
	tb := newTabFor(t, 15*time.Minute)
	tb.injectAxe()
	m := &matrix{T: t, cells: map[string]map[sight]int{}}
	for i, name := range storyNames(t) {
		for _, dir := range dirs {
			tb.open(consent.url + "/demo/stories/" + name + "?dir=" + dir)
			tb.run(`document.querySelectorAll("details").forEach((d) => (d.open = true))`)
			for _, s := range chosen(i, dir) {
				tb.wear(s)
				m.add(name, s, eval[[]string](tb, audit("document", s)))
			}
		}
	}
	m.print()
}

// chosen are the combinations in which the state number i is seen.
func chosen(i int, dir string) []sight {
	return slices.DeleteFunc(sights(), func(s sight) bool {
		d, w := slices.Index(dirs, s.dir), slices.Index(widths, s.width)
		turn := s.theme == themes[(i+d+w)%len(themes)] && (w == 0 || d == (i/len(themes)+w)%len(dirs))
		return s.dir != dir || (d > 0 || w > 0) && !turn
	})
}

// The stories stand alone. Here the same is asked of the real thing: the
// banner over a page, the live panel in its dialog, and the page without
// script; these in every combination.
func TestAxeFindsNothingOnPages(t *testing.T) {
	tb := newTabFor(t, 15*time.Minute)
	source := tb.injectAxe()
	m := &matrix{T: t, cells: map[string]map[sight]int{}}
	for _, dir := range dirs {
		lang := map[string]string{"ltr": "en", "rtl": "ar"}[dir]
		tb.open(consent.url + "/p/kalodata?place=US-CA&lang=" + lang)
		for _, s := range every(dir) {
			tb.wear(s)
			m.add("the page without script, California", s, eval[[]string](tb, audit("document", s)))
		}
		tb.visit(shopSite.at("shop", "krowork", "place=DE", "lang="+lang))
		tb.wait(inBanner("accept_all"))
		for _, s := range every(dir) {
			tb.wear(s)
			m.add("the banner on a page", s, eval[[]string](tb, audit(`{ include: [["sayso-banner"]] }`, s)))
		}
		tb.press(inBanner("open_preferences"))
		p := tb.panel()
		p.live()
		if title := eval[string](tb, theDialog+`.querySelector("iframe").title`); title != in[string](p, `document.title`) {
			t.Errorf("the frame is called %q", title)
		}
		in[bool](p, source+`; document.querySelectorAll("details").forEach((d) => (d.open = true)); true`)
		for _, s := range every(dir) {
			tb.wear(s)
			m.add("the live panel in its dialog", s, in[[]string](p, audit("document", s)))
		}
	}
	m.print()
}

// every is all combinations of one direction.
func every(dir string) []sight {
	return slices.DeleteFunc(sights(), func(s sight) bool { return s.dir != dir })
}
