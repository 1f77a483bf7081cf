package guard_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
	"sayso/server/guard"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// agreed is a receipt that grants everything and stands for ten more seconds.
var agreed = consent.Receipt{
	Issuer: "https://consent.example", Site: "shop", ID: "5b0f2c9e-3a43-4c8e-9f1c-0d7e8a3f5f10",
	IssuedAt: now.Add(-time.Hour).Unix(), Expires: now.Add(10 * time.Second).Unix(),
	Service: "shop", Profile: "shop-eu", PolicyVersion: "v2", Language: "en",
	Grants:    consent.Grants{consent.Analytics: true, consent.Advertising: true, consent.SaleOrShare: true},
	Authority: consent.Self, Method: consent.MethodAcceptAll,
}

// but is agreed with changes.
func but(change func(*consent.Receipt)) consent.Receipt {
	r := agreed
	change(&r)
	return r
}

func newGuard(t *testing.T, keys guard.Source) *guard.Guard {
	t.Helper()
	g, err := guard.New(guard.Options{Site: "shop", Versions: map[string]string{"shop-eu": "v2", "shop-us": "v2"}, Keys: keys,
		Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func request(cookies ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range cookies {
		r.AddCookie(&http.Cookie{Name: "sayso_shop", Value: c})
	}
	return r
}

// may lists what of analytics, advertising and sale is granted: "yyn".
func may(a *guard.Answer) (s string) {
	for _, k := range []consent.Key{consent.Analytics, consent.Advertising, consent.SaleOrShare} {
		s += map[bool]string{true: "y", false: "n"}[a.May(k)]
	}
	return s
}

func TestAsk(t *testing.T) {
	server := newServer()
	g := newGuard(t, guard.Static(server.keySet()))
	old := server.sign(but(func(r *consent.Receipt) { r.PolicyVersion = "v1" }))
	underSignal := server.sign(but(func(r *consent.Receipt) { r.GPC = true }))
	later := server.sign(but(func(r *consent.Receipt) {
		r.IssuedAt++
		r.Grants = consent.Grants{consent.Analytics: true, consent.Advertising: false}
	}))
	for _, tt := range []struct {
		name    string
		cookies []string
		gpc     []string
		want    string
	}{
		{"no cookie", nil, nil, "nnn"},
		{"agreed", []string{server.sign(agreed)}, nil, "yyy"},
		{"agreed, the signal wins", []string{server.sign(agreed)}, []string{"1"}, "ynn"},
		{"agreed while the signal was on", []string{underSignal}, []string{"1"}, "yyy"},
		{"agreed while the signal was on, now off", []string{underSignal}, nil, "yyy"},
		{"only 1 is the signal", []string{server.sign(agreed)}, []string{"true", "0", "11"}, "yyy"},
		{"one of several lines is 1", []string{server.sign(agreed)}, []string{"0", "1"}, "ynn"},
		{"an older policy version", []string{old}, nil, "nnn"},
		{"not what was asked about", []string{server.sign(but(func(r *consent.Receipt) { r.Grants = consent.Grants{consent.Analytics: true} }))}, nil, "ynn"},
		{"the later of two", []string{server.sign(agreed), later}, nil, "ynn"},
		{"the later of two, the other way round", []string{later, server.sign(agreed)}, nil, "ynn"},
		{"a broken one beside a good one", []string{"x.y.z", server.sign(agreed)}, nil, "yyy"},
		{"a good one behind many broken ones", []string{"a", "b", "c", "d", server.sign(agreed)}, nil, "nnn"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := request(tt.cookies...)
			for _, v := range tt.gpc {
				r.Header.Add("Sec-GPC", v)
			}
			if got := may(g.Ask(r)); got != tt.want {
				t.Errorf("Ask grants %s, want %s", got, tt.want)
			}
		})
	}
}

// Where more than nothing holds before a choice, a refusal under an older
// policy still counts, and the signal too.
func TestDefaults(t *testing.T) {
	server := newServer()
	g, err := guard.New(guard.Options{
		Site: "shop", Versions: map[string]string{"shop-us": "v2"}, Keys: guard.Static(server.keySet()),
		Defaults: consent.Grants{consent.Analytics: true, consent.Advertising: true, consent.SaleOrShare: true},
		Now:      func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	old := server.sign(but(func(r *consent.Receipt) {
		r.Profile, r.PolicyVersion, r.Grants = "shop-us", "v1", consent.Grants{consent.Analytics: false, consent.Advertising: true}
	}))
	for _, tt := range []struct {
		name    string
		cookies []string
		gpc     bool
		want    string
	}{
		{"no choice", nil, false, "yyy"},
		{"no choice, the signal", nil, true, "ynn"},
		{"refused under an older policy", []string{old}, false, "nyy"},
		{"a receipt of another profile", []string{server.sign(agreed)}, false, "yyy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := request(tt.cookies...)
			if tt.gpc {
				r.Header.Set("Sec-GPC", "1")
			}
			if got := may(g.Ask(r)); got != tt.want {
				t.Errorf("Ask grants %s, want %s", got, tt.want)
			}
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	server, other := newServer(), newServer()
	g := newGuard(t, guard.Static(server.keySet()))
	good := server.sign(agreed)
	head, rest, _ := strings.Cut(good, ".")
	body, signature, _ := strings.Cut(rest, ".")
	claims, err := json.Marshal(agreed)
	if err != nil {
		t.Fatal(err)
	}
	header := func(alg, more string) string {
		return fmt.Sprintf(`{"alg":%q,"typ":"sayso-receipt+jwt","kid":%q%s}`, alg, server.id, more)
	}
	stolenName := *other
	stolenName.id = server.id
	for _, tt := range []struct {
		name, token string
		want        error
	}{
		{"nothing", "", guard.ErrForged},
		{"two parts", head + "." + body, guard.ErrForged},
		{"alg none, no signature", enc(header("none", "")) + "." + body + ".", guard.ErrForged},
		{"alg none, a signature", enc(header("none", "")) + "." + body + "." + signature, guard.ErrForged},
		{"no signature", head + "." + body + ".", guard.ErrForged},
		{"alg none over a good signature", server.signWith(header("none", ""), string(claims)), guard.ErrForged},
		{"alg HS256 with the public key as secret", server.signAs("sayso-receipt+jwt", jose.HS256, server.keySet(), agreed), guard.ErrForged},
		{"a token of another type", server.signAs("JWT", jose.ES256, server.key, agreed), guard.ErrForged},
		{"a critical header", server.signWith(header("ES256", `,"crit":["exp"]`), string(claims)), guard.ErrForged},
		{"claims that are no JSON", server.signWith(header("ES256", ""), "yes"), guard.ErrForged},
		{"a key of somebody else", other.sign(agreed), guard.ErrForged},
		{"a key of somebody else under the server's name", stolenName.sign(agreed), guard.ErrForged},
		{"claims of one, signature of another", head + "." + enc(strings.Replace(string(claims), `"self"`, `"x"`, 1)) + "." + signature, guard.ErrForged},
		{"padding", good + "=", guard.ErrForged},
		{"4097 bytes", good + strings.Repeat("A", 4097-len(good)), guard.ErrForged},
		{"another site", server.sign(but(func(r *consent.Receipt) { r.Site = "shop2" })), guard.ErrForeign},
		{"another profile", server.sign(but(func(r *consent.Receipt) { r.Profile = "shop-cn" })), guard.ErrForeign},
		{"at expiry", server.sign(but(func(r *consent.Receipt) { r.Expires = now.Unix() })), guard.ErrExpired},
		{"without an expiry", server.sign(but(func(r *consent.Receipt) { r.Expires = 0 })), guard.ErrExpired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := g.Verify(t.Context(), tt.token); !errors.Is(err, tt.want) {
				t.Errorf("Verify = %v, %v; want %v", got, err, tt.want)
			}
			a := g.Ask(request(tt.token))
			if got := may(a); got != "nnn" || !errors.Is(a.Problem, tt.want) && tt.token != "" {
				t.Errorf("Ask grants %s, %v; want nothing and %v", got, a.Problem, tt.want)
			}
		})
	}
	got, err := g.Verify(t.Context(), server.sign(but(func(r *consent.Receipt) { r.Expires = now.Unix() + 1 })))
	if err != nil || got.ID != agreed.ID {
		t.Errorf("one second before expiry: %v, %v", got, err)
	}
	if got, err := g.Verify(t.Context(), good); err != nil || !cmp.Equal(got, &agreed) {
		t.Errorf("Verify = %+v, %v; want %+v", got, err, agreed)
	}
}

// One changed bit anywhere must break a receipt, also one of the bits that the
// last character carries for nothing.
func TestOneChangedBit(t *testing.T) {
	server := newServer()
	g := newGuard(t, guard.Static(server.keySet()))
	token := server.sign(agreed)
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := range token {
		six := strings.IndexByte(alphabet, token[i])
		for bit := 1; six >= 0 && bit < 64; bit <<= 1 {
			changed := token[:i] + alphabet[six^bit:six^bit+1] + token[i+1:]
			if _, err := g.Verify(t.Context(), changed); err == nil {
				t.Fatalf("character %d changed from %q to %q: still a receipt", i, token[i], changed[i])
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	versions := map[string]string{"p": "1"}
	for _, tt := range []struct {
		opts guard.Options
		says string
	}{
		{guard.Options{Versions: versions, Keys: guard.Static(nil)}, "no Site"},
		{guard.Options{Site: "s", Keys: guard.Static(nil)}, "no Versions"},
		{guard.Options{Site: "s", Versions: versions}, "no Keys"},
	} {
		if _, err := guard.New(tt.opts); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("New(%+v) = %v; want an error that says %q", tt.opts, err, tt.says)
		}
	}
}
