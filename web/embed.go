// Package web holds the bytes that a browser gets as they are: the built
// loader, panel and style sheets, the words, and the demo sites.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:built
var built embed.FS

//go:embed all:words
var words embed.FS

//go:embed all:demo
var demo embed.FS

// Built holds what `make build` writes: both loaders, panel.js, the style sheets,
// wasm_exec.js and panel.wasm, each with its .br and .gz beside it. In a fresh
// clone it holds nothing but a hidden file.
func Built() fs.FS { return below(built, "built") }

// Words holds one JSON file of texts for each language: en.json.
func Words() fs.FS { return below(words, "words") }

// Demo holds the demo sites: one folder for each, and the index.
func Demo() fs.FS { return below(demo, "demo") }

// below is the folder dir of f. The folder is embedded above, so it exists.
func below(f fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(f, dir)
	if err != nil {
		panic(err)
	}
	return sub
}
