// Package asset serves bytes that are the same for many visitors: compressed
// once, named by their content.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// A Body is one answer in all its encodings.
type Body struct {
	Type  string // Content-Type
	Plain []byte
	// Gzip and Brotli are nil where they would not be smaller.
	Gzip, Brotli []byte
	// Hash names the content: 16 characters of its SHA-256, in base64url.
	Hash string
}

// NewBody compresses plain as well as it can be: use it for what is kept. It
// takes about 20 ms for 12 KB.
func NewBody(contentType string, plain []byte) *Body {
	return compressed(contentType, plain, gzip.BestCompression, brotli.BestCompression)
}

// NewQuickBody compresses plain in about a millisecond: use it for what is made
// for one request.
func NewQuickBody(contentType string, plain []byte) *Body {
	return compressed(contentType, plain, gzip.BestSpeed, quickBrotli)
}

// quickBrotli is the level at which brotli beats gzip in both size and time. The
// levels above it take longer and save nothing on answers like ours.
const quickBrotli = 5

func compressed(contentType string, plain []byte, gzipLevel, brotliLevel int) *Body {
	b := &Body{Type: contentType, Plain: plain, Hash: hash(plain)}
	b.Gzip, b.Brotli = zipped(plain, gzipLevel), brotlied(plain, brotliLevel)
	return b
}

// zipped is plain in gzip, or nil when that is not smaller.
func zipped(plain []byte, level int) []byte {
	var to bytes.Buffer
	// Writing to memory does not fail, and the levels are constants.
	w, _ := gzip.NewWriterLevel(&to, level)
	w.Write(plain)
	w.Close()
	return smaller(to.Bytes(), plain)
}

// brotlied is plain in brotli, or nil when that is not smaller.
func brotlied(plain []byte, level int) []byte {
	var to bytes.Buffer
	w := brotli.NewWriterLevel(&to, level)
	w.Write(plain)
	w.Close()
	return smaller(to.Bytes(), plain)
}

func smaller(packed, plain []byte) []byte {
	if len(packed) >= len(plain) {
		return nil
	}
	return packed
}

func hash(plain []byte) string {
	sum := sha256.Sum256(plain)
	return base64.RawURLEncoding.EncodeToString(sum[:])[:16]
}

// small is up to where, in bytes, gzip packs as well as brotli does, whose
// writer takes a megabyte each time and cannot be used again.
const small = 4 << 10

// zippers are for what is sent while somebody waits.
var zippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

// zippedAgain is like zipped at the best speed, with a writer used before.
func zippedAgain(plain []byte) []byte {
	var to bytes.Buffer
	w := zippers.Get().(*gzip.Writer)
	w.Reset(&to)
	w.Write(plain)
	w.Close()
	zippers.Put(w)
	return smaller(to.Bytes(), plain)
}

// Send answers with bytes that are sent once: compressed, without a tag.
func Send(w http.ResponseWriter, r *http.Request, status int, contentType string, plain []byte) error {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	h.Set("Content-Type", contentType)
	accept := strings.Join(r.Header.Values("Accept-Encoding"), ",")
	var packed []byte
	if accepts(accept, "br") && (len(plain) > small || !accepts(accept, "gzip")) {
		packed = brotlied(plain, quickBrotli)
		h.Set("Content-Encoding", "br")
	} else if accepts(accept, "gzip") {
		packed = zippedAgain(plain)
		h.Set("Content-Encoding", "gzip")
	}
	if packed == nil {
		packed = plain
		h.Del("Content-Encoding")
	}
	h.Set("Content-Length", strconv.Itoa(len(packed)))
	w.WriteHeader(status)
	_, err := w.Write(packed)
	return err
}

// ServeHTTP sends b in the smallest encoding that r takes, or 304. Headers
// that say how long it may be kept are the caller's; Vary is added to.
func (b *Body) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	encoding, bytes := b.choose(strings.Join(r.Header.Values("Accept-Encoding"), ","))
	// Each encoding is a representation of its own, with its own tag.
	etag := `"` + b.Hash + strings.TrimPrefix("-"+encoding, "-identity") + `"`
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", b.Type)
	h.Set("Content-Length", strconv.Itoa(len(bytes)))
	if encoding != "identity" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Method != http.MethodHead {
		w.Write(bytes)
	}
}

func matches(sent, etag string) bool {
	for one := range strings.SplitSeq(sent, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == etag || one == "*" {
			return true
		}
	}
	return false
}

func (b *Body) choose(accept string) (encoding string, bytes []byte) {
	switch {
	case b.Brotli != nil && accepts(accept, "br"):
		return "br", b.Brotli
	case b.Gzip != nil && accepts(accept, "gzip"):
		return "gzip", b.Gzip
	}
	return "identity", b.Plain
}

// accepts reports whether an Accept-Encoding header takes encoding
// (RFC 9110, section 12.5.3). A weight only counts when it is zero.
func accepts(header, encoding string) bool {
	taken := false
	for one := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(one), ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != encoding && name != "*" {
			continue
		}
		weight := strings.TrimSpace(params)
		refused := strings.HasPrefix(weight, "q=0") && strings.Trim(weight[len("q=0"):], ".0") == ""
		if name == encoding {
			return !refused
		}
		taken = !refused
	}
	return taken
}
