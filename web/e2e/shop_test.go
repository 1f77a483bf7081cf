//go:build e2e

package e2e

import (
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A shop is the site of somebody else: its pages lie on an origin that is not
// the consent server's.
type shop struct {
	// origin is the shop's: a secure context, though by plain HTTP.
	origin string
	pages  *template.Template
	server *http.Server
	// additions are the paths that tests have added: http.HandlerFunc by path.
	additions sync.Map
}

// newShop opens a shop on a free port.
func newShop() (*shop, error) {
	pages, err := template.ParseGlob("testdata/*.html")
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s := &shop{origin: "http://shop.localhost:" + port, pages: pages}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page/{name}", s.page)
	mux.HandleFunc("GET /gated/{name}", gated)
	mux.HandleFunc("GET /slow/{name}", slow)
	mux.HandleFunc("GET /frame/{name}", frame)
	mux.HandleFunc("GET /pixel/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`)
	})
	mux.HandleFunc("/", s.addition)
	mux.HandleFunc("GET /forty", fortyPage)
	mux.HandleFunc("GET /forty/{name}", fortyFile)
	s.server = &http.Server{Handler: mux}
	go s.server.Serve(l)
	return s, nil
}

// serveOnShop adds a path to the shop, or changes what it answers.
func serveOnShop(path string, answer http.HandlerFunc) { shopSite.additions.Store(path, answer) }

// addition answers a path that a test has added.
func (s *shop) addition(w http.ResponseWriter, r *http.Request) {
	answer, found := s.additions.Load(r.URL.Path)
	if !found {
		http.NotFound(w, r)
		return
	}
	answer.(http.HandlerFunc)(w, r)
}

// page serves testdata/{name}.html: "tag" in the query is the address of the
// script tag, "csp" the policy to send.
func (s *shop) page(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if csp := q.Get("csp"); csp != "" {
		w.Header().Set("Content-Security-Policy", csp)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	data := struct{ Tag, Extra string }{q.Get("tag"), q.Get("extra")}
	if err := s.pages.ExecuteTemplate(w, r.PathValue("name")+".html", data); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
	}
}

// at is the address of a page with the tag of a site; more are further
// parameters of the tag, as "place=DE".
func (s *shop) at(page, site string, more ...string) string {
	return s.with(page, consent.url, site, "", more...)
}

// with is at, with another consent server and a policy for the page.
func (s *shop) with(page, server, site, csp string, more ...string) string {
	tag := server + "/sayso.js?site=" + site
	for _, m := range more {
		name, value, _ := strings.Cut(m, "=")
		tag += "&" + name + "=" + url.QueryEscape(value)
	}
	q := url.Values{"tag": {tag}}
	if csp != "" {
		q.Set("csp", csp)
	}
	return s.origin + "/page/" + page + "?" + q.Encode()
}

// gated answers with a script that leaves traces: a cookie, a storage entry,
// and a line in the list of what ran.
func gated(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(r.PathValue("name"), ".js")
	w.Header().Set("Content-Type", "text/javascript")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	fmt.Fprintf(w, `document.cookie = "gated_%[1]s=1;Path=/"; localStorage.setItem("gated_%[1]s", "1"); (window.ran = window.ran || []).push("%[1]s");`, name)
}

// slow answers with the script that slowScript gives, the sooner the later it
// stands on the page: whoever runs scripts as they come gets the wrong order.
func slow(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(r.PathValue("name"), ".js")
	delay := map[string]time.Duration{"first": 250, "third": 150, "fifth": 80, "seventh": 10}[name]
	time.Sleep(delay * time.Millisecond)
	w.Header().Set("Content-Type", "text/javascript")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	fmt.Fprint(w, slowScript(name))
}

func slowScript(name string) string { return fmt.Sprintf("ran.push(%q);", name) }

// frame answers with a document that keeps a cookie of its own.
func frame(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprintf(w, `<!doctype html><title>%[1]s</title><p>%[1]s</p>`, r.PathValue("name"))
}
