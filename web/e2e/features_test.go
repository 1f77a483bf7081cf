//go:build e2e

package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/google/go-cmp/cmp"
)

// gatesSite is the file of a site that uses every optional part of the loader.
func gatesSite() string {
	_, port, _ := strings.Cut(strings.TrimPrefix(shopSite.origin, "http://"), ":")
	return fmt.Sprintf(`id: gates
service: krowork
origins: ["%[1]s", "http://www.shop.localhost:%[2]s"]
demo: true
embeds: true
switches: true
report: true
services:
  - id: youtube
  - id: own-stats
    name: Own statistics
    category: analytics
    cookies: [{name: own_*}]
    storage: [{kind: local, name: own_*}, {kind: session, name: own}, {kind: indexeddb, name: own-db}]
  - id: tracker
    name: Tracker
    category: advertising
    hosts: ["tracker.localhost:%[2]s"]
    block: true
storage:
  functional: {cookies: [fun], caches: [fun-*]}
`, shopSite.origin, port)
}

// featureTab is a tab on which no feature may fail: the loader would go on
// without it and say so on the console only.
func featureTab(t *testing.T) *tab {
	t.Helper()
	tb := newTab(t)
	t.Cleanup(func() {
		for _, line := range tb.said() {
			if strings.Contains(line, "a feature failed") {
				t.Errorf("the console says %s", line)
			}
		}
	})
	return tb
}

// within is an element of the placeholder of a gate, in JavaScript.
func within(id, selector string) string {
	return fmt.Sprintf(`(document.getElementById(%q).previousElementSibling?.shadowRoot?.querySelector(%q))`, id, selector)
}

// Without the placeholder a shut film is a white hole; with one in the flow the
// page would jump when it opens. "Once" that granted the category, or opened
// other gates, would be a consent that nobody gave.
func TestEmbedsHavePlaceholders(t *testing.T) {
	tb := featureTab(t)
	tb.visit(shopSite.at("gates", "gates", "place=DE"))
	tb.wait(within("film", "button"))
	tb.press(inBanner("reject_all"))
	tb.wait(`!` + inBanner("reject_all"))
	below := `document.getElementById("below").getBoundingClientRect().top + scrollY`
	before := eval[float64](tb, below)
	for _, id := range []string{"film", "map"} {
		if diff := eval[string](tb, fmt.Sprintf(`((gate) => {
			const a = gate.getBoundingClientRect(), b = gate.previousElementSibling.getBoundingClientRect();
			return ["left", "top", "width", "height"].filter((side) => Math.abs(a[side] - b[side]) > 1).map((side) => side + " " + a[side] + " " + b[side]).join();
		})(document.getElementById(%q))`, id)); diff != "" {
			t.Errorf("the placeholder of %s does not lie on it: %s", id, diff)
		}
	}
	if eval[bool](tb, `!!`+within("pixel", "*")) {
		t.Error("a frame of one pixel has a placeholder")
	}
	if size := eval[string](tb, `(({ width, height }) => width + "x" + height)(document.getElementById("plug").previousElementSibling.getBoundingClientRect())`); size != "200x120" {
		t.Errorf("the placeholder of the embed, which has no box, is %s, want 200x120", size)
	}
	if title := eval[string](tb, within("film", "b")+`.textContent`); title != "A video from YouTube" {
		t.Errorf("the title is %q", title)
	}
	tb.press(within("film", "[data-sayso-placeholder=once]"))
	tb.wait(`document.getElementById("film").contentDocument?.title == "film"`)
	tb.quiet()
	if got := eval[string](tb, `[sayso.allowed("advertising"), !!document.getElementById("map").src, !!document.getElementById("pixel").src].join()`); got != "false,false,false" {
		t.Errorf("after showing one film once: advertising, map, pixel are %s", got)
	}
	tb.press(within("map", "[data-sayso-placeholder=always]"))
	tb.wait(`sayso.allowed("functional") && document.getElementById("map").contentDocument?.title == "map"`)
	if eval[bool](tb, `sayso.allowed("advertising") || sayso.allowed("analytics")`) {
		t.Error("allowing the map allowed more than its category")
	}
	tb.wait(`!document.getElementById("film").src`) // shown once, until the next choice
	if after := eval[float64](tb, below); after != before {
		t.Errorf("the text below moved from %v to %v", before, after)
	}
	if moved := eval[int](tb, `shifts.filter((s) => s.sources.some((one) => one.node?.closest?.("body :not(sayso-banner)"))).length`); moved > 0 {
		t.Errorf("%d things moved on the page", moved)
	}
}

