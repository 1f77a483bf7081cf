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

// loaderEntry is the first source file of the loader.
const loaderEntry = "web/loader/loader.ts"

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
	js, err := bundle(options("web/loader/panel.ts"))
	if err != nil {
		return err
	}
	if err := write("panel.js", js); err != nil {
		return err
	}
	if js, err = bundle(options(loaderEntry)); err != nil {
		return err
	}
	if err := writeLoader("loader-hosting.js", js, viewName, featuresName); err != nil {
		return err
	}
	if js, err = bareLoader(); err != nil {
		return err
	}
	return writeLoader("loader.js", js, viewName)
}

// bareLoader is the loader for sites that use no feature, without the places
// where it would call one. Those are known only once the modules are joined, so
// the joined script goes through esbuild once more.
func bareLoader() ([]byte, error) {
	o := options(loaderEntry)
	o.Format, o.Define = api.FormatESModule, map[string]string{featuresName: "null"}
	js, err := bundle(o)
	if err != nil {
		return nil, err
	}
	result := api.Transform(string(js), api.TransformOptions{
		Format: api.FormatIIFE, Target: o.Target, TreeShaking: api.TreeShakingTrue,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Charset: o.Charset, LogLevel: o.LogLevel,
	})
	// A module is strict without saying so; a script has to say it.
	return append([]byte(`"use strict";`), result.Code...), problems(result.Errors)
}

// writeLoader writes a loader that names each of places exactly once.
func writeLoader(name string, js []byte, places ...string) error {
	for _, place := range places {
		if n := bytes.Count(js, []byte(place)); n != 1 {
			return fmt.Errorf("%s names %s %d times; the server needs it exactly once", loaderEntry, place, n)
		}
	}
	return write(name, append([]byte(compileHint+"\n"), js...))
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

// bundle runs esbuild and gives the one file that it makes.
func bundle(o api.BuildOptions) ([]byte, error) {
	result := api.Build(o)
	if err := problems(result.Errors); err != nil {
		return nil, err
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("%s made %d files; one was expected", o.EntryPoints[0], len(result.OutputFiles))
	}
	return result.OutputFiles[0].Contents, nil
}

// problems is what esbuild found wrong, with file, line and column.
func problems(found []api.Message) error {
	if len(found) == 0 {
		return nil
	}
	lines := api.FormatMessages(found, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.TrimSpace(strings.Join(lines, "")))
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
