package asset

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

var text = []byte(strings.Repeat("visitors have the say-so. ", 100))

func get(b *Body, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header = header
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

func TestEncodings(t *testing.T) {
	b := NewBody("text/plain", text)
	for _, tt := range []struct{ accept, want string }{
		{"", ""},
		{"gzip, deflate, br, zstd", "br"},
		{"gzip", "gzip"},
		{"br;q=0, gzip;q=0.5", "gzip"},
		{"gzip;q=0.0, *", "br"},
		{"*;q=0", ""},
		{"br;q=0.01", "br"},
		{"identity", ""},
	} {
		t.Run(tt.accept, func(t *testing.T) {
			w := get(b, http.Header{"Accept-Encoding": {tt.accept}})
			got := w.Header().Get("Content-Encoding")
			if got != tt.want {
				t.Errorf("encoding = %q, want %q", got, tt.want)
			}
			var plain io.Reader = w.Body
			switch got {
			case "br":
				plain = brotli.NewReader(w.Body)
			case "gzip":
				plain, _ = gzip.NewReader(w.Body)
			}
			if sent, err := io.ReadAll(plain); err != nil || !bytes.Equal(sent, text) {
				t.Errorf("the body decodes to %d bytes, %v; want %d", len(sent), err, len(text))
			}
		})
	}
}

func TestNotModified(t *testing.T) {
	b := NewBody("text/plain", text)
	etag := get(b, http.Header{"Accept-Encoding": {"br"}}).Header().Get("ETag")
	if w := get(b, http.Header{"Accept-Encoding": {"br"}, "If-None-Match": {`"x", W/` + etag}}); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("with the tag: %d with %d bytes, want 304 with none", w.Code, w.Body.Len())
	}
	if w := get(b, http.Header{"If-None-Match": {etag}}); w.Code != 200 {
		t.Errorf("with another encoding's tag: %d, want 200", w.Code)
	}
}

func TestShelf(t *testing.T) {
	if _, err := Load(fstest.MapFS{".gitkeep": {}}); !errors.Is(err, ErrEmpty) {
		t.Errorf("a fresh clone: %v, want ErrEmpty", err)
	}
	s, err := Load(fstest.MapFS{"panel.js": {Data: text}, "panel.js.br": {Data: []byte("short")}})
	if err != nil {
		t.Fatal(err)
	}
	p := s.Path("panel.js")
	if !strings.HasPrefix(p, "panel-") || !strings.HasSuffix(p, ".js") || s.Find(p) == nil || s.Find("panel.js") != nil {
		t.Errorf("Path = %q, found %v", p, s.Find(p))
	}
	if b := s.Find(p); string(b.Brotli) != "short" || b.Gzip != nil {
		t.Errorf("encodings = %q, %q; want the one beside it", b.Brotli, b.Gzip)
	}
	if _, err := s.File("panel.wasm"); err == nil || err.Error() != `web/built has no panel.wasm; run "make build"` {
		t.Errorf("File = %v", err)
	}
}
