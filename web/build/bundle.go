package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// viewName is the free identifier in loader.js in whose place the server puts
// the view of a visitor.
const viewName = "__SAYSO_VIEW__"

// compileHint tells V8 to compile each function when it first reads it. Most are
// called until the banner is seen; without the hint those are read twice.
const compileHint = "//# allFunctionsCalledOnLoad"

// scripts maps each built script to its first source file.
var scripts = map[string]string{
	"loader.js": "web/loader/loader.ts",
	"panel.js":  "web/loader/panel.ts",
}

// options are those of every bundle. Names of properties that begin with "_"
// are nobody's business outside, so they are shortened.
func options(entry string) api.BuildOptions {
	return api.BuildOptions{
		EntryPoints:       []string{entry},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2020,
		Platform:          api.PlatformBrowser,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		MangleProps:       "^_[a-z]",
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		LogLevel:          api.LogLevelSilent,
	}
}

func bundleScripts() error {
	for name, entry := range scripts {
		o := options(entry)
		if name == "loader.js" {
			o.Banner = map[string]string{"js": compileHint}
		}
		js, err := bundle(o)
		if err != nil {
			return err
		}
		for _, place := range []string{viewName, featuresName} {
			if n := bytes.Count(js, []byte(place)); name == "loader.js" && n != 1 {
				return fmt.Errorf("%s names %s %d times; the server needs it exactly once", entry, place, n)
			}
		}
		if err := write(name, js); err != nil {
			return err
		}
	}
	return nil
}

// bundleStyles minifies every style sheet of web/style. One whose name begins
// with "_" is only there to be imported by others.
func bundleStyles() error {
	sheets, err := filepath.Glob("web/style/*.css")
	if err != nil {
		return err
	}
	for _, sheet := range sheets {
		name := filepath.Base(sheet)
		if strings.HasPrefix(name, "_") {
			continue
		}
		o := options(sheet)
		o.Format, o.Target, o.MangleProps = api.FormatDefault, api.ESNext, ""
		css, err := bundle(o)
		if err != nil {
			return err
		}
		if err := write(name, css); err != nil {
			return err
		}
	}
	return nil
}

// bundle runs esbuild and gives the one file that it makes. Its messages name
// file, line and column.
func bundle(o api.BuildOptions) ([]byte, error) {
	result := api.Build(o)
	if len(result.Errors) > 0 {
		lines := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, errors.New(strings.TrimSpace(strings.Join(lines, "")))
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("%s made %d files; one was expected", o.EntryPoints[0], len(result.OutputFiles))
	}
	return result.OutputFiles[0].Contents, nil
}

// copyWasmExec takes over the script that starts Go's WASM. It belongs to the
// compiler: the two must be of one version.
func copyWasmExec() error {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	path := filepath.Join(strings.TrimSpace(string(out)), "lib", "wasm", "wasm_exec.js")
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	min := api.Transform(string(src), api.TransformOptions{
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Target: api.ES2020,
	})
	if len(min.Errors) > 0 {
		return fmt.Errorf("%s: %s", path, min.Errors[0].Text)
	}
	return write("wasm_exec.js", min.Code)
}
