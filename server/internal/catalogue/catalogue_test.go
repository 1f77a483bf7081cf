package catalogue_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/server/internal/catalogue"
)

func shipped(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The reader checks the form of every entry; here stands what is more than
// form.
func TestShipped(t *testing.T) {
	c := shipped(t)
	if n := len(c.All()); n < 40 {
		t.Errorf("%d services, want forty", n)
	}
	used := map[consent.Key]int{}
	for _, s := range c.All() {
		used[s.Category]++
		if len(s.Hosts) == 0 && len(s.Cookies) == 0 {
			t.Errorf("%s: nothing to know it by", s.ID)
		}
		names := map[string]bool{}
		for _, k := range s.Cookies {
			if names[k.Name] {
				t.Errorf("%s: cookie %s stands there twice", s.ID, k.Name)
			}
			names[k.Name] = true
			if k.MaxAge != nil && *k.MaxAge > 20*365*86400 {
				t.Errorf("%s: cookie %s lives %d seconds; are those milliseconds?", s.ID, k.Name, *k.MaxAge)
			}
			if k.MaxAge != nil && (k.Source == catalogue.Unchecked || k.Source == "" && s.Sources.Cookies == catalogue.Unchecked) {
				t.Errorf("%s: the lifetime of %s is unchecked; write null", s.ID, k.Name)
			}
		}
	}
	for _, k := range []consent.Key{consent.Necessary, consent.Functional, consent.Analytics, consent.Advertising} {
		if used[k] == 0 {
			t.Errorf("no service is %s", k)
		}
	}
}

// A null list and an empty one say different things, and must not become one.
func TestNothingKnownIsNotNone(t *testing.T) {
	c := shipped(t)
	if s := c.Service("plausible"); s == nil || s.Cookies != nil {
		t.Errorf("plausible = %+v; want cookies nil: nobody read what it sets", s)
	}
	if s := c.Service("cloudflare-web-analytics"); s == nil || s.Cookies == nil || len(s.Cookies) != 0 {
		t.Errorf("cloudflare-web-analytics = %+v; want cookies empty: it is said to set none", s)
	}
}

func ids(services []*catalogue.Service) string {
	var all []string
	for _, s := range services {
		all = append(all, s.ID)
	}
	return strings.Join(all, " ")
}

func TestAt(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ host, path, want string }{
		{"www.googletagmanager.com", "/gtag/js", "google-analytics"},
		{"www.googletagmanager.com", "/gtm.js", "google-tag-manager"},
		{"www.googletagmanager.com", "/", ""},
		{"region1.google-analytics.com", "/g/collect", "google-analytics"},
		{"WWW.YouTube.com", "/embed/x", "youtube"},
		{"notyoutube.com", "/", ""},
		{"youtube.com.evil.example", "/", ""},
		{"connect.facebook.net", "/en_US/sdk.js", "facebook-embeds meta-pixel"},
		{"evil.www.facebook.com", "/tr", ""},
		{"shop.example", "/", ""},
	} {
		if got := ids(c.At(tt.host, tt.path)); got != tt.want {
			t.Errorf("At(%q, %q) = %q, want %q", tt.host, tt.path, got, tt.want)
		}
	}
}

func TestSetting(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ cookie, want string }{
		{"_ga", "google-analytics"},
		{"_ga_AB12", "google-analytics"},
		{"_ga_", ""},
		{"_gal", ""},
		{"_pk_id.1.1fff", "matomo"},
		{"kndctr_ABC_AdobeOrg_identity", "adobe-analytics"},
		{"fr", "facebook-embeds meta-pixel"},
		{"sayso_shop", ""},
	} {
		if got := ids(c.Setting(tt.cookie)); got != tt.want {
			t.Errorf("Setting(%q) = %q, want %q", tt.cookie, got, tt.want)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"a", "a", true},
		{"a", "ab", false},
		{"a*", "a", false},
		{"a*", "abc", true},
		{"*_b", "a_b", true},
		{"*_b", "_b", false},
		{"a*b*c", "a1b2c", true},
		{"a*b*c", "abbc", false},
		{"a*b*c", "abbbc", true},
		{"a*a", "aa", false},
		{"a*a", "aaa", true},
	} {
		if got := catalogue.Matches(tt.pattern, tt.name); got != tt.want {
			t.Errorf("Matches(%q, %q) = %t, want %t", tt.pattern, tt.name, got, tt.want)
		}
	}
}

func TestTwice(t *testing.T) {
	_, err := catalogue.New([]catalogue.Service{{ID: "a"}, {ID: "b"}, {ID: "a"}})
	if err == nil || err.Error() != `the service "a" stands in the catalogue twice; rename one` {
		t.Errorf("New = %v", err)
	}
}

