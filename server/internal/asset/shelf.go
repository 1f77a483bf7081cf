package asset

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// ErrEmpty is returned when nothing was built yet.
var ErrEmpty = errors.New(`web/built is empty; run "make build"`)

// types are the content types of what is built. A wrong one for WASM makes
// browsers refuse to stream it.
var types = map[string]string{
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".wasm": "application/wasm",
}

// A Shelf holds the built files under names that change with their content.
type Shelf struct {
	byName map[string]*Body  // "panel.js"
	byPath map[string]*Body  // "panel-Ab3….js"
	paths  map[string]string // "panel.js" to "panel-Ab3….js"
}

// Load reads the built files from the top of fsys, each with its .br and .gz
// beside it.
func Load(fsys fs.FS) (*Shelf, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	s := &Shelf{byName: map[string]*Body{}, byPath: map[string]*Body{}, paths: map[string]string{}}
	for _, e := range entries {
		name, ext := e.Name(), path.Ext(e.Name())
		if types[ext] == "" {
			continue
		}
		b, err := load(fsys, name, types[ext])
		if err != nil {
			return nil, err
		}
		hashed := strings.TrimSuffix(name, ext) + "-" + b.Hash + ext
		s.byName[name], s.byPath[hashed], s.paths[name] = b, b, hashed
	}
	if len(s.byName) == 0 {
		return nil, ErrEmpty
	}
	return s, nil
}

func load(fsys fs.FS, name, contentType string) (*Body, error) {
	plain, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	b := &Body{Type: contentType, Plain: plain, Hash: hash(plain)}
	for ext, to := range map[string]*[]byte{".br": &b.Brotli, ".gz": &b.Gzip} {
		packed, err := fs.ReadFile(fsys, name+ext)
		if errors.Is(err, fs.ErrNotExist) {
			continue // not worth compressing
		}
		if err != nil {
			return nil, err
		}
		*to = smaller(packed, plain)
	}
	return b, nil
}

// File is the built file with the given name.
func (s *Shelf) File(name string) (*Body, error) {
	b := s.byName[name]
	if b == nil {
		return nil, fmt.Errorf(`web/built has no %s; run "make build"`, name)
	}
	return b, nil
}

// Path is the last part of the address of a built file, or "" when there is
// no such file.
func (s *Shelf) Path(name string) string { return s.paths[name] }

// Find is the file at the last part of an address, or nil.
func (s *Shelf) Find(hashed string) *Body { return s.byPath[hashed] }

// Immutable says that an answer never changes: its address has its hash.
func Immutable(h http.Header) { h.Set("Cache-Control", "public, max-age=31536000, immutable") }
