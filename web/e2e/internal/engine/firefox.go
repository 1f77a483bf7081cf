package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// firefox is a Firefox, spoken to by WebDriver BiDi.
// https://www.w3.org/TR/webdriver-bidi/
type firefox struct {
	process *process
	line    *bidi
}

// preferences keep Firefox from asking for anything that no page asked for.
var preferences = map[string]any{
	"app.normandy.enabled":                            false,
	"browser.newtabpage.enabled":                      false,
	"browser.startup.page":                            0,
	"datareporting.policy.dataSubmissionEnabled":      false,
	"extensions.systemAddon.update.enabled":           false,
	"network.captive-portal-service.enabled":          false,
	"network.connectivity-service.enabled":            false,
	"services.settings.server":                        "data:,#remote-settings-dummy/v1",
	"toolkit.telemetry.reportingpolicy.firstRun":      false,
	"browser.safebrowsing.provider.google5.updateURL": "",
	"browser.safebrowsing.provider.mozilla.updateURL": "",
	"browser.region.network.url":                      "",
	"dom.push.connection.enabled":                     false,
	"security.remote_settings.crlite_filters.enabled": false,
	"security.remote_settings.intermediates.enabled":  false,
	"accessibility.tabfocus":                          7, // Tab reaches everything, as on Windows
}

// listening is what Firefox writes once it can be spoken to.
var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// Firefox starts the Firefox at path. Dir is an empty folder for it.
func Firefox(path, dir string) (Engine, error) {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(preferences)) {
		value, err := json.Marshal(preferences[name])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&lines, "user_pref(%q, %s);\n", name, value)
	}
	if err := os.WriteFile(filepath.Join(dir, "user.js"), []byte(lines.String()), 0o600); err != nil {
		return nil, err
	}
	process, said, err := start(dir, nil, []string{"MOZ_HEADLESS_WIDTH=1280", "MOZ_HEADLESS_HEIGHT=900"},
		path, "--headless", "--no-remote", "--profile", dir, "--remote-debugging-port", "0")
	if err != nil {
		return nil, err
	}
	f := &firefox{process: process}
	url, err := until(said, listening)
	if err == nil {
		f.line, err = dial(url + "/session")
	}
	if err == nil {
		err = f.line.call("session.new", object{"capabilities": object{}}, nil)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return f, nil
}

func (f *firefox) Page() (Page, error) {
	var user struct{ UserContext string }
	if err := f.line.call("browser.createUserContext", object{}, &user); err != nil {
		return nil, err
	}
	var made struct{ Context string }
	if err := f.line.call("browsingContext.create", object{"type": "tab", "userContext": user.UserContext}, &made); err != nil {
		return nil, err
	}
	p := &foxPage{line: f.line, user: user.UserContext, id: made.Context}
	if err := f.line.call("browsingContext.activate", object{"context": p.id}, nil); err != nil {
		return nil, err
	}
	return p, p.Resize(1280, 800)
}

func (f *firefox) Close() error {
	if f.line != nil {
		f.line.close()
	}
	f.process.stop()
	return nil
}
