//go:build e2e

package e2e

import (
	"encoding/json"
	"maps"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// gppCommands runs the commands of the CMP API, each with what its callback got
// by the time that the call returned, and what the call itself gave.
const gppCommands = `JSON.stringify([
	["hasSection", "usca"], ["hasSection", "usva"], ["getField", "usca.SaleOptOut"], ["getField", "usca.Gpc"], ["getField", "usca.SensitiveDataProcessing"],
	["getField", "usca.Nothing"], ["getSection", "usva"], ["removeEventListener", 99], ["nothing"], ["toString"],
].map(([command, parameter]) => {
	let answer = "no callback";
	const returned = __gpp(command, (data, success) => (answer = [data?.pingData ? data.data : data, success]), parameter);
	return [command, parameter, ...answer, returned];
}))`

const gppAnswers = `[["hasSection","usca",true,true,null],["hasSection","usva",false,true,null],["getField","usca.SaleOptOut",1,true,null],` +
	`["getField","usca.Gpc",false,true,null],["getField","usca.SensitiveDataProcessing",[0,0,0,0,0,0,0,0,0],true,null],` +
	`["getField","usca.Nothing",null,false,null],["getSection","usva",null,false,null],["removeEventListener",99,false,true,null],` +
	`["nothing",null,null,false,null],["toString",null,null,false,null]]`

// hear waits until the page's listener has heard want, and empties its list.
func (tb *tab) hear(when, want string) {
	tb.Helper()
	var got string
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if got = eval[string](tb, `heard.join(", ")`); got == want {
			tb.run(`heard.length = 0`)
			return
		}
	}
	tb.Fatalf("%s:\n got %s\nwant %s", when, got, want)
}

// __gpp answers every command at once and by its callback alone, and tells of
// what happens in the order of the specification. Without it, ad scripts would
// read a section before it holds, or wait for a signal that never comes.
func TestGPPInOrder(t *testing.T) {
	s := serverFor(t, "id: words\nservice: kalodata"+allSignals)
	tb := newTab(t)
	tb.visit(shopSite.with("signals", s.url, "words", "", "place=US-CA"))
	tb.wait(`heard.length == 4 && heard.sort()`) // the banner may be there before the signal, or after it
	tb.hear("first", "cmpDisplayStatus:visible, cmpStatus:loaded, listenerRegistered:true loading, signalStatus:ready")
	tb.wait(theDialogAhead)
	tb.run(`sayso.reject()`)
	tb.hear("refusing", "cmpDisplayStatus:hidden, sectionChange:usca")
	if got := eval[string](tb, gppCommands); got != gppAnswers {
		t.Errorf("commands:\n got %s\nwant %s", got, gppAnswers)
	}
	tb.run(`sayso.open()`)
	tb.hear("opening the panel", "signalStatus:not ready, cmpDisplayStatus:visible")
	tb.run(`document.querySelector("sayso-banner").shadowRoot.querySelector("dialog[open]").close()`)
	tb.hear("closing it", "cmpDisplayStatus:hidden, signalStatus:ready")
	tb.reload()
	tb.hear("returning", "listenerRegistered:true loading, cmpStatus:loaded, signalStatus:ready")

	tb.run(`new Promise((done) => {
		const frame = document.createElement("iframe");
		frame.src = "/frame/asks";
		frame.onload = done;
		document.body.append(frame);
	})`)
	inFrame := eval[string](tb, `new Promise((done) => {
		const child = document.querySelector("iframe[src]").contentWindow;
		child.addEventListener("message", (e) => done(JSON.stringify(e.data)));
		child.eval("parent.postMessage({ __gppCall: { command: 'getField', parameter: 'usca.SaleOptOut', version: '1.1', callId: 7 } }, '*')");
	})`)
	if want := `{"__gppReturn":{"returnValue":1,"success":true,"callId":7}}`; inFrame != want {
		t.Errorf("a frame is told %s, want %s", inFrame, want)
	}
	if !eval[bool](tb, `!!frames.__gppLocator && !!frames.__uspapiLocator`) {
		t.Error("the locator frames are missing")
	}
	if usp := eval[string](tb, `new Promise((done) => __uspapi("getUSPData", 1, (data, ok) => done(JSON.stringify([data, ok]))))`); usp != `[{"version":1,"uspString":"1YYN"},true]` {
		t.Errorf("__uspapi answers %s", usp)
	}
}

