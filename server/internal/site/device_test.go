package site_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/server/internal/catalogue"
	"sayso/server/internal/site"
)

const everything = `
id: shop
service: krowork
origins: [https://www.shop.co.uk, https://shop.co.uk]
place_header: cloudflare
share: shop.co.uk
handover: [app]
services:
  - id: google-analytics
    block: true
  - id: meta-pixel
    category: analytics
    hosts: [pixel.example]
    cookies: []
  - id: chat
    name: Chat
    category: functional
    hosts: [chat.example]
    cookies: [{name: chat_*, max_age_s: 86400}, {name: uid, domain: chat.example}]
    storage: [{kind: local, name: chat}, {kind: session, name: tab}, {kind: indexeddb, name: talks}]
storage:
  functional: {cookies: [theme], caches: [films]}
block:
  advertising: [ads.example]
report: true
headless: true
embeds: true
signals:
  google: {wait_for_update_ms: 0, ads_data_redaction: true, url_passthrough: true}
  uet: true
  gpp: true
`

func TestServicesAndDevice(t *testing.T) {
	s, err := site.Parse("shop.yaml", []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	wantKept := map[consent.Key]site.Stored{
		consent.Analytics:  {Cookies: []string{"_ga", "_ga_*"}},
		consent.Functional: {Cookies: []string{"theme", "chat_*"}, Local: []string{"chat"}, Session: []string{"tab"}, IndexedDB: []string{"talks"}, Caches: []string{"films"}},
	}
	if diff := cmp.Diff(wantKept, s.Kept()); diff != "" {
		t.Errorf("Kept (-want +got):\n%s", diff)
	}
	wantBlocked := map[consent.Key][]string{
		consent.Advertising: {"ads.example"},
		consent.Analytics:   {"www.googletagmanager.com/gtag/", "google-analytics.com", "analytics.google.com"},
	}
	if diff := cmp.Diff(wantBlocked, s.Blocked()); diff != "" {
		t.Errorf("Blocked (-want +got):\n%s", diff)
	}
	// What the file says wins; what it leaves out comes from the catalogue.
	pixel := s.Services[1]
	if pixel.Name != "Meta Pixel" || pixel.Category != consent.Analytics || len(pixel.Cookies) != 0 || pixel.Hosts[0] != "pixel.example" {
		t.Errorf("meta-pixel is %+v", pixel)
	}
	if g := s.Signals.Google; g.Wait() != 0 || !g.AdsDataRedaction || !g.URLPassthrough || !s.Signals.UET || s.Signals.Clarity {
		t.Errorf("signals are %+v", s.Signals)
	}
	if (&site.Google{}).Wait() != 500 {
		t.Error("the default wait is not 500")
	}
	all, err := catalogue.Shipped()
	if err != nil || len(all.Service("meta-pixel").Cookies) == 0 {
		t.Errorf("reading a site file changed the catalogue: %v", err)
	}
}

// Sites that hand over to one another must exist and ask the same.
func TestDirectoryCheck(t *testing.T) {
	d := site.Directory{}
	for name, text := range map[string]string{
		"shop.yaml":  "id: shop\nservice: krowork\ndemo: true\nhandover: [app, gone, other]\n",
		"app.yaml":   "id: app\nservice: krowork\ndemo: true\n",
		"other.yaml": "id: other\nservice: kaadas\ndemo: true\n",
	} {
		if err := d.Add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	want := `site shop: handover names "gone", which this server does not know; add its file or leave it out
site shop: handover names "other", whose service is kaadas and not krowork; leave it out`
	if err := d.Check(); err == nil || err.Error() != want {
		t.Errorf("Check = %v\nwant %s", err, want)
	}
}

func TestWarnings(t *testing.T) {
	known, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Parse("shop.yaml", []byte(`
id: shop
service: krowork
demo: true
services:
  - {id: meta-pixel, category: functional}
  - {id: stats, name: Statistics, category: analytics, hosts: [www.google-analytics.com]}
  - {id: own, name: Own, category: analytics, hosts: [stats.shop.example]}
storage:
  analytics: {cookies: [_fbp, _hjSession_*]}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`service "meta-pixel" is functional here and advertising in the catalogue; check what it is used for`,
		`service "stats" loads from hosts of google-analytics, which the catalogue knows; write that id to take its cookies and storage from there`,
		`cookie "_hjSession_*" is one of Hotjar, which the catalogue knows; add the service "hotjar"`,
	}
	if diff := cmp.Diff(want, s.Warnings(known)); diff != "" {
		t.Errorf("Warnings (-want +got):\n%s", diff)
	}
}
