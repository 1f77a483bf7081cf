//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
)

// serverFor starts a server for one test with site files of the test's own:
// the origins are the shop's where a text names none.
func serverFor(t *testing.T, sites ...string) *server {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sites"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, text := range sites {
		if !strings.Contains(text, "origins:") {
			text += fmt.Sprintf("\norigins: [%q]", shopSite.origin)
		}
		text += "\ndemo: true\n"
		if err := os.WriteFile(filepath.Join(dir, "sites", fmt.Sprintf("own-%d.yaml", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := startServer(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

const allSignals = `
signals:
  google: {ads_data_redaction: true, url_passthrough: true}
  uet: true
  clarity: true
  meta: true
  matomo: true
  shopify: true
  wordpress: true
  gpp: true
  us_privacy: true`

// under makes the browser say Global Privacy Control, in the header and to
// scripts.
func (tb *tab) under() {
	tb.Helper()
	call(tb, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Sec-GPC": "1"}})
	call(tb, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `Object.defineProperty(navigator, "globalPrivacyControl", { value: true })`,
	})
}

// consentCalls writes what a page has said to Google, in order: the command and
// the seven values of the reference, a letter each.
const consentCalls = `dataLayer.map((call) => Object.prototype.toString.call(call) + " " + [...call].map((part) =>
	typeof part != "object" ? part : ["ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage",
		"personalization_storage", "security_storage"].map((name) => part[name]?.[0] ?? "-").join("") + ("wait_for_update" in part ? " wait " + part.wait_for_update : "")
	).join(" ")).map((line) => line.replace("[object Arguments] ", "")).join("; ")`

// The first three calls of every page: denied before anything.
const denied = "consent default ddddddg wait 500; set ads_data_redaction true; set url_passthrough true"

// A visitor's consent mode, in the six places that ask in different ways. Each
// row is what the update of a page says: on the first visit, after accepting,
// on the next page, after withdrawing, and under the signal.
//
// Without it, a tag could read "granted" before the visitor had said anything,
// or never hear of a withdrawal.
func TestConsentModeInOrder(t *testing.T) {
	s := serverFor(t, "id: words\nservice: krowork"+allSignals, "id: data\nservice: kalodata"+allSignals)
	for _, tt := range []struct {
		site, place                    string
		first, accept, withdraw, under string
	}{
		{"words", "DE", "ddddddg", "gddggdg", "ddddddg", "ddddddg"},
		{"words", "BR", "ddddddg", "gddggdg", "ddddddg", "ddddddg"},
		{"words", "CN", "ddddddg", "dddggdg", "ddddddg", "ddddddg"},
		{"words", "", "ddddddg", "gddggdg", "ddddddg", "ddddddg"},
		{"data", "US-CA", "ggggggg", "ggggggg", "ddddddg", "dddgggg"},
		{"data", "GB", "ddddddg", "gddgggg", "ddddddg", "ddddddg"},
	} {
		t.Run(tt.site+" "+tt.place, func(t *testing.T) {
			at := shopSite.with("signals", s.url, tt.site, "", "place="+tt.place)
			tb := newTab(t)
			tb.visit(at)
			said := func(when, want string) {
				t.Helper()
				if got := eval[string](tb, consentCalls); got != want {
					t.Errorf("%s:\n got %s\nwant %s", when, got, want)
				}
			}
			first := denied + "; consent update " + tt.first
			said("first", first)
			tb.run(`sayso.accept()`)
			after := first
			if tt.accept != tt.first {
				after += "; consent update " + tt.accept
			}
			said("accepting", after)
			tb.reload()
			said("returning", denied+"; consent update "+tt.accept)
			tb.run(`sayso.withdraw()`)
			said("withdrawing", denied+"; consent update "+tt.accept+"; consent update "+tt.withdraw)
			under := newTab(t)
			under.under()
			under.visit(at)
			if got, want := eval[string](under, consentCalls), denied+"; consent update "+tt.under; got != want {
				t.Errorf("under the signal:\n got %s\nwant %s", got, want)
			}
		})
	}
}

// The other words are said in their own way: before the visitor chose, after
// accepting, and after withdrawing.
func TestSignalsOfOthers(t *testing.T) {
	s := serverFor(t, "id: data\nservice: kalodata"+allSignals)
	tb := newTab(t)
	tb.visit(shopSite.with("signals", s.url, "data", "", "place=DE"))
	said := func(when string, want map[string]string) {
		t.Helper()
		for js, want := range want {
			if got := eval[string](tb, js); got != want {
				t.Errorf("%s: %s\n got %s\nwant %s", when, js, got, want)
			}
		}
	}
	const (
		uet       = `JSON.stringify(uetq)`
		clear     = `JSON.stringify(clarity.q.map((call) => [...call]))`
		meta      = `JSON.stringify(fbq.queue)`
		matomo    = `JSON.stringify(_paq)`
		wordPress = `wp_consent_type + " " + wpSaid.splice(0).join(" ")`
		shopify   = `shopifySaid.splice(0).join(" ")`
	)
	said("before", map[string]string{
		uet:       `["consent","default",{"ad_storage":"denied"},"consent","update",{"ad_storage":"denied"}]`,
		clear:     `[["consentv2",{"ad_Storage":"denied","analytics_Storage":"denied"}]]`,
		meta:      `[["consent","revoke"],["init","1"],["track","PageView"]]`,
		matomo:    `[["requireConsent"]]`,
		wordPress: `optin `,
		shopify:   ``,
	})
	tb.run(`sayso.save({ functional: true, analytics: true, personalisation: true, advertising: true, sale_or_share: true })`)
	said("accepting", map[string]string{
		uet:       `["consent","default",{"ad_storage":"denied"},"consent","update",{"ad_storage":"denied"},"consent","update",{"ad_storage":"granted"}]`,
		clear:     `[["consentv2",{"ad_Storage":"denied","analytics_Storage":"denied"}],["consentv2",{"ad_Storage":"granted","analytics_Storage":"granted"}]]`,
		meta:      `[["consent","grant"],["init","1"],["track","PageView"]]`,
		matomo:    `[["requireConsent"],["setConsentGiven"]]`,
		wordPress: `optin functional=allow marketing=allow preferences=allow statistics=allow statistics-anonymous=allow`,
		shopify:   `{"analytics":true,"marketing":true,"preferences":true,"sale_of_data":true}`,
	})
	tb.run(`sayso.withdraw()`)
	said("withdrawing", map[string]string{
		uet:       `["consent","default",{"ad_storage":"denied"},"consent","update",{"ad_storage":"denied"},"consent","update",{"ad_storage":"granted"},"consent","update",{"ad_storage":"denied"}]`,
		clear:     `[["consentv2",{"ad_Storage":"denied","analytics_Storage":"denied"}],["consentv2",{"ad_Storage":"granted","analytics_Storage":"granted"}],["consentv2",{"ad_Storage":"denied","analytics_Storage":"denied"}]]`,
		meta:      `[["consent","revoke"],["init","1"],["track","PageView"]]`,
		matomo:    `[["requireConsent"],["setConsentGiven"],["forgetConsentGiven"]]`,
		wordPress: `optin functional=allow marketing=deny preferences=deny statistics=deny statistics-anonymous=deny`,
		shopify:   `{"analytics":false,"marketing":false,"preferences":false,"sale_of_data":false}`,
	})
}