// Without the cap by the plan, a visitor who may not grant a category could
// open its gates one by one.
func TestLockedEmbedsHaveNoButtons(t *testing.T) {
	tb := featureTab(t)
	tb.visit(shopSite.at("gates", "gates", "place=BR", "age=0-12"))
	tb.wait(within("film", "b"))
	if eval[bool](tb, `!!`+within("film", "button")) {
		t.Errorf("a child is offered to show the film; the plan says %s", eval[string](tb, `JSON.stringify(sayso.plan.defaults)`))
	}
}

// A service that is refused stays off within a granted category, on the next
// page too; what is kept for that can open nothing.
func TestServicesCanBeRefusedOneByOne(t *testing.T) {
	tb := featureTab(t)
	tb.visit(shopSite.at("gates", "gates", "place=DE"))
	tb.run(`sayso.service("own-stats", false)`)
	tb.run(`sayso.save({ analytics: true })`)
	tb.wait(`window.ran?.includes("analytics")`)
	tb.quiet()
	if got := eval[string](tb, `JSON.stringify([ran, sayso.services()["own-stats"], document.querySelector("input").checked])`); got != `[["analytics"],false,false]` {
		t.Errorf("with one service refused: %s", got)
	}
	tb.reload()
	tb.wait(`window.ran?.includes("analytics")`)
	tb.quiet()
	if got := tb.asked("/gated/own.js"); len(got) > 0 {
		t.Errorf("the browser asked for a service that was refused: %q", got)
	}
	tb.press(`document.querySelector("input:not(:disabled)")`)
	tb.wait(`ran.includes("own") && sayso.services()["own-stats"]`)
	tb.run(`sayso.withdraw()`)
	tb.run(`document.cookie = "sayso_gates_off=;Path=/;Max-Age=0"`)
	tb.run(`sayso.service("own-stats", true)`)
	tb.forget()
	tb.reload()
	tb.quiet()
	if got := tb.asked("/gated/"); len(got) > 0 {
		t.Errorf("a switch that is on opened a category that is off: %q", got)
	}
}

