package main

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// A share is how many bytes of machine code one Go package has in a
// WebAssembly file.
type share struct {
	pkg   string
	bytes int
}

// codeShares reads the code and name sections of a WebAssembly file that was
// linked with its names (without -s), heaviest package first.
func codeShares(wasm []byte) ([]share, error) {
	if len(wasm) < 8 || string(wasm[:4]) != "\x00asm" {
		return nil, errors.New("not a WebAssembly file")
	}
	var sizes []int
	names := map[int]string{}
	imported := 0
	for r := (reader{b: wasm[8:]}); !r.done(); {
		id := r.byte()
		section := reader{b: r.bytes(r.uint())}
		switch id {
		case 0:
			if section.string() == "name" {
				readNames(section, names)
			}
		case 2:
			imported = countFunctionImports(section)
		case 10:
			for range section.uint() {
				size := section.uint()
				section.bytes(size)
				sizes = append(sizes, size)
			}
		}
	}
	if len(names) == 0 {
		return nil, errors.New("the file has no names; link it without -s")
	}
	return sum(sizes, names, imported), nil
}

func sum(sizes []int, names map[int]string, imported int) []share {
	totals := map[string]int{}
	for i, size := range sizes {
		totals[packageOf(names[i+imported])] += size
	}
	shares := make([]share, 0, len(totals))
	for pkg, bytes := range totals {
		shares = append(shares, share{pkg, bytes})
	}
	slices.SortFunc(shares, func(a, b share) int {
		if a.bytes != b.bytes {
			return b.bytes - a.bytes
		}
		return strings.Compare(a.pkg, b.pkg)
	})
	return shares
}

// readNames reads the function names of the name section.
func readNames(r reader, names map[int]string) {
	for !r.done() {
		kind := r.byte()
		sub := reader{b: r.bytes(r.uint())}
		if kind != 1 {
			continue
		}
		for range sub.uint() {
			index := sub.uint()
			names[index] = sub.string()
		}
	}
}

// countFunctionImports counts the functions that come before the file's own.
func countFunctionImports(r reader) (n int) {
	for range r.uint() {
		r.string()
		r.string()
		if kind := r.byte(); kind != 0 {
			return n // Go imports functions only
		}
		r.uint()
		n++
	}
	return n
}

// packageOf takes the package path from a symbol such as
// "sayso_app_rules.__Engine_.Decide", in which the linker writes odd
// characters as underscores.
func packageOf(symbol string) string {
	host := ""
	if rest, ok := strings.CutPrefix(symbol, "github.com_"); ok {
		host, symbol = "github.com_", rest
	}
	pkg, _, _ := strings.Cut(symbol, ".")
	if pkg == "" {
		return "(other)"
	}
	return host + pkg
}

// A reader reads the little language of WebAssembly sections. Reading past
// the end gives zeros.
type reader struct{ b []byte }

func (r *reader) done() bool { return len(r.b) == 0 }

func (r *reader) byte() byte {
	b := r.bytes(1)
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

func (r *reader) uint() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.b = nil
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *reader) bytes(n int) []byte {
	n = min(n, len(r.b))
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) string() string { return string(r.bytes(r.uint())) }
