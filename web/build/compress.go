package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// A coding is one way to send a file smaller.
type coding struct {
	ext    string
	pack   func(io.Writer) io.WriteCloser
	unpack func(io.Reader) (io.Reader, error)
}

// codings are the two that browsers take. A window of 2^24 bytes is the largest
// that they all accept; it holds the whole of panel.wasm.
var codings = []coding{
	{
		".br",
		func(w io.Writer) io.WriteCloser {
			return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: 11, LGWin: 24})
		},
		func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	},
	{
		".gz",
		func(w io.Writer) io.WriteCloser { z, _ := gzip.NewWriterLevel(w, gzip.BestCompression); return z },
		func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	},
}

// compressAll writes the compressed twins of every file in dir.
func compressAll(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	count := 0
	for _, f := range files {
		if f.IsDir() || strings.HasPrefix(f.Name(), ".") || isTwin(f.Name()) {
			continue
		}
		count++
		if err := compressFile(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	if count == 0 {
		return fmt.Errorf("%s is empty; run \"go run ./web/build\" first", dir)
	}
	return nil
}

func isTwin(name string) bool {
	for _, c := range codings {
		if strings.HasSuffix(name, c.ext) {
			return true
		}
	}
	return false
}

// compressFile writes the twins of one file that are missing or hold something
// else. It reads them to know: times tell nothing, as the linker writes a new
// panel.wasm each time, and packing that one takes half a minute.
func compressFile(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, c := range codings {
		if c.holds(path+c.ext, data) {
			continue
		}
		var out bytes.Buffer
		w := c.pack(&out)
		if _, err := w.Write(data); err != nil {
			return fmt.Errorf("%s%s: %w", path, c.ext, err)
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("%s%s: %w", path, c.ext, err)
		}
		if err := os.WriteFile(path+c.ext, out.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// holds reports whether the twin at path unpacks to data.
func (c coding) holds(path string, data []byte) bool {
	packed, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	r, err := c.unpack(bytes.NewReader(packed))
	if err != nil {
		return false
	}
	got, err := io.ReadAll(r)
	return err == nil && bytes.Equal(got, data)
}
