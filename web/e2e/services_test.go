//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// ran lists the gated scripts that the browser fetched, by its network log, and
// those that left their cookie.
func (tb *tab) ran() (fetched, left []string) {
	tb.Helper()
	tb.quiet()
	fetched, left = []string{}, []string{}
	for _, r := range tb.asked("/gated/") {
		name := strings.TrimSuffix(r[strings.LastIndex(r, "/")+1:], ".js")
		if !slices.Contains(fetched, name) {
			fetched = append(fetched, name)
		}
	}
	for name := range tb.cookies() {
		if rest, ok := strings.CutPrefix(name, "gated_"); ok {
			left = append(left, rest)
		}
	}
	slices.Sort(fetched)
	slices.Sort(left)
	return fetched, left
}

// wantRan checks that exactly the wanted scripts were fetched and ran. On a
// busy machine a script may come late; one that must not come at all has been
// waited for by then.
func (tb *tab) wantRan(when string, want ...string) {
	tb.Helper()
	if want == nil {
		want = []string{}
	}
	fetched, left := tb.ran()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); fetched, left = tb.ran() {
		if slices.Equal(fetched, want) && slices.Equal(left, want) {
			return
		}
	}
	tb.Errorf("%s: fetched %q and left cookies of %q, want %q", when, fetched, left, want)
}

// clean takes the gated scripts' traces out of the way before a reload, so that
// the next page shows its own.
func (tb *tab) clean() {
	tb.Helper()
	tb.run(`document.cookie.split("; ").filter((c) => c.startsWith("gated_")).forEach((c) => (document.cookie = c.split("=")[0] + "=;Path=/;Max-Age=0")); localStorage.clear()`)
	tb.forget()
}

// wantLight checks that a returning visitor is not asked again and downloads no
// panel and no WASM.
func (tb *tab) wantLight() {
	tb.Helper()
	if tb.bannerShown() {
		tb.Error("the next page asks again")
	}
	if got := append(tb.asked(".wasm"), tb.asked("/panel")...); len(got) > 0 {
		tb.Errorf("a returning visitor downloads %q", got)
	}
}

// An optIn row is a place where nothing optional may run before a yes.
type optIn struct {
	site, place string
	all         []string // what "accept" runs
	one         string   // a category to choose alone
}

var optIns = []optIn{
	{"krowork", "DE", []string{"advertising", "analytics", "both", "functional"}, "analytics"},
	{"krowork", "CN", []string{"analytics", "functional"}, "functional"},
	{"kalodata", "BR", []string{"advertising", "analytics", "both", "functional", "personalisation"}, "personalisation"},
	{"acme", "DE", []string{"advertising", "analytics", "both", "functional"}, "functional"},
	{"egretsoft", "GB", []string{"analytics", "functional"}, "analytics"},
	{"egretsoft", "", []string{"analytics", "functional"}, "functional"},
	{"kaadas", "CN", []string{"functional"}, "functional"},
}

func (o optIn) name() string { return o.site + " " + o.place }

func (o optIn) visit(tb *tab) {
	tb.Helper()
	tb.visit(shopSite.at("shop", o.site, "place="+o.place))
}

// Without the gates, something would run before the choice; without the
// verified cookie, the second page would ask again; and without the split
// between loader and panel, it would download WASM.
func TestAccept(t *testing.T) {
	for _, o := range optIns {
		t.Run(o.name(), func(t *testing.T) {
			tb := newTab(t)
			o.visit(tb)
			tb.wait(inBanner("accept_all"))
			tb.wantRan("before the choice")
			if got := tb.stored(); len(got) > 0 {
				t.Errorf("before the choice the browser holds %q", got)
			}
			tb.press(inBanner("accept_all"))
			tb.wait(`sayso.allowed("functional")`)
			tb.wantRan("after accepting", o.all...)
			if tb.bannerShown() {
				t.Error("the banner is still there after accepting")
			}
			tb.clean()
			tb.reload()
			tb.wantRan("on the next page", o.all...)
			tb.wantLight()
			if got := tb.asked("/v1/"); len(got) > 0 {
				t.Errorf("a returning visitor asks the server for %q", got)
			}
		})
	}
}

// Without the refusal in the cookie, every page would ask those again who said
// no.
func TestRefuse(t *testing.T) {
	for _, o := range optIns {
		t.Run(o.name(), func(t *testing.T) {
			tb := newTab(t)
			o.visit(tb)
			tb.press(inBanner("reject_all"))
			tb.wait(`document.cookie.includes("sayso_")`)
			tb.wantRan("after refusing")
			tb.forget()
			tb.reload()
			tb.wantRan("on the next page")
			tb.wantLight()
			if got := tb.stored(); len(got) != 1 {
				t.Errorf("the browser holds %q; want the receipt alone", got)
			}
		})
	}
}

// Without the messages between frame and page, a choice made in the panel
// would be recorded and change nothing.
func TestSaveInPanel(t *testing.T) {
	for _, o := range optIns {
		t.Run(o.name(), func(t *testing.T) {
			tb := newTab(t)
			o.visit(tb)
			tb.press(inBanner("open_preferences"))
			p := tb.panel()
			p.live()
			if on := in[[]string](p, `[...document.querySelectorAll("[data-sayso-toggle]:checked:enabled")].map((el) => el.value)`); len(on) > 0 {
				t.Errorf("ticked before the visitor ticked: %q", on)
			}
			p.press(`[data-sayso-toggle="` + o.one + `"]`)
			p.wait(`document.querySelector('[data-sayso-toggle="` + o.one + `"]').checked`)
			p.press(`.bar [data-sayso-action=save_choices]`)
			tb.wait(`sayso.allowed("` + o.one + `")`)
			tb.wait(`!` + theDialog)
			tb.wantRan("after saving", o.one)
			tb.clean()
			tb.reload()
			tb.wantRan("on the next page", o.one)
			tb.wantLight()
		})
	}
}