// Without the guards, a script that nobody put behind a gate would speak to
// the hosts that the owner wants to hold back.
func TestUndeclaredScriptsAreStopped(t *testing.T) {
	tb := featureTab(t)
	tb.visit(shopSite.at("gates", "gates", "place=DE"))
	tracker := strings.Replace(shopSite.origin, "shop.", "tracker.", 1)
	tb.run(`window.tracker = ` + fmt.Sprintf("%q", tracker))
	got := eval[[]string](tb, `(async () => {
		const heard = [];
		await fetch(tracker + "/gated/fetch").catch((e) => heard.push("fetch " + e.name));
		await new Promise((done) => {
			const x = new XMLHttpRequest();
			x.open("GET", tracker + "/gated/xhr");
			x.onerror = () => heard.push("xhr error");
			x.onloadend = done;
			x.send();
		});
		heard.push("beacon " + navigator.sendBeacon(tracker + "/gated/beacon", "x"));
		try { new WebSocket(tracker.replace("http", "ws") + "/gated/socket"); } catch (e) { heard.push("socket " + e.name); }
		try { new EventSource(tracker + "/gated/events"); } catch (e) { heard.push("events " + e.name); }
		new Image().src = tracker + "/pixel/image";
		const put = (tag, name, how) => {
			const el = document.createElement(tag);
			how == "property" ? el[name] = tracker + "/gated/" + tag : el.setAttribute(name, tracker + "/gated/" + tag);
			document.body.append(el);
		};
		put("script", "src", "property");
		put("iframe", "src", "attribute");
		const t = document.createElement("template");
		t.innerHTML = '<div><img src="' + tracker + '/pixel/cloned"></div>';
		document.body.appendChild(document.importNode(t.content, true));
		return heard;
	})()`)
	if diff := cmp.Diff([]string{"fetch TypeError", "xhr error", "beacon false", "socket SecurityError", "events SecurityError"}, got); diff != "" {
		t.Errorf("what the script heard (-want +got):\n%s", diff)
	}
	tb.quiet()
	if got := tb.asked(tracker); len(got) > 0 {
		t.Errorf("before the choice the browser asked for %q", got)
	}
	if own := eval[string](tb, `fetch("/gated/own").then((r) => "" + r.status)`); own != "200" {
		t.Errorf("a request to the page's own host answers %s", own)
	}
	tb.run(`sayso.accept()`)
	for _, path := range []string{"/pixel/image", "/gated/script", "/gated/iframe", "/pixel/cloned"} {
		tb.wait(`performance.getEntriesByName(tracker + "` + path + `").length || document.querySelector("iframe[src*='/gated/iframe']")`)
		tb.quiet()
		if got := tb.asked(tracker + path); len(got) != 1 {
			t.Errorf("after the choice the browser asked %d times for %s", len(got), path)
		}
	}
	if status := eval[string](tb, `fetch(tracker + "/gated/fetch", {mode: "cors"}).then((r) => "" + r.status)`); status != "200" {
		t.Errorf("after the choice fetch answers %s", status)
	}
}

// Without the deletion, what was set under a consent would outlive it; without
// the domain above, cookies that scripts set there would (COM-15).
func TestWithdrawalDeletesWhatIsDeclared(t *testing.T) {
	tb := featureTab(t)
	tb.atStart(`if (!window.began) { window.began = true; document.cookie = "own_before=1;Path=/"; }`)
	www := strings.Replace(shopSite.at("gates", "gates", "place=DE"), "http://shop.", "http://www.shop.", 1)
	tb.visit(www)
	tb.wait(`!document.cookie.includes("own_before")`) // nobody has agreed to it
	tb.run(`sayso.accept()`)
	tb.wait(`sayso.allowed("analytics")`)
	tb.run(`(async () => {
		document.cookie = "own_above=1;Domain=shop.localhost;Path=/";
		document.cookie = "own_here=1;Path=/page";
		document.cookie = "fun=1;Path=/";
		document.cookie = "owner=1;Path=/";
		localStorage.setItem("own_a", 1);
		localStorage.setItem("theirs", 1);
		sessionStorage.setItem("own", 1);
		const db = await new Promise((done) => (indexedDB.open("own-db").onsuccess = (e) => done(e.target.result)));
		db.close();
		await caches.open("fun-1");
		await caches.open("other");
	})()`)
	if got := len(tb.stored()); got < 9 {
		t.Fatalf("only %d things are stored: %q", got, tb.stored())
	}
	tb.run(`sayso.save({ functional: true, analytics: false })`)
	tb.wait(`!document.cookie.includes("own_") && !localStorage.own_a && !sessionStorage.own`)
	tb.wait(`indexedDB.databases().then((all) => !all.length)`)
	if got := eval[string](tb, `caches.has("fun-1").then((has) => has + " " + document.cookie.includes("fun="))`); got != "true true" {
		t.Errorf("what functional keeps: %s, want true true", got)
	}
	tb.run(`sayso.withdraw()`)
	tb.wait(`!document.cookie.includes("fun=")`)
	tb.wait(`caches.keys().then((all) => all.join() == "other")`)
	if got := eval[string](tb, `document.cookie.includes("owner=1") + " " + localStorage.theirs`); got != "true 1" {
		t.Errorf("what nobody declared: %s, want true 1 (COM-15)", got)
	}
}

