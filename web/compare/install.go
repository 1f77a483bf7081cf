package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// workshop is the folder for what is installed and written while measuring.
// Its dot keeps the go tool out: an npm package may carry Go files.
const workshop = ".build/compare"

// install makes sure that the peers lie in workshop/node_modules in the
// versions of package-lock.json.
func install() error {
	if err := os.MkdirAll(workshop, 0o755); err != nil {
		return err
	}
	lock, err := fs.ReadFile(embedded, "package-lock.json")
	if err != nil {
		return err
	}
	installed := filepath.Join(workshop, "installed.json")
	if old, err := os.ReadFile(installed); err == nil && bytes.Equal(old, lock) {
		return nil
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := fs.ReadFile(embedded, name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(workshop, name), text, 0o644); err != nil {
			return err
		}
	}
	// Peer dependencies of the peers are tools of their builders: eslint and such.
	npm := exec.Command("npm", "ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = workshop
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s: %w; it needs npm and its registry:\n%s", workshop, err, out)
	}
	return os.WriteFile(installed, lock, 0o644)
}