// Without the "previous" field and the withdraw button in the panel, a visitor
// could say yes in one press and never take it back (COM-13).
func TestWithdrawInPanel(t *testing.T) {
	for _, o := range optIns {
		t.Run(o.name(), func(t *testing.T) {
			tb := newTab(t)
			o.visit(tb)
			tb.press(inBanner("accept_all"))
			tb.wait(`sayso.allowed("functional")`)
			tb.quiet()
			tb.press(`document.querySelector("[data-sayso-open]")`)
			p := tb.panel()
			p.wait(`document.querySelector("[name=previous]").value.length > 100`)
			if on := in[bool](p, `document.querySelector('[data-sayso-toggle="`+o.one+`"]').checked`); !on {
				t.Errorf("the panel does not show that %s is granted", o.one)
			}
			p.press(`[data-sayso-action=withdraw]`)
			tb.wait(`!sayso.allowed("functional")`)
			tb.wait(`!` + theDialog)
			tb.clean()
			tb.reload()
			tb.wantRan("after the withdrawal")
			tb.wantLight() // a withdrawal is an answer
		})
	}
}

// Without the opt-out regime from the plan, Americans would be asked for what
// they may refuse; without the button, they could not refuse it.
func TestOptOut(t *testing.T) {
	for _, tt := range []struct {
		site, place, press string
		before, after      []string
	}{
		{"krowork", "US", "reject_all", []string{"analytics", "functional"}, nil},
		{"kalodata", "US-CA", "opt_out_sale", []string{"advertising", "analytics", "both", "functional", "personalisation"}, []string{"analytics", "functional", "personalisation"}},
		{"egretsoft", "US", "reject_all", []string{"analytics", "functional"}, nil},
	} {
		t.Run(tt.site+" "+tt.place, func(t *testing.T) {
			tb := newTab(t)
			tb.visit(shopSite.at("shop", tt.site, "place="+tt.place))
			tb.wantRan("before the choice", tt.before...)
			tb.press(inBanner(tt.press))
			tb.wait(`document.cookie.includes("sayso_")`)
			tb.clean()
			tb.reload()
			tb.wantRan("after "+tt.press, tt.after...)
			if tb.bannerShown() {
				t.Error("the next page asks again")
			}
		})
	}
}

// Without the cap of the policy in the cookie's Max-Age, Kaadas would keep for
// half a year what it promises to drop after 15 days; and a script that writes
// the cookie at every visit would keep it for ever.
func TestKaadasCookieLivesFifteenDays(t *testing.T) {
	const life = 1_296_000 * time.Second
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "kaadas", "place=CN"))
	tb.wantRan("before the choice")
	began := time.Now()
	tb.press(inBanner("accept_all"))
	tb.wait(`document.cookie.includes("sayso_kaadas")`)
	first := tb.cookies()["sayso_kaadas"]
	if first == nil {
		t.Fatal("there is no cookie sayso_kaadas")
	}
	ends := time.UnixMilli(int64(first.Expires * 1000))
	if got := ends.Sub(began); got < life-2*time.Second || got > life+10*time.Second {
		t.Errorf("the cookie lives %v, want %v", got, life)
	}
	time.Sleep(1200 * time.Millisecond)
	tb.reload()
	tb.quiet()
	if second := tb.cookies()["sayso_kaadas"]; second == nil || second.Expires != first.Expires || second.Value != first.Value {
		t.Errorf("the second visit changed the cookie: it ends at %v, before at %v", second.Expires, first.Expires)
	}
}

// Without the check of max_age_s everywhere, one of the many ways to keep
// something would be used: the policy of KALOS promises none.
func TestKalosStoresNothing(t *testing.T) {
	for _, query := range []string{"place=CN", "place=DE", "place=US-CA&gpc=1", ""} {
		t.Run(query, func(t *testing.T) { kalosStoresNothing(t, query) })
	}
}

func kalosStoresNothing(t *testing.T, query string) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "kalos", query))
	tb.wantRan("on the page")
	if tb.bannerShown() {
		t.Error("there is a banner")
	}
	tb.press(`document.querySelector("[data-sayso-open]")`)
	p := tb.panel()
	p.live()
	p.press(`[data-sayso-toggle=cross_border]`)
	p.press(`.bar [data-sayso-action=save_choices]`)
	tb.wait(`sayso.allowed("cross_border")`)
	tb.wantRan("after the choice")
	if got := tb.stored(); len(got) > 0 {
		t.Errorf("the shop's origin holds %q", got)
	}
	if got := tb.cookies(); len(got) > 0 {
		t.Errorf("the jar holds %d cookies", len(got))
	}
	tb.open(consent.url + "/healthz")
	if got := tb.stored(); len(got) > 0 {
		t.Errorf("the consent server's origin holds %q", got)
	}
}

// Without the enterprise profile, EgretSoft would ask the employees of its
// customers in its own name.
func TestEnterpriseAsksNobody(t *testing.T) {
	tb := newTab(t)
	tb.visit(shopSite.at("shop", "egretsoft", "account=enterprise", "place=DE"))
	tb.wantRan("on the page")
	if tb.bannerShown() {
		t.Error("there is a banner")
	}
}
