// Command build makes web/built from web/loader and web/style: the scripts
// bundled and minified, the style sheets minified, and Go's own wasm_exec.js.
// With -compress it writes a .br and a .gz beside each built file instead.
//
// It needs nothing but Go: esbuild is linked in as a package. Run it from the
// top of the repository.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const built = "web/built"

func main() {
	squeeze := flag.Bool("compress", false, "write .br and .gz beside each file of web/built")
	flag.Parse()
	if err := run(*squeeze); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(squeeze bool) error {
	if _, err := os.Stat("web/loader"); err != nil {
		return errors.New("there is no web/loader here; run it from the top of the repository")
	}
	if err := os.MkdirAll(built, 0o755); err != nil {
		return err
	}
	if squeeze {
		return compressAll(built)
	}
	if err := bundleScripts(); err != nil {
		return err
	}
	if err := bundleFeatures(); err != nil {
		return err
	}
	if err := bundleStyles(); err != nil {
		return err
	}
	return copyWasmExec()
}

// write writes data to the built file name, unless it holds just that already:
// an untouched file keeps its time, and what is made of it stays up to date.
func write(name string, data []byte) error {
	path := filepath.Join(built, name)
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
