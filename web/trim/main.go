// Command trim builds the panel's WebAssembly with a lighter go-app.
//
// A published go-app carries its server half (net/http and with it TLS), an
// encrypted store and regular expressions into every browser. This command
// copies the module from the module cache, takes those parts out of the copy
// and builds with a module file that points to it. Nothing of the copy is kept
// in the repository.
//
// It stops when a file that it edits is not the one it knows: a new go-app
// must be looked at before it is trimmed. The plain build works without it.
package main

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/maxence-charriere/go-app/v10"

//go:embed go-app/*.txt
var added embed.FS

func main() {
	dir := flag.String("dir", ".build", "folder for the copy and its module file; it is emptied")
	out := flag.String("o", "web/built/panel.wasm", "the file to write")
	flag.Parse()
	if err := trim(*dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "trim:", err)
		os.Exit(1)
	}
}

func trim(dir, out string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	source, err := moduleDir()
	if err != nil {
		return err
	}
	replica := filepath.Join(dir, "go-app")
	if err := copyPackages(source, replica); err != nil {
		return err
	}
	if err := applyEdits(filepath.Join(replica, "pkg", "app")); err != nil {
		return err
	}
	modfile := filepath.Join(dir, "go.mod")
	if err := writeModfile(modfile, replica); err != nil {
		return err
	}
	return build(modfile, out)
}

// moduleDir is where the module cache holds go-app, downloaded if need be.
func moduleDir() (string, error) {
	if out, err := exec.Command("go", "mod", "download", module).CombinedOutput(); err != nil {
		return "", fmt.Errorf("downloading %s: %w: %s", module, err, out)
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", module, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// copyPackages copies the two packages that the browser needs, without tests.
func copyPackages(source, replica string) error {
	for _, part := range []string{"go.mod", "pkg/app", "pkg/errors"} {
		from := filepath.Join(source, part)
		err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				if err == nil && path != from {
					return filepath.SkipDir
				}
				return err
			}
			if strings.HasSuffix(path, "_test.go") {
				return nil
			}
			rel, err := filepath.Rel(source, path)
			if err != nil {
				return err
			}
			return copyFile(path, filepath.Join(replica, rel))
		})
		if err != nil {
			return fmt.Errorf("copying %s: %w", part, err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}

func applyEdits(dir string) error {
	for _, e := range edits {
		if err := e.apply(dir); err != nil {
			return err
		}
	}
	entries, err := added.ReadDir("go-app")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		text, err := added.ReadFile("go-app/" + entry.Name())
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(entry.Name(), ".txt")
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// An edit changes one file of go-app, which must have the given SHA-256.
type edit struct {
	file, sum string
	// replace holds pairs of old and new text; each old text must occur.
	replace []string
}

func (e edit) apply(dir string) error {
	path := filepath.Join(dir, e.file)
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	if got := hex.EncodeToString(sum[:8]); got != e.sum {
		return fmt.Errorf("%s of %s has SHA-256 %s…, not %s…: it changed upstream; read it, then correct web/trim/edits.go, or build without trimming",
			e.file, module, got, e.sum)
	}
	text := string(raw)
	for i := 0; i < len(e.replace); i += 2 {
		if !strings.Contains(text, e.replace[i]) {
			return fmt.Errorf("%s of %s has no %q", e.file, module, e.replace[i])
		}
		text = strings.ReplaceAll(text, e.replace[i], e.replace[i+1])
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// writeModfile writes this module's go.mod and go.sum again, with go-app
// replaced by the copy.
func writeModfile(modfile, replica string) error {
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := copyFile(name, filepath.Join(filepath.Dir(modfile), name)); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(modfile, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "\nreplace %s => ./%s\n", module, filepath.ToSlash(replica))
	return errors.Join(err, f.Close())
}

func build(modfile, out string) error {
	cmd := exec.Command("go", "build", "-modfile", modfile, "-trimpath", "-ldflags", "-s -w", "-gcflags", "all=-l", "-o", out, "./wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=-mod=mod")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