// Without the report a forgotten tag is never found; with more than names in it
// the report itself would need consent.
func TestUndeclaredNamesAreReported(t *testing.T) {
	tb := featureTab(t)
	call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.reports = [];
		const own = fetch;
		window.fetch = (url, init) => (String(url).endsWith("/v1/reports") && reports.push(init.body), own(url, init));
		document.cookie = "left=secret;Path=/";
		document.cookie = "user_123456=secret;Path=/";
		document.cookie = "own_1=secret;Path=/";
	`})
	tb.visit(shopSite.at("gates", "gates", "place=DE"))
	other := strings.Replace(shopSite.origin, "shop.", "other.", 1)
	tb.run(`new Image().src = "` + other + `/pixel/x?id=secret"`)
	tb.wait(`reports.length`)
	want := `{"site":"gates","cookies":["left","user_*"],"hosts":["other.localhost"]}`
	if got := eval[[]string](tb, `reports`); len(got) != 1 || got[0] != want {
		t.Errorf("reported %q, want %s", got, want)
	}
}

// A site with its own interface gets neither our banner nor our style; what is
// decided and recorded is the same.
func TestHeadless(t *testing.T) {
	for name, url := range map[string]string{
		"by the address":   shopSite.at("shop", "krowork", "place=DE", "headless=1"),
		"by the attribute": shopSite.at("headless", "krowork", "place=DE"),
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTab(t)
			call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
				Source: `window.shows = 0; document.addEventListener("sayso:show", () => shows++)`,
			})
			tb.visit(url)
			tb.wait(`shows == 1`)
			tb.run(`sayso.open()`)
			tb.wait(`shows == 2`)
			if eval[bool](tb, `!!document.querySelector("sayso-banner")`) {
				t.Error("there is a banner")
			}
			if got := tb.asked("/gated/"); len(got) > 0 {
				t.Errorf("before the choice: %q", got)
			}
			tb.run(`sayso.save({ analytics: true })`)
			tb.wait(`window.ran?.includes("analytics")`)
			tb.reload()
			tb.quiet()
			if got := eval[string](tb, `[shows, sayso.allowed("analytics"), sayso.allowed("advertising")].join()`); got != "0,true,false" {
				t.Errorf("on the next page: %s", got)
			}
		})
	}
}

// A page of no origin cannot keep a choice, and the server would not take one
// from it. Without the refusal it would ask on every visit, for nothing.
func TestPagesWithoutOriginAreRefused(t *testing.T) {
	markup := `<!doctype html><title>None</title><script>window.problems = []; document.addEventListener("sayso:error", (e) => problems.push(e.detail))</script>` +
		"<script>" + fetchText(t, "/sayso.js?site=krowork&place=DE") + `</script><script type="text/plain" data-sayso="analytics" src="` + shopSite.origin + `/gated/analytics.js"></script><button data-sayso-open>Choices</button>`
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(markup), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{"a file": "file://" + file, "a data: address": "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte(markup))} {
		t.Run(name, func(t *testing.T) {
			tb := featureTab(t)
			tb.open(url)
			tb.wait(`problems.length && window.sayso`)
			if got := eval[string](tb, `sayso.accept().then((done) => [done, problems.length, problems[0], !!document.querySelector("sayso-banner")].join())`); got != "false,1,a page of no origin (file:, sandbox) keeps no choice,false" {
				t.Errorf("heard %s", got)
			}
			tb.press(`document.querySelector("button")`)
			tb.quiet()
			if got := append(tb.asked("/gated/"), tb.asked("/panel")...); len(got) > 0 {
				t.Errorf("the browser asked for %q", got)
			}
		})
	}
}
