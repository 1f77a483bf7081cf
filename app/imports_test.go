// Package app_test holds the walls between the rooms: who may import whom, on
// the server and in the browser.
package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms maps each room to the rooms of this module that it may import. A
// room's own folders are always allowed. To open a door, change the map in
// the same commit and say why.
var rooms = map[string][]string{
	"app/consent":  {},
	"app/policy":   {"app/consent"},
	"app/rules":    {"app/consent", "app/policy"},
	"app/deadline": {"app/consent", "app/policy"},
	"app/signal":   {"app/consent"},
	"app/i18n":     {},
	"app/wire":     {"app/consent", "app/policy", "app/rules", "app/deadline", "app/signal", "app/i18n"},
	"app/ui":       {"app/consent", "app/policy", "app/rules", "app/deadline", "app/signal", "app/i18n", "app/wire"},
	"wasm":         {"app"},
	"web":          {},
	"server":       {"app", "web"},
}

// outsiders maps each room to the modules that it may import beyond the
// standard library. Rooms that are missing here may import what they need.
var outsiders = map[string][]string{
	"app/consent":  {},
	"app/policy":   {},
	"app/rules":    {},
	"app/deadline": {},
	"app/signal":   {},
	"app/i18n":     {},
	"app/wire":     {},
	"app/ui":       {"github.com/maxence-charriere/go-app/v10"},
	"wasm":         {"github.com/maxence-charriere/go-app/v10"},
}

// fences are packages that no room of the browser may name, with the reason.
var fences = map[string]string{
	"net/http":      "5 MB in the widget, 0.8 MB of it on the wire; the browser has fetch",
	"regexp":        "0.1 MB on the wire",
	"time/tzdata":   "0.45 MB; the browser's Intl turns instants into civil dates",
	"html/template": "0.7 MB, and it keeps the linker from dropping dead code",
	"text/template": "it keeps the linker from dropping dead code",
	"log/slog":      "0.17 MB",
	"crypto/rand":   "the browser has crypto.randomUUID",
	"os/exec":       "rooms of the browser do no I/O",
	"net":           "rooms of the browser do no I/O",
	"database/sql":  "rooms of the browser do no I/O",
}

// pure are rooms that read no clock, no environment and no browser.
var pure = []string{"app/consent", "app/policy", "app/rules", "app/deadline", "app/signal", "app/i18n"}

func TestRoomsKeepTheirWalls(t *testing.T) {
	for _, system := range []string{"linux/amd64", "js/wasm"} {
		for _, pkg := range packages(t, system) {
			room := roomOf(pkg.path)
			if room == "" {
				t.Errorf("%s lies in no room; name its room in app/imports_test.go", pkg.path)
				continue
			}
			for _, imported := range pkg.imports {
				checkImport(t, system, room, pkg.path, imported)
			}
		}
	}
}

func checkImport(t *testing.T, system, room, pkg, imported string) {
	t.Helper()
	browser := strings.HasPrefix(room, "app/") || room == "wasm"
	if reason, ok := fences[imported]; ok && browser {
		t.Errorf("%s: %s imports %s: %s", system, pkg, imported, reason)
	}
	if inner, ok := strings.CutPrefix(imported, "sayso/"); ok {
		if to := roomOf(imported); to != room && !slices.ContainsFunc(rooms[room], func(r string) bool { return within(inner, r) }) {
			t.Errorf("%s: %s imports %s; room %s may import only %v", system, pkg, imported, room, rooms[room])
		}
		return
	}
	if allowed, ok := outsiders[room]; ok && strings.Contains(imported, ".") &&
		!slices.ContainsFunc(allowed, func(m string) bool { return within(imported, m) }) {
		t.Errorf("%s: %s imports %s; room %s may import only %v", system, pkg, imported, room, allowed)
	}
}

// The pure rooms take the time as an argument: a call of time.Now or
// os.Getenv in them is a hidden input.
func TestPureRoomsReadNothing(t *testing.T) {
	for _, room := range pure {
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"time.Now(", "time.Since(", "time.Local", "os.", "syscall"} {
				if strings.Contains(string(text), word) {
					t.Errorf("%s names %s; take it as an argument", file, word)
				}
			}
		}
	}
}

// The top level is fixed: a new folder there would be a new room.
func TestTopLevel(t *testing.T) {
	out, err := exec.Command("git", "-C", "..", "ls-files").Output()
	if err != nil {
		t.Skip("not a git checkout: nothing says which files are ours")
	}
	allowed := []string{"app", "web", "server", "wasm", "go.mod", "go.sum", "Makefile", "README.md"}
	for file := range strings.FieldsSeq(string(out)) {
		top, _, _ := strings.Cut(file, "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(allowed, top) {
			t.Errorf("%s: the top level holds only %v and dot-files", file, allowed)
		}
	}
}

type pkg struct {
	path    string
	imports []string
}

// packages lists the packages of this module with what they import, as the
// go command sees them for system ("linux/amd64").
func packages(t *testing.T, system string) []pkg {
	t.Helper()
	goos, goarch, _ := strings.Cut(system, "/")
	cmd := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "sayso/...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v", system, err)
	}
	var pkgs []pkg
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		pkgs = append(pkgs, pkg{fields[0], fields[1:]})
	}
	return pkgs
}

// roomOf names the room that holds the package, or "".
func roomOf(path string) string {
	inner, _ := strings.CutPrefix(path, "sayso/")
	for room := range rooms {
		if within(inner, room) {
			return room
		}
	}
	if inner == "app" {
		return "app/ui"
	}
	return ""
}

func within(path, root string) bool {
	return path == root || strings.HasPrefix(path, root+"/")
}
