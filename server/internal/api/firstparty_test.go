package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"sayso/app/wire"
)

// choiceAt sends a choice to the server under an address of its own.
func (w *world) choiceAt(base string, sub wire.Submission, pairs ...string) (cookies []*http.Cookie, h http.Header) {
	w.t.Helper()
	body, err := json.Marshal(sub)
	if err != nil {
		w.t.Fatal(err)
	}
	rec := w.do("POST", base+"/v1/choices", string(body), header(pairs...))
	if rec.Code != http.StatusCreated && rec.Code != http.StatusOK {
		w.t.Fatalf("POST %s/v1/choices = %d %s", base, rec.Code, rec.Body)
	}
	return rec.Result().Cookies(), rec.Header()
}

// A server of the page's own site sets the cookie, on the domain that the site
// shares; a server elsewhere sets none, and no page may send it credentials.
// Without it, Safari forgets every choice after seven days.
func TestServerSetsTheCookie(t *testing.T) {
	const none, days = "", 180 * 24 * time.Hour
	for _, tt := range []struct {
		name, site, base, origin string
		want                     string // the cookie's domain, "host" for the very host
		credentials              bool
	}{
		{"a subdomain of what is shared", "store", "https://consent.store.co.uk", "https://www.store.co.uk", "store.co.uk", true},
		{"a path of the page's host", "shop", "https://shop.example", "https://shop.example", "host", true},
		{"a subdomain, nothing shared", "shop", "https://consent.shop.example", "https://shop.example", none, true},
		{"somewhere else", "shop", "https://consent.example", "https://shop.example", none, false},
		{"the panel, of a server of the site", "store", "https://consent.store.co.uk", "https://consent.store.co.uk", "store.co.uk", true},
		{"the panel, of a server elsewhere", "store", "https://consent.example", "https://consent.example", none, true},
		{"a demo page of our own", "krowork", "https://consent.example", "https://consent.example", "host", true},
		{"no browser", "shop", "https://shop.example", "", none, false},
		{"no storage is allowed", "kalos", "https://shop.example", "https://shop.example", none, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			sub := w.submission(tt.site, "")
			pairs := []string{}
			if tt.origin != "" {
				pairs = append(pairs, "Origin", tt.origin)
			}
			if tt.site == "kalos" {
				sub.Method = "reject_all"
			}
			cookies, h := w.choiceAt(tt.base, sub, pairs...)
			if got := h.Get("Access-Control-Allow-Credentials") == "true"; got != tt.credentials {
				t.Errorf("credentials allowed: %t, want %t", got, tt.credentials)
			}
			if tt.want == none {
				if len(cookies) != 0 {
					t.Errorf("it sets %v", cookies)
				}
				return
			}
			if len(cookies) != 1 {
				t.Fatalf("it sets %d cookies", len(cookies))
			}
			c, domain := cookies[0], strings.TrimSuffix(tt.want, "host")
			if c.Name != "sayso_"+tt.site || c.Domain != domain || c.Path != "/" || !c.Secure || c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("the cookie is %+v, want domain %q", c, domain)
			}
			until := time.Unix(w.claims(c.Value).Expires, 0)
			if age := time.Duration(c.MaxAge) * time.Second; age != until.Sub(w.now) || age > days+5*24*time.Hour {
				t.Errorf("the cookie lives %v, the choice until %v", age, until)
			}
			// The same choice sent again later does not make the cookie live longer.
			w.now = w.now.Add(48 * time.Hour)
			again, _ := w.choiceAt(tt.base, sub, pairs...)
			if len(again) != 1 || time.Duration(again[0].MaxAge)*time.Second != until.Sub(w.now) {
				t.Errorf("two days later it sets %v", again)
			}
		})
	}
}

// A site's own place header counts for it, and the flag's for all others.
func TestPlaceHeaderOfASite(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct{ site, header, want string }{
		{"store", "Cf-Ipcountry", "krowork-cn"}, {"store", "X-Place", "krowork-intl"},
		{"shop", "X-Place", "krowork-cn"}, {"shop", "Cf-Ipcountry", "krowork-intl"},
	} {
		var v wire.View
		w.read("/v1/view?site="+tt.site, &v, tt.header, "CN")
		if v.Profile != tt.want {
			t.Errorf("%s with %s: %s, want %s", tt.site, tt.header, v.Profile, tt.want)
		}
	}
}

// Behind a path of the site, everything that the server names lies below it.
func TestBehindAPath(t *testing.T) {
	w := newWorld(t)
	rec := w.get("https://shop.example/panel?site=shop", "X-Forwarded-Prefix", "/consent")
	for _, want := range []string{`src="/consent/assets/`, `action="/consent/panel"`} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("the panel lacks %s", want)
		}
	}
	var v wire.View
	w.read("https://shop.example/v1/view?site=shop", &v, "X-Forwarded-Prefix", "/consent")
	if v.Server != "https://shop.example/consent" || v.Own != "shop.example" {
		t.Errorf("server %q, own %q", v.Server, v.Own)
	}
	w.read("https://shop.example/v1/view?site=shop", &v, "X-Forwarded-Prefix", "//evil.example")
	if v.Server != "https://shop.example" {
		t.Errorf("a prefix that is none is believed: %q", v.Server)
	}
}