// Where a visitor must answer, the signal is ready only after that, and last.
func TestGPPWaitsForTheAnswer(t *testing.T) {
	s := serverFor(t, "id: words\nservice: krowork"+allSignals)
	tb := newTab(t)
	tb.visit(shopSite.with("signals", s.url, "words", "", "place=DE"))
	tb.hear("first", "listenerRegistered:true loading, cmpStatus:loaded, cmpDisplayStatus:visible")
	ping := eval[string](tb, `new Promise((done) => __gpp("ping", ({ signalStatus, applicableSections, sectionList, gppString }) =>
		done(JSON.stringify([signalStatus, applicableSections, sectionList, gppString]))))`)
	if want := `["not ready",[-1],[],"DBAA"]`; ping != want {
		t.Errorf("before: %s, want %s", ping, want)
	}
	tb.run(`sayso.accept()`)
	tb.hear("accepting", "cmpDisplayStatus:hidden, signalStatus:ready")
}

// Every string that a page says is read by the IAB's own library, and each of
// its fields is what the page says of it; those about children follow the real
// age band.
func TestGPPReadByTheLibrary(t *testing.T) {
	s := serverFor(t, "id: words\nservice: krowork"+allSignals)
	type spoken struct {
		GPPString      string
		ParsedSections map[string][]map[string]any
	}
	var pages []spoken
	var strings []string
	children := map[string]string{}
	for _, row := range []struct{ place, age, act string }{
		{"US-CA", "", ""}, {"US-CA", "", "reject"}, {"US-CA", "13", ""}, {"US-CA", "16", "under"}, {"US-NJ", "", "under"}, {"US-NJ", "13", ""},
		{"US-NJ", "16", "reject"}, {"US-VA", "", "reject"}, {"US-VA", "13", "under"}, {"US-TX", "", "under"}, {"US-DE", "17", ""}, {"US-NY", "", "reject"},
	} {
		tb := newTab(t)
		if row.act == "under" {
			tb.under()
		}
		tb.visit(shopSite.with("signals", s.url, "words", "", "place="+row.place, "age="+row.age))
		if row.act == "reject" {
			tb.run(`sayso.reject()`)
		}
		tb.run(`new Promise((done) => setTimeout(done))`) // what holds is told of in a microtask
		var page spoken
		ping := eval[string](tb, `new Promise((done) => __gpp("ping", (data) => done(JSON.stringify(data))))`)
		if err := json.Unmarshal([]byte(ping), &page); err != nil {
			t.Fatal(err)
		}
		for _, segments := range page.ParsedSections {
			told, err := json.Marshal(segments[0]["KnownChildSensitiveDataConsents"])
			if err != nil {
				t.Fatal(err)
			}
			children[row.place+" "+row.age] = string(told)
		}
		pages, strings = append(pages, page), append(strings, page.GPPString)
	}
	out, err := exec.Command("node", append([]string{"gpp.mjs"}, strings...)...).Output()
	if err != nil {
		t.Fatalf("the library refuses one of %q: %v", strings, err)
	}
	var library []map[string]map[string]any
	if err := json.Unmarshal(out, &library); err != nil {
		t.Fatal(err)
	}
	for i, page := range pages {
		said := map[string]map[string]any{}
		for name, segments := range page.ParsedSections {
			said[name] = map[string]any{}
			for _, segment := range segments {
				maps.Copy(said[name], segment)
			}
			delete(said[name], "SubsectionType")
		}
		if diff := cmp.Diff(library[i], said); diff != "" || len(said) != 1 {
			t.Errorf("%s (-library +page):\n%s", page.GPPString, diff)
		}
	}
	for row, want := range map[string]string{
		"US-CA ": "[0,0]", "US-CA 13": "[1,1]", "US-CA 16": "[0,0]", "US-NJ 13": "[0,1,1,0,0]", "US-NJ 16": "[0,0,0,1,1]", "US-VA 13": "0",
	} {
		if children[row] != want {
			t.Errorf("KnownChildSensitiveDataConsents for %s is %s, want %s", row, children[row], want)
		}
	}
}
