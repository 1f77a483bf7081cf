package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// webkit is WebKitGTK, spoken to by WebDriver, on a screen that nobody sees.
// https://www.w3.org/TR/webdriver2/
type webkit struct {
	screen, driver *process
	url            string
	// browser is the small browser that WebKitGTK brings.
	browser string
}

// miniBrowser is where distributions put it.
const miniBrowser = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"

// WebKit starts WebKitGTK's driver. Dir is an empty folder for it. As root,
// the engine cannot put its processes into a sandbox and is told so.
func WebKit(dir string) (Engine, error) {
	found, err := filepath.Glob(miniBrowser)
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("there is no %s", miniBrowser)
	}
	w := &webkit{browser: found[len(found)-1]}
	display, err := w.openScreen(dir)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	env := []string{"DISPLAY=:" + display, "GDK_BACKEND=x11", "WAYLAND_DISPLAY=", "WEBKIT_DISABLE_COMPOSITING_MODE=1", "NO_AT_BRIDGE=1"}
	if os.Getuid() == 0 {
		env = append(env, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1")
	}
	var said io.Reader
	if w.driver, said, err = start(dir, nil, env, "WebKitWebDriver", "--port="+port); err != nil {
		w.Close()
		return nil, err
	}
	go io.Copy(io.Discard, said)
	w.url = "http://127.0.0.1:" + port
	return w, w.ready()
}

var number = regexp.MustCompile(`^(\d+)$`)

// openScreen starts Xvfb, which picks a free display and says its number.
func (w *webkit) openScreen(dir string) (display string, err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	var said io.Reader
	w.screen, said, err = start(dir, []*os.File{write}, nil, "Xvfb", "-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp")
	write.Close()
	if err != nil {
		return "", err
	}
	go io.Copy(io.Discard, said)
	return until(read, number)
}

// ready waits until the driver answers.
func (w *webkit) ready() (err error) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = w.call("GET", "/status", nil, nil); err == nil {
			return nil
		}
	}
	w.Close()
	return fmt.Errorf("WebKitWebDriver does not answer: %w", err)
}

// call sends one command and reads its value into value, unless that is nil.
func (w *webkit) call(method, path string, body, value any) error {
	ctx, cancel := limit()
	defer cancel()
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, w.url+path, &content)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if response.StatusCode != http.StatusOK {
		var problem struct{ Error, Message string }
		json.Unmarshal(answer.Value, &problem)
		return fmt.Errorf("%s %s: %s: %s", method, path, problem.Error, problem.Message)
	}
	if value == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, value)
}

// Page starts a MiniBrowser: each session has one of its own, which forgets
// everything at its end. The driver holds one session at a time.
func (w *webkit) Page() (Page, error) {
	var made struct{ SessionID string }
	options := object{"binary": w.browser, "args": []string{"--automation"}}
	err := w.call("POST", "/session", object{"capabilities": object{"alwaysMatch": object{"webkitgtk:browserOptions": options}}}, &made)
	if err != nil {
		return nil, err
	}
	p := &kitPage{driver: w, path: "/session/" + made.SessionID}
	return p, p.Resize(1280, 800)
}

func (w *webkit) Close() error {
	w.driver.stop()
	w.screen.stop()
	return nil
}
