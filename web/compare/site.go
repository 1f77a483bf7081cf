package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// A file is one answer of the site, the same for everybody.
type file struct {
	kind   string // Content-Type
	cache  string // Cache-Control
	packed []byte // brotli, quality 11
}

// A site is the host of the article and of the peers' files. Everything is
// packed beforehand, as a good static host does.
type site map[string]file

const (
	fresh = "no-cache"
	// hashed is what a site says of files whose names change with their content.
	hashed = "public, max-age=31536000, immutable"
)

func (s site) put(address, cache string, body []byte) {
	kind := mime.TypeByExtension(path.Ext(address))
	if kind == "" {
		kind = "text/html; charset=utf-8"
	}
	s[address] = file{kind, cache, pack(body)}
}

// pack compresses as hard as can be. It keeps what it packed: big files take
// seconds.
func pack(body []byte) []byte {
	name := filepath.Join(workshop, fmt.Sprintf("packed-%x", sha256.Sum256(body)))
	if old, err := os.ReadFile(name); err == nil {
		return old
	}
	var packed bytes.Buffer
	w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
	w.Write(body)
	w.Close()
	os.WriteFile(name, packed.Bytes(), 0o644) // without it the next run is slower, no more
	return packed.Bytes()
}

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := s[r.URL.Path]
	if r.Method == http.MethodPost || !ok {
		// A record for Probo's server, or something that a widget asks for in vain.
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Encoding", "br")
	h.Set("Content-Length", fmt.Sprint(len(f.packed)))
	h.Set("Cache-Control", f.cache)
	w.Write(f.packed)
}

// newSite packs the article with each widget, and the files of the peers.
// sayso is the address of Sayso's script, origin that of the site itself.
func newSite(ws []widget, origin, sayso string) (site, error) {
	s := site{}
	for n := 1; n <= 2; n++ {
		s.put(fmt.Sprintf("/gated/%d.js", n), hashed, fmt.Appendf(nil, "compareRan(%d)", n))
	}
	article, err := fs.ReadFile(embedded, "pages/article.html")
	if err != nil {
		return nil, err
	}
	for _, w := range ws {
		parts, err := fs.ReadFile(embedded, "pages/"+w.ID+".html")
		if err != nil {
			return nil, err
		}
		head, body, _ := strings.Cut(string(parts), "<!-- body -->\n")
		page := strings.NewReplacer("{{head}}\n", head, "{{body}}\n", body).Replace(string(article))
		page = strings.NewReplacer("{{origin}}", origin, "{{sayso}}", sayso).Replace(page)
		s.put("/page/"+w.ID, fresh, []byte(page))
		if err := s.putFiles(w); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// addPages adds to what each widget fetched the bytes that its page is larger
// than the bare one: the tags and the settings.
func (s site) addPages(r *result) {
	for _, round := range r.Rounds {
		for id, found := range round {
			more := len(s["/page/"+id].packed) - len(s["/page/"+bare].packed)
			for key := range found {
				if strings.HasSuffix(key, "/bytes") {
					found[key] += float64(more)
				}
			}
		}
	}
}

// putFiles adds what a peer's page loads.
func (s site) putFiles(w widget) error {
	switch w.ID {
	case "c15t":
		return s.putC15t()
	case "probo":
		config, err := fs.ReadFile(embedded, "pages/probo.json")
		if err != nil {
			return err
		}
		s.put("/probo/v1/article/config", fresh, config)
		f := s["/probo/v1/article/config"]
		f.kind = "application/json"
		s["/probo/v1/article/config"] = f
	}
	for _, name := range w.files {
		body, err := os.ReadFile(filepath.Join(workshop, "node_modules", w.Package, name))
		if err != nil {
			return err
		}
		// tarteaucitron looks for its own files beside its script.
		name = strings.TrimPrefix(strings.TrimPrefix(name, "dist/"), "build/")
		s.put("/"+w.ID+"/"+name, hashed, body)
	}
	return nil
}

// putC15t bundles c15t with React, as its users' builds do.
func (s site) putC15t() error {
	source, err := fs.ReadFile(embedded, "pages/c15t.jsx")
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(workshop)
	if err != nil {
		return err
	}
	built := api.Build(api.BuildOptions{
		Stdin:  &api.StdinOptions{Contents: string(source), ResolveDir: dir, Sourcefile: "c15t.jsx", Loader: api.LoaderJSX},
		Bundle: true, Outfile: "c15t.js", Platform: api.PlatformBrowser, Format: api.FormatIIFE, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, TreeShaking: api.TreeShakingTrue,
		JSX: api.JSXAutomatic, Define: map[string]string{"process.env.NODE_ENV": `"production"`},
		LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelSilent,
	})
	if len(built.Errors) > 0 {
		return fmt.Errorf("bundling c15t: %s", built.Errors[0].Text)
	}
	for _, out := range built.OutputFiles {
		s.put("/c15t/"+filepath.Base(out.Path), hashed, out.Contents)
	}
	return nil
}
