//go:build e2e

package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Without the queue in gates.ts, scripts would run as they come in: quick
// before first, and the inline ones before those that they build on.
func TestScriptsRunInDocumentOrder(t *testing.T) {
	tb := newTab(t)
	sum := sha256.Sum256([]byte(slowScript("first")))
	integrity := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	tb.visit(shopSite.at("order", "krowork", "place=DE") + "&extra=" + url.QueryEscape(integrity))
	tb.quiet()
	if got := tb.asked("/slow/"); len(got) > 0 {
		t.Errorf("before the choice the page asked for %q", got)
	}
	tb.run(`sayso.accept()`)
	tb.wait(`ran.length == 8`)
	got := slices.DeleteFunc(eval[[]string](tb, `ran`), func(s string) bool { return s == "quick" })
	if diff := cmp.Diff([]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	live := eval[string](tb, `(({ integrity, crossOrigin, dataset, type }) => [integrity, crossOrigin, dataset.more, type].join(" "))(document.querySelector("[src*=first]"))`)
	if want := integrity + " anonymous kept "; live != want {
		t.Errorf("the first script became %q, want %q", live, want)
	}
}

// Without the MutationObserver, and without making live copies, what a page
// adds later would never run: a script that came by innerHTML is dead.
func TestGatesAddedLater(t *testing.T) {
	const add = `(name, how) => {
		const markup = '<script type="text/plain" data-sayso="analytics" src="/gated/' + name + '.js"></' + "script>";
		const box = document.createElement("div");
		if (how == "markup") box.innerHTML = markup;
		else {
			const s = document.createElement("script");
			s.type = "text/plain"; s.dataset.sayso = "analytics"; s.src = "/gated/" + name + ".js";
			box.append(s);
		}
		document.body.append(box);
	}`
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.run(`(` + add + `)("early-element", "element"); (` + add + `)("early-markup", "markup")`)
	tb.quiet()
	if got := tb.asked("/gated/"); len(got) > 0 {
		t.Errorf("before the choice the page asked for %q", got)
	}
	tb.run(`sayso.save({ analytics: true })`)
	tb.run(`(` + add + `)("late-element", "element"); (` + add + `)("late-markup", "markup")`)
	for _, name := range []string{"analytics", "early-element", "early-markup", "late-element", "late-markup"} {
		tb.wait(`(window.ran || []).includes("` + name + `")`)
	}
	tb.quiet()
	if got := eval[[]string](tb, `ran`); len(got) != 5 {
		t.Errorf("ran %q; each should run once, and nothing else", got)
	}
}

// Without taking the addresses away, frames and images would go on showing what
// was withdrawn, and load it again.
func TestWithdrawalEmptiesFrames(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "krowork", "place=DE"))
	tb.run(`sayso.accept()`)
	tb.wait(`document.querySelector("iframe").contentDocument?.title == "film"`)
	tb.wait(`document.querySelector("img").naturalWidth > 0 || document.querySelector("img").complete && !!document.querySelector("img").src`)
	tb.run(`sayso.withdraw()`)
	if src := eval[string](tb, `document.querySelector("iframe").src + document.querySelector("img").src`); src != "" {
		t.Errorf("after the withdrawal the frame and the image have %q", src)
	}
	if title := eval[string](tb, `document.querySelector("iframe").contentDocument.title`); title != "" {
		t.Errorf("after the withdrawal the frame shows %q", title)
	}
	tb.forget()
	tb.reload()
	tb.quiet()
	if got := append(tb.asked("/gated/"), tb.asked("/frame/")...); len(got) > 0 {
		t.Errorf("on the page after the withdrawal the browser asked for %q", got)
	}
}
