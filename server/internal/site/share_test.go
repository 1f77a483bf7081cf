package site_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/idna"

	"sayso/server/internal/site"
)

// The public suffix list comes with test vectors: domains, and what of each can
// be registered. Without them a cookie could be set for a whole country.
func TestPublicSuffixVectors(t *testing.T) {
	f, err := os.Open("testdata/psl.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	count := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		host, want, _ := strings.Cut(line, " ")
		if want = strings.TrimSpace(want); want == "-" {
			want = ""
		}
		if want, err = idna.ToASCII(want); err != nil {
			t.Fatal(err)
		}
		if got := site.Registrable(host); got != want {
			t.Errorf("Registrable(%q) = %q, want %q", host, got, want)
		}
		count++
	}
	if count < 75 {
		t.Errorf("%d vectors were read, want at least 75", count)
	}
}

func TestSameSite(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"https://www.shop.co.uk", "https://consent.shop.co.uk", true},
		{"https://www.shop.co.uk", "https://shop.co.uk/consent", true},
		{"https://shop.co.uk", "https://other.co.uk", false},
		{"https://shop.co.uk", "http://shop.co.uk", false},
		{"https://a.github.io", "https://b.github.io", false},
		{"http://127.0.0.1:8080", "http://127.0.0.1:9090", true},
		{"http://127.0.0.1", "http://127.0.0.2", false},
		{"http://localhost:1", "http://localhost:2", true},
		{"null", "null", false},
		{"https://co.uk", "https://www.co.uk", false},
	} {
		if got := site.SameSite(tt.a, tt.b); got != tt.want {
			t.Errorf("SameSite(%q, %q) = %t, want %t", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestCookieDomain(t *testing.T) {
	shared := &site.Site{Share: "shop.co.uk"}
	alone := &site.Site{}
	for _, tt := range []struct {
		name         string
		site         *site.Site
		base, origin string
		domain       string
		ok           bool
	}{
		{"a path of the page's host", alone, "https://www.shop.co.uk/consent", "https://www.shop.co.uk", "", true},
		{"a subdomain, not shared", alone, "https://consent.shop.co.uk", "https://www.shop.co.uk", "", false},
		{"a subdomain, shared", shared, "https://consent.shop.co.uk", "https://www.shop.co.uk", "shop.co.uk", true},
		{"a path, shared", shared, "https://shop.co.uk/consent", "https://shop.co.uk", "shop.co.uk", true},
		{"another site's server", shared, "https://consent.example", "https://www.shop.co.uk", "", false},
		{"another site's page", shared, "https://consent.shop.co.uk", "https://www.other.co.uk", "", false},
		{"a name that only ends alike", shared, "https://consent.shop.co.uk", "https://myshop.co.uk", "", false},
	} {
		if domain, ok := tt.site.CookieDomain(tt.base, tt.origin); domain != tt.domain || ok != tt.ok {
			t.Errorf("%s: CookieDomain = %q, %t, want %q, %t", tt.name, domain, ok, tt.domain, tt.ok)
		}
	}
}
