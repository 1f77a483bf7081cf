//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sayso/web/e2e/internal/engine"
)

// engines are the three that there are. Each starts when a test first asks for
// it, once, and ends with the tests.
var engines = []struct {
	name  string
	start func() (engine.Engine, error)
}{
	{"chromium", sync.OnceValues(func() (engine.Engine, error) { return engine.Chromium(browser), nil })},
	{"firefox", sync.OnceValues(startFirefox)},
	{"webkit", sync.OnceValues(startWebKit)},
}

// running are the engines to end.
var running []engine.Engine

func startFirefox() (engine.Engine, error) {
	if _, err := exec.LookPath("firefox-esr"); err != nil {
		if err := apt("firefox-esr"); err != nil {
			return nil, err
		}
	}
	return begun(func(dir string) (engine.Engine, error) { return engine.Firefox("firefox-esr", dir) })
}

func startWebKit() (engine.Engine, error) {
	_, noDriver := exec.LookPath("WebKitWebDriver")
	_, noScreen := exec.LookPath("Xvfb")
	if noDriver != nil || noScreen != nil {
		if err := apt("webkit2gtk-driver", "xvfb"); err != nil {
			return nil, err
		}
	}
	return begun(engine.WebKit)
}

func begun(start func(dir string) (engine.Engine, error)) (engine.Engine, error) {
	dir, err := os.MkdirTemp("", "sayso-engine-")
	if err != nil {
		return nil, err
	}
	e, err := start(dir)
	if err == nil {
		running = append(running, e)
	}
	return e, err
}

// stopEngines ends what was started.
func stopEngines() {
	for _, e := range running {
		e.Close()
	}
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "sayso-engine-*"))
	for _, dir := range left {
		os.RemoveAll(dir)
	}
}

// A visitor is somebody with one of the engines and an empty cookie jar.
type visitor struct {
	*testing.T
	engine string
	page   engine.Page
}

// everywhere plays a test in each engine.
func everywhere(t *testing.T, play func(v *visitor)) {
	t.Helper()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			running, err := e.start()
			if err != nil {
				t.Fatal(err)
			}
			page, err := running.Page()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { page.Close() })
			play(&visitor{t, e.name, page})
		})
	}
}

// open loads a page.
func (v *visitor) open(url string) {
	v.Helper()
	if err := v.page.Open(url); err != nil {
		v.Fatalf("opening %s: %v", url, err)
	}
}

// visit loads a page with our tag and waits until it knows what holds.
func (v *visitor) visit(url string) {
	v.Helper()
	v.open(url)
	v.wait(`!!window.sayso`)
	look[any](v, "", `sayso.ready.then(() => true)`)
}

// panelFrame is the frame of the preference panel.
const panelFrame = engine.Frame(`document.querySelector("sayso-banner")?.shadowRoot.querySelector("iframe")`)

// look evaluates js in a frame, and waits for it if it is a promise.
func look[T any](v *visitor, in engine.Frame, js string) (value T) {
	v.Helper()
	raw, err := v.page.Eval(in, js)
	if err == nil {
		err = json.Unmarshal(raw, &value)
	}
	if err != nil {
		v.Fatal(err)
	}
	return value
}

// wait polls until js is true in the page.
func (v *visitor) wait(js string) { v.Helper(); v.waitIn("", js) }

// waitIn polls until js is true in a frame.
func (v *visitor) waitIn(in engine.Frame, js string) {
	v.Helper()
	var raw json.RawMessage
	var err error
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		if raw, err = v.page.Eval(in, "!!("+js+")"); err == nil && string(raw) == "true" {
			return
		}
	}
	v.Fatalf("never true: %s (last error: %v)", js, err)
}

// press clicks with the mouse on the element that js finds in a frame.
func (v *visitor) press(in engine.Frame, js string) {
	v.Helper()
	v.waitIn(in, js)
	if err := v.page.Click(in, js); err != nil {
		v.Fatalf("pressing %s: %v", js, err)
	}
}

// key presses keys of the keyboard.
func (v *visitor) key(keys ...string) {
	v.Helper()
	if err := v.page.Press(keys...); err != nil {
		v.Fatalf("pressing %q: %v", keys, err)
	}
}

// live waits until WASM has taken over the panel that is open.
func (v *visitor) live() {
	v.Helper()
	v.waitIn(panelFrame, `document.documentElement.dataset.saysoLive == "1"`)
}

// cookies reads the browser's jar, by name.
func (v *visitor) cookies() map[string]string {
	v.Helper()
	jar, err := v.page.Cookies()
	if err != nil {
		v.Fatal(err)
	}
	return jar
}

// ran lists the gated scripts that ran on this page, in the order of the alphabet.
func (v *visitor) ran() []string {
	v.Helper()
	return look[[]string](v, "", `[...(window.ran || [])].sort()`)
}

// toggle finds a switch of the panel, in JavaScript.
func toggle(key string) string {
	return fmt.Sprintf(`document.querySelector("[data-sayso-toggle=%s]")`, key)
}

// inPanel finds a button of the panel, in JavaScript.
func inPanel(action string) string {
	return fmt.Sprintf(`document.querySelector("footer [data-sayso-action=%[1]s], .body [data-sayso-action=%[1]s], .head [data-sayso-action=%[1]s]")`, action)
}
