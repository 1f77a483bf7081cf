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
		{"empty", "", "s.yaml:1:1: the file is empty; write id, service, origins, languages, account, leave, policy, theme, layout, demo"},
		{"misspelt", head + "orgins: []\n", `s.yaml:3:1: unknown field "orgins"; write one of id, service, origins, languages, account, leave, policy, theme, layout, demo`},
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
		{"two documents", head + "demo: true\n---\nid: b\n", "s.yaml:4:1: a second document begins; write one document a file"},
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