func TestParse(t *testing.T) {
	got, err := catalogue.Parse("s.yaml", []byte(`
id: shop-chat
name: Shop Chat
controller: null
category: functional
hosts: [chat.example.com, www.example.com/chat/]
cookies:
  - {name: chat_*, max_age_s: 60}
  - {name: chat, domain: example.com, session: true, source: https://example.com/b}
  - {name: talk, max_age_s: null}
storage: [{kind: indexeddb, name: chat}]
placeholder: placeholder.chat
sources: {hosts: unchecked, cookies: https://example.com/a, storage: "npm:@shop/chat@1.2.3"}
`))
	if err != nil {
		t.Fatal(err)
	}
	minute := int64(60)
	want := &catalogue.Service{
		ID: "shop-chat", Name: "Shop Chat", Category: consent.Functional,
		Hosts: []string{"chat.example.com", "www.example.com/chat/"},
		Cookies: []catalogue.Cookie{
			{Name: "chat_*", MaxAge: &minute},
			{Name: "chat", Domain: "example.com", Session: true, Source: "https://example.com/b"},
			{Name: "talk"},
		},
		Storage: []catalogue.Item{{Kind: "indexeddb", Name: "chat"}}, Placeholder: "placeholder.chat",
		Sources: catalogue.Sources{Hosts: "unchecked", Cookies: "https://example.com/a", Storage: "npm:@shop/chat@1.2.3"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
}

func TestErrorsSayWhere(t *testing.T) {
	const head = "id: chat\nname: Chat\ncategory: functional\n"
	for _, tt := range []struct{ name, file, want string }{
		{"misspelt", head + "host: []\n", "s.yaml:4:1: unknown field \"host\"; write one of id, name, controller, category, hosts, cookies, storage, placeholder, sources, note"},
		{"bad id", "id: My Chat\nname: Chat\ncategory: functional\n", `s.yaml:1:5: id is "My Chat"; write small letters, digits and single dashes`},
		{"no name", "id: chat\ncategory: functional\n", `s.yaml:1:5: service "chat" has no name; write how its maker calls it`},
		{"unknown category", "id: chat\nname: Chat\ncategory: marketing\n", `s.yaml:3:11: category is "marketing"; write one of [necessary functional analytics personalisation advertising]`},
		{"a purpose as category", "id: chat\nname: Chat\ncategory: sale_or_share\n", `s.yaml:3:11: category is "sale_or_share"; write one of [necessary functional analytics personalisation advertising]`},
		{"hosts without a source", head + "hosts: [example.com]\n", `s.yaml:1:5: service "chat" does not say where hosts were read; write sources.hosts`},
		{"a source without cookies", head + "cookies: null\nsources: {cookies: unchecked}\n", "s.yaml:5:20: cookies is null and has a source; write what it says, or [] for none"},
		{"hearsay", head + "cookies: []\nsources: {cookies: a friend}\n", `s.yaml:5:20: source is "a friend"; write an https address, npm:name@version or unchecked`},
		{"a scheme", head + "hosts: [a.example, https://example.com]\nsources: {hosts: unchecked}\n", `s.yaml:4:20: host is "https://example.com"; write a host such as example.com, in small letters, without scheme and port`},
		{"a wildcard host", head + "hosts: ['*.example.com']\nsources: {hosts: unchecked}\n", `s.yaml:4:9: host is "*.example.com"; write a host such as example.com, in small letters, without scheme and port`},
		{"lifetime 0", head + "cookies: [{name: a, max_age_s: 0}]\nsources: {cookies: unchecked}\n", "s.yaml:4:32: max_age_s is 0; write seconds, or null where nobody tells"},
		{"lifetime in words", head + "cookies: [{name: a, max_age_s: 1 year}]\nsources: {cookies: unchecked}\n", "s.yaml:4:32: cannot unmarshal string into Go struct field Service.Cookies of type int64"},
		{"lifetime and session", head + "cookies: [{name: a, max_age_s: 5, session: true}]\nsources: {cookies: unchecked}\n", `s.yaml:4:44: cookie "a" has a lifetime and ends with the session; write one of the two`},
		{"any cookie", head + "cookies: [{name: '*'}]\nsources: {cookies: unchecked}\n", `s.yaml:4:18: cookie is "*"; write its name, with * for what differs`},
		{"bad kind", head + "storage: [{kind: disk, name: a}]\nsources: {storage: unchecked}\n", `s.yaml:4:18: kind is "disk"; write local, session or indexeddb`},
		{"bad placeholder", head + "placeholder: Chat here\n", `s.yaml:4:14: placeholder is "Chat here"; write a key such as placeholder.video, or null`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := catalogue.Parse("s.yaml", []byte(tt.file))
			if err == nil || err.Error() != tt.want {
				t.Errorf("Parse = %v\nwant    %s", err, tt.want)
			}
		})
	}
}
