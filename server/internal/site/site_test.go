package site_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/server/internal/site"
)

func TestParse(t *testing.T) {
	got, err := site.Parse("shop.yaml", []byte(`
id: shop
service: krowork
origins: [https://www.shop.example, "https://shop.example:8443"]
languages: [en, pt-BR]
account: personal
leave: https://www.shop.example/bye
policy: https://www.shop.example/privacy
theme: dark
layout: card
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &site.Site{
		ID: "shop", Service: "krowork", Origins: []string{"https://www.shop.example", "https://shop.example:8443"},
		Languages: []string{"en", "pt-BR"}, Account: consent.Personal,
		Leave: "https://www.shop.example/bye", Policy: "https://www.shop.example/privacy",
		Theme: site.Dark, Layout: site.Card,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
}

func TestErrorsSayWhere(t *testing.T) {
	const head = "id: shop\nservice: krowork\n"
	for _, tt := range []struct{ name, file, want string }{
		{"empty", "", "s.yaml:1:1: the file is empty; write id, service, origins, languages, account, leave, policy, theme, layout, place_header, share, handover, services, storage, block, report, headless, switches, embeds, signals, demo"},
		{"misspelt", head + "orgins: []\n", `s.yaml:3:1: unknown field "orgins"; write one of id, service, origins, languages, account, leave, policy, theme, layout, place_header, share, handover, services, storage, block, report, headless, switches, embeds, signals, demo`},
		{"written twice", head + "id: b\n", `s.yaml:3:1: mapping key "id" already defined at [1:1]`},
		{"wrong type", head + "demo: perhaps\n", "s.yaml:3:7: cannot unmarshal string into Go struct field Site.Demo of type bool"},
		{"no origins", head, "s.yaml:1:5: origins is missing; write the origins of the site's pages, such as https://www.example.com"},
		{"a path in an origin", head + "origins:\n  - https://a.example\n  - https://b.example/shop\n", `s.yaml:5:5: origin is "https://b.example/shop"; write scheme and host only, such as https://www.example.com`},
		{"a wildcard", head + "origins: ['https://*.example']\n", `s.yaml:3:11: origin is "https://*.example"; write scheme and host only, such as https://www.example.com`},
		{"capitals", head + "origins: [https://A.example]\n", `s.yaml:3:11: origin is "https://A.example"; write scheme and host only, such as https://www.example.com`},
		{"bad id", "id: My Shop\nservice: krowork\ndemo: true\n", `s.yaml:1:5: id is "My Shop"; write 1 to 64 small letters, digits and dashes`},
		{"bad mode", head + "demo: true\naccount: guest\n", `s.yaml:4:10: account is "guest"; write anonymous, personal, corporate or enterprise`},
		{"bad link", head + "demo: true\nleave: javascript:alert(1)\n", `s.yaml:4:8: link is "javascript:alert(1)"; write an address that begins with https://`},
		{"bad language", head + "demo: true\nlanguages: [English]\n", `s.yaml:4:13: language is "English"; write a BCP 47 tag such as en or pt-BR`},
		{"bad theme", head + "demo: true\ntheme: black\n", `s.yaml:4:8: theme is "black"; write auto, light or dark`},
		{"bad layout", head + "demo: true\nlayout: popup\n", `s.yaml:4:9: layout is "popup"; write bar, card or dialog`},
		{"a public suffix", "id: shop\nservice: krowork\norigins: [https://www.shop.co.uk]\nshare: co.uk\n", `s.yaml:4:8: share is "co.uk", which is a public suffix or no domain; write the domain that the site has registered, such as example.com`},
		{"an address", head + "demo: true\nshare: 127.0.0.1\n", `s.yaml:4:8: share is "127.0.0.1", which is a public suffix or no domain; write the domain that the site has registered, such as example.com`},
		{"an origin elsewhere", "id: shop\nservice: krowork\norigins: [https://shop.co.uk, https://shop.example]\nshare: shop.co.uk\n", `s.yaml:3:31: origin is "https://shop.example", which does not lie in shop.co.uk; give it a site file of its own, or leave share out`},
		{"handed to itself", head + "demo: true\nhandover: [shop]\n", `s.yaml:4:12: site is "shop"; write the id of another site`},
		{"a bad place header", head + "demo: true\nplace_header: 'X Place'\n", `s.yaml:4:15: place_header is "X Place"; write the name of a header, or cloudflare, cloudfront, vercel, appengine`},
		{"a service that nobody knows", head + "demo: true\nservices:\n  - id: chat\n    category: functional\n", `s.yaml:5:9: service "chat" has no name and is not in the catalogue; write name`},
		{"a service twice", head + "demo: true\nservices: [{id: matomo}, {id: matomo}]\n", `s.yaml:4:31: service "matomo" stands here twice; write it once`},
		{"a service of no category", head + "demo: true\nservices: [{id: chat, name: Chat, category: adverts}]\n", `s.yaml:4:45: category of service "chat" is "adverts"; write one of [necessary functional analytics personalisation advertising]`},
		{"a service's host", head + "demo: true\nservices: [{id: matomo, hosts: ['https://stats.example']}]\n", `s.yaml:4:33: host is "https://stats.example"; write a host such as example.com, in small letters and without scheme`},
		{"a service's cookie", head + "demo: true\nservices: [{id: matomo, cookies: [{name: '*'}]}]\n", `s.yaml:4:42: cookie is "*"; write its name, with * for what differs`},
		{"a service's storage", head + "demo: true\nservices: [{id: matomo, storage: [{kind: disk, name: a}]}]\n", `s.yaml:4:42: storage is of kind "disk" with the name "a"; write local, session or indexeddb, and a name`},
		{"storage of no category", head + "demo: true\nstorage:\n  adverts: {local: [a]}\n", `s.yaml:5:12: storage has the category "adverts"; write one of [necessary functional analytics personalisation advertising]`},
		{"a cookie's name", head + "demo: true\nstorage: {analytics: {cookies: [a b]}}\n", `s.yaml:4:33: cookie is "a b"; write its name, with * for what differs`},
		{"the necessary cannot be blocked", head + "demo: true\nblock: {necessary: [a.example]}\n", `s.yaml:4:20: block has the category "necessary"; write one of [functional analytics personalisation advertising]`},
		{"too long a wait", head + "demo: true\nsignals: {google: {wait_for_update_ms: 60000}}\n", `s.yaml:4:40: wait_for_update_ms is 60000; write milliseconds from 0 to 10000`},
		{"a misspelt signal", head + "demo: true\nsignals: {goggle: {}}\n", `s.yaml:4:11: unknown field "goggle"`},
		{"two documents", head + "demo: true\n---\nid: b\n", "s.yaml:4:1: a second document begins; write one document a file"},
		{"a document after the end of another", head + "demo: true\n...\nid: b\n", "s.yaml:5:1: a second document begins; write one document a file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := site.Parse("s.yaml", []byte(tt.file))
			if err == nil || err.Error() != tt.want {
				t.Errorf("Parse = %v\nwant    %s", err, tt.want)
			}
		})
	}
}

func TestShipped(t *testing.T) {
	d, err := site.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"egretsoft", "egretsoft-enterprise", "kaadas", "kalodata", "kalos", "krowork"}
	if diff := cmp.Diff(want, d.IDs()); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	own := []byte("id: krowork\nservice: krowork\norigins: [https://krowork.example]\n")
	if err := d.Add("own.yaml", own); err != nil || d["krowork"].Demo {
		t.Errorf("a demo site does not give way: %v, %+v", err, d["krowork"])
	}
	if err := d.Add("again.yaml", own); err == nil {
		t.Error("an id was taken twice")
	}
}
