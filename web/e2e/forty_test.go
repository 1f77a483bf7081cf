//go:build e2e

package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// The page with forty gated nodes, of every kind, for the table of conditions.
// Thirty stand in the markup, ten are added later by a script of the page.

// A node is one gated element; %s is where its file is. Its name is the file's.
type node struct{ name, markup string }

var early = []node{
	{"s01.js", `<script type="text/plain" data-sayso="analytics" src="%s"></script>`},
	{"s02.js", `<script type="text/plain" data-sayso="analytics" nonce="r4nd0m">ran.push("s02.js")</script>`},
	{"s03.js", `<script type="text/plain" data-sayso="advertising" data-src="%s" defer></script>`},
	{"a01.js", `<script type="text/plain" data-sayso="analytics" src="%s" async></script>`},
	{"s04.js", `<script type="text/plain" data-sayso="functional" data-type="module" src="%s"></script>`},
	{"s05.js", `<script type="text/plain" data-sayso="functional" data-type="module" nonce="r4nd0m">ran.push("s05.js")</script>`},
	{"s06.js", `<script type="text/plain" data-sayso="analytics" src="%s" integrity="` + integrity("s06.js") + `" crossorigin="anonymous"></script>`},
	{"s07.js", `<script type="text/plain" data-sayso="analytics advertising" src="%s" crossorigin="use-credentials"></script>`},
	{"s08.js", `<script type="text/plain" data-sayso="functional" nonce="r4nd0m">ran.push("s08.js")</script>`},
	{"s09.js", `<script type="text/plain" data-sayso="analytics" src="%s" nonce="r4nd0m"></script>`},
	{"s10.js", `<script type="text/plain" data-sayso="advertising" src="%s" fetchpriority="low"></script>`},
	{"s11.js", `<script type="text/plain" data-sayso="analytics" src="%s" referrerpolicy="no-referrer"></script>`},
	{"f01.html", `<iframe title="1" data-sayso="functional" data-src="%s"></iframe>`},
	{"f02.html", `<iframe title="2" data-sayso="advertising" data-src="%s" loading="eager" width="200" height="100"></iframe>`},
	{"f03.html", `<iframe title="3" data-sayso="functional" data-src="%s" sandbox></iframe>`},
	{"f04.html", `<iframe title="4" data-sayso="analytics" data-src="%s"></iframe>`},
	{"i01.svg", `<img alt="" data-sayso="advertising" data-src="%s" width="1" height="1">`},
	{"i02.svg", `<img alt="" data-sayso="analytics" data-srcset="%s 1x">`},
	{"i03.svg", `<img alt="" data-sayso="functional" data-src="%s" crossorigin="anonymous">`},
	{"i04.svg", `<picture><source data-sayso="functional" data-srcset="%s"><img alt="" src="data:,"></picture>`},
	{"i05.svg", `<img alt="" data-sayso="advertising" data-src="%s">`},
	{"v01.wav", `<video data-sayso="functional" data-src="%s" preload="auto"></video>`},
	{"v02.wav", `<video preload="auto"><source data-sayso="functional" data-src="%s" type="audio/wav"></video>`},
	{"p01.svg", `<video data-sayso="advertising" data-poster="%s"></video>`},
	{"u01.wav", `<audio data-sayso="functional" data-src="%s" preload="auto"></audio>`},
	{"e01.svg", `<embed data-sayso="functional" data-src="%s" width="20" height="20">`},
	{"o01.svg", `<object data-sayso="functional" data-data="%s" type="image/svg+xml" width="20" height="20"></object>`},
	{"l01.css", `<link rel="stylesheet" data-sayso="functional" data-href="%s">`},
	{"l02.css", `<link rel="stylesheet" data-sayso="analytics" data-href="%s" media="all">`},
	{"o02.svg", `<object data-sayso="advertising" data-data="%s" type="image/svg+xml" width="20" height="20"></object>`},
}

var late = []node{
	{"s12.js", `<script type="text/plain" data-sayso="analytics" src="%s"></script>`},
	{"s13.js", `<script type="text/plain" data-sayso="analytics" data-type="module" data-src="%s" crossorigin></script>`},
	{"s14.js", `<script type="text/plain" data-sayso="functional" data-type="module" src="%s"></script>`},
	{"s15.js", `<script type="text/plain" data-sayso="advertising" src="%s" defer></script>`},
	{"f05.html", `<div><iframe title="5" data-sayso="functional" data-src="%s"></iframe></div>`},
	{"i06.svg", `<p><span><img alt="" data-sayso="analytics" data-src="%s"></span></p>`},
	{"u02.wav", `<audio data-sayso="functional" data-src="%s" preload="auto"></audio>`},
	{"e02.svg", `<embed data-sayso="advertising" data-src="%s" width="20" height="20">`},
	{"l03.css", `<link rel="stylesheet" data-sayso="functional" data-href="%s">`},
	{"s16.js", `<script type="text/plain" data-sayso="functional" src="%s"></script>`},
}

// inOrder are the scripts that must run in this order; the one with async may
// run at any time.
func inOrder() (names []string) {
	for _, n := range append(append([]node(nil), early...), late...) {
		if strings.HasPrefix(n.name, "s") {
			names = append(names, n.name)
		}
	}
	return names
}

// fetched are the files that the browser must ask for.
func fetched() (names []string) {
	for _, n := range append(append([]node(nil), early...), late...) {
		if strings.Contains(n.markup, "%s") {
			names = append(names, n.name)
		}
	}
	return names
}

func markup(nodes []node) string {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(strings.ReplaceAll(n.markup, "%s", "/forty/"+n.name) + "\n")
	}
	return b.String()
}

func scriptOf(name string) string { return fmt.Sprintf("ran.push(%q)", name) }

func integrity(name string) string {
	sum := sha256.Sum256([]byte(scriptOf(name)))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// addLate is the page's own script: it adds the late nodes when it is told to.
const addLate = `window.ran = []; window.addLate = () => document.body.append(document.importNode(document.querySelector("template").content, true));`

// fortyPage serves the page: "head" in the query is what stands first in it,
// "csp" the policy.
func fortyPage(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if csp := q.Get("csp"); csp != "" {
		w.Header().Set("Content-Security-Policy", csp)
	}
	if q.Has("cached") {
		w.Header().Set("Cache-Control", "public, max-age=3600")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Forty</title><link rel="icon" href="data:,">
<script nonce="r4nd0m">%s</script>%s</head><body><h1 id="sayso-heading">Forty</h1><button type="button" id="own" data-sayso-open>Privacy choices</button>
%s<template>%s</template></body></html>`, addLate, q.Get("head"), markup(early), markup(late))
}

// fortyFile serves what the gates hold back.
func fortyFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	switch path.Ext(name) {
	case ".js":
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, scriptOf(name))
	case ".css":
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "h1{color:inherit}")
	case ".svg":
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`)
	case ".wav":
		w.Header().Set("Content-Type", "audio/wav")
		w.Write(silence)
	default:
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>frame</title>")
	}
}

// silence is one sample of it, as a RIFF WAVE file: 8 bit, mono, 8 kHz.
var silence = []byte("RIFF\x25\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x01\x00\x00\x00\x80")

// fortyURL is the page with something in its head, under a policy.
func fortyURL(head, csp string, more ...string) string {
	q := url.Values{"head": {head}}
	if csp != "" {
		q.Set("csp", csp)
	}
	for _, name := range more {
		q.Set(name, "1")
	}
	return shopSite.origin + "/forty?" + q.Encode()
}
