package place

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"sayso/server/internal/proxy"
)

const trustedPeer, otherPeer = "192.0.2.1:5", "198.51.100.7:5"

func TestHeaders(t *testing.T) {
	trust, err := proxy.Parse([]string{"192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, header, peer string
		sent               http.Header
		want               string
	}{
		{"a country", "X-Place", trustedPeer, http.Header{"X-Place": {"BR"}}, "BR"},
		{"a state", "x-place", trustedPeer, http.Header{"X-Place": {" us-ca "}}, "US-CA"},
		{"not from a trusted proxy", "X-Place", otherPeer, http.Header{"X-Place": {"BR"}}, ""},
		{"no header", "X-Place", trustedPeer, nil, ""},
		{"not a code", "X-Place", trustedPeer, http.Header{"X-Place": {"T1"}}, ""},
		{"sent twice", "X-Place", trustedPeer, http.Header{"X-Place": {"US", "BR"}}, ""},
		{"Hong Kong is a place of its own", "X-Place", trustedPeer, http.Header{"X-Place": {"CN-HK"}}, "HK"},
		{"no header is named", "", trustedPeer, http.Header{"X-Place": {"BR"}}, ""},
		{"cloudflare", "cloudflare", trustedPeer, http.Header{"Cf-Ipcountry": {"US"}, "Cf-Region-Code": {"CA"}}, "US-CA"},
		{"cloudflare without a region", "cloudflare", trustedPeer, http.Header{"Cf-Ipcountry": {"CA"}}, "CA"},
		{"cloudflare over Tor", "cloudflare", trustedPeer, http.Header{"Cf-Ipcountry": {"T1"}}, ""},
		{"cloudfront", "CloudFront", trustedPeer, http.Header{"Cloudfront-Viewer-Country": {"CA"}, "Cloudfront-Viewer-Country-Region": {"QC"}}, "CA-QC"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := NewFinder(tt.header, trust, "")
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr, r.Header = tt.peer, tt.sent
			if got := f.Place(r).Code(); got != tt.want {
				t.Errorf("Place = %q, want %q", got, tt.want)
			}
		})
	}
}

// writeMMDB writes a file that knows 203.0.113.0/24 as California and
// 2001:db8::/32 as Brazil.
func writeMMDB(t *testing.T) string {
	t.Helper()
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: "GeoLite2-City", IncludeReservedNetworks: true})
	if err != nil {
		t.Fatal(err)
	}
	code := func(s string) mmdbtype.Map { return mmdbtype.Map{"iso_code": mmdbtype.String(s)} }
	for cidr, record := range map[string]mmdbtype.Map{
		"203.0.113.0/24": {"country": code("US"), "subdivisions": mmdbtype.Slice{code("CA")}},
		"2001:db8::/32":  {"country": code("BR")},
	} {
		_, network, err := net.ParseCIDR(cidr)
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Insert(network, record); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "place.mmdb")
	w, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := tree.WriteTo(w); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMMDB(t *testing.T) {
	trust, err := proxy.Parse([]string{"192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFinder("X-Place", trust, writeMMDB(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, tt := range []struct {
		name, peer string
		sent       http.Header
		want       string
	}{
		{"a state", "203.0.113.9:1", nil, "US-CA"},
		{"a country, IPv6", "[2001:db8::1]:1", nil, "BR"},
		{"an unknown address", "198.51.100.1:1", nil, ""},
		{"the header comes first", trustedPeer, http.Header{"X-Place": {"FR"}, "X-Forwarded-For": {"203.0.113.9"}}, "FR"},
		{"the file, behind a proxy", trustedPeer, http.Header{"X-Forwarded-For": {"203.0.113.9"}}, "US-CA"},
		{"a forged way", "198.51.100.1:1", http.Header{"X-Forwarded-For": {"203.0.113.9"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr, r.Header = tt.peer, tt.sent
			if got := f.Place(r).Code(); got != tt.want {
				t.Errorf("Place = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	if _, err := NewFinder("", proxy.Trust{}, "no/such.mmdb"); err == nil {
		t.Error("NewFinder with a missing file = nil error")
	}
}
