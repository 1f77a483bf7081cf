//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// policies are the strictest that a page can have and still show a banner. Each
// is documented in the README.
func policies() map[string]string {
	base := "default-src 'none'; base-uri 'none'; object-src 'none'; style-src 'none'; frame-src " + consent.url + " " + shopSite.origin +
		"; connect-src " + consent.url + "; "
	return map[string]string{
		"hosts":                  base + "script-src " + consent.url + " 'self' 'nonce-r4nd0m'",
		"strict-dynamic":         base + "script-src 'nonce-r4nd0m' 'strict-dynamic'",
		"trusted types, named":   base + "script-src 'nonce-r4nd0m' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types sayso",
		"trusted types, unnamed": base + "script-src 'nonce-r4nd0m' 'strict-dynamic'; require-trusted-types-for 'script'",
		"trusted types, none":    base + "script-src 'nonce-r4nd0m' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types 'none'",
	}
}

// Without createElement, adoptedStyleSheets and the policy "sayso" (or, where
// even that is refused, moving the old element), one of these pages would have
// no banner, no style, or dead scripts.
func TestStrictPages(t *testing.T) {
	for name, csp := range policies() {
		t.Run(name, func(t *testing.T) {
			tb := newTab(t)
			tb.visit(shopSite.with("strict", consent.url, "krowork", csp, "place=DE"))
			tb.wait(inBanner("accept_all"))
			if position := eval[string](tb, `getComputedStyle(`+inBanner("accept_all")+`.closest("section")).position`); position != "fixed" {
				t.Errorf("the banner has no style: position is %q", position)
			}
			tb.press(inBanner("accept_all"))
			tb.wait(`window.ran?.length == 3`)
			if got, want := strings.Join(eval[[]string](tb, `ran`), " "), "analytics inline functional"; got != want {
				t.Errorf("ran %q, want %q", got, want)
			}
			tb.wait(`document.querySelector("iframe").src.endsWith("/frame/film")`)
			if said := tb.said(); len(said) > 0 && !strings.HasSuffix(name, "none") {
				t.Errorf("the console says %q", said)
			}
			tb.press(`document.querySelector("[data-sayso-open]")`)
			tb.panel()
		})
	}
}
