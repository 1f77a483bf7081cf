package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

//go:embed pages observe.js package.json package-lock.json
var embedded embed.FS

// A widget is one thing to measure: the bare page, a peer, or Sayso.
//
// Selectors are CSS; " >>> " steps into an open shadow root.
type widget struct {
	// ID names its page in pages and its folder in addresses.
	ID string `json:"id"`
	// Name is what the tables say, without the version.
	Name string `json:"name"`
	// Package is its name on npm, "" for what does not come from there.
	Package string `json:"package,omitempty"`
	// Version is what was measured.
	Version string `json:"version,omitempty"`
	// Note is what a reader of the table must know.
	Note string `json:"note,omitempty"`

	// files are those of the package that a browser may ask for, below its folder.
	files []string
	// accept, prefs: buttons of the banner. panel: what can be hit once the panel is usable.
	accept, prefs, panel string
	// frame is where the panel is looked for, when it is in a frame. Both must
	// be fit for use.
	frame string
}

// bare is the page alone; its heading stands in for the banner.
const bare = "bare"

// reference is the widget that ratios are of.
const reference = "vanilla"

var widgets = []widget{
	{ID: bare, Name: "no widget", accept: "h1"},
	{
		ID: reference, Name: "vanilla-cookieconsent", Package: "vanilla-cookieconsent",
		files:  []string{"dist/cookieconsent.umd.js", "dist/cookieconsent.css"},
		accept: "#cc-main .cm__btn[data-role=all]", prefs: "#cc-main .cm__btn[data-role=show]",
		panel: "#cc-main .pm__btn[data-role=save]",
	},
	{
		ID: "klaro", Name: "Klaro", Package: "klaro",
		files:  []string{"dist/klaro.js"},
		accept: ".klaro .cookie-notice .cm-btn-success", prefs: ".klaro .cookie-notice .cn-learn-more",
		panel: ".klaro .cookie-modal .cm-btn-accept",
	},
	{
		ID: "orejime", Name: "Orejime", Package: "orejime",
		files:  []string{"dist/orejime-standard-en.js", "dist/orejime-standard.css"},
		accept: ".orejime-Banner-saveButton", prefs: ".orejime-Banner-learnMoreButton",
		panel: ".orejime-Modal-saveButton",
	},
	{
		ID: "tarteaucitron", Name: "tarteaucitron", Package: "tarteaucitronjs",
		files: []string{"tarteaucitron.min.js", "tarteaucitron.services.min.js", "lang/tarteaucitron.en.min.js",
			"css/tarteaucitron.min.css"},
		accept: "#tarteaucitronPersonalize2", prefs: "#tarteaucitronCloseAlert",
		panel: "#tarteaucitronServices #tarteaucitronAllDenied",
	},
	{
		ID: "osano", Name: "cookieconsent (Osano)", Package: "cookieconsent",
		Note:   "a bare notice: no panel, no categories, no blocking of scripts",
		files:  []string{"build/cookieconsent.min.js", "build/cookieconsent.min.css"},
		accept: ".cc-window .cc-allow",
	},
	{
		ID: "probo", Name: "Probo cookie banner", Package: "@probo/cookie-banner",
		Note:   "a file stands in for its server, and its records are thrown away",
		files:  []string{"dist/cookie-banner.iife.js"},
		accept: "probo-cookie-banner >>> probo-accept-button button", prefs: "probo-cookie-banner >>> probo-customize-button button",
		panel: "probo-cookie-banner >>> probo-preference-panel probo-reject-button button",
	},
	{
		ID: "c15t", Name: "c15t", Package: "@c15t/react",
		Note:   "offline mode, React 19 included",
		accept: "[data-testid=consent-banner-accept-button]", prefs: "[data-testid=consent-banner-customize-button]",
		panel: "[data-testid=consent-widget-footer-save-button]",
	},
	{
		ID: "sayso", Name: "Sayso",
		Note:   "its server runs, on another port, and records each choice durably",
		accept: "sayso-banner >>> [data-sayso-action=accept_all]", prefs: "sayso-banner >>> [data-sayso-action=open_preferences]",
		panel: "[data-sayso-action=save_choices]", frame: "sayso-banner >>> iframe[data-sayso-panel]",
	},
}

// versions fills in which versions were installed in dir.
func versions(ws []widget, dir string) error {
	for i, w := range ws {
		if w.Package == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, "node_modules", w.Package, "package.json"))
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &ws[i]); err != nil {
			return fmt.Errorf("package.json of %s: %w", w.Package, err)
		}
		ws[i].ID, ws[i].Name = w.ID, w.Name
	}
	return nil
}
