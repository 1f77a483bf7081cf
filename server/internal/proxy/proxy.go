// Package proxy says whose word about a request is believed: a header such as
// X-Forwarded-For counts only when a proxy that the operator named sent it.
package proxy

import (
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// Loopback is the word for the machine's own addresses.
const Loopback = "loopback"

// A Trust is a set of addresses of proxies. The zero Trust believes nobody.
type Trust struct {
	prefixes []netip.Prefix
}

// Parse reads addresses ("10.0.0.5"), ranges ("10.0.0.0/8") and the word
// "loopback".
func Parse(names []string) (Trust, error) {
	var t Trust
	for _, name := range names {
		if name == Loopback {
			t.prefixes = append(t.prefixes, netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
			continue
		}
		p, err := parsePrefix(name)
		if err != nil {
			return Trust{}, fmt.Errorf("trusted proxy is %q; write an address, a range such as 10.0.0.0/8, or %s", name, Loopback)
		}
		t.prefixes = append(t.prefixes, p)
	}
	return t, nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return a.Prefix(a.BitLen())
}

func (t Trust) holds(a netip.Addr) bool {
	for _, p := range t.prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// peer is the address at the other end of the connection, or the zero Addr.
func peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

// Believes reports whether r came through a trusted proxy.
func (t Trust) Believes(r *http.Request) bool { return t.holds(peer(r)) }

// Client is the visitor's address: the last one on the way that is no trusted
// proxy. It is for counting and for looking up a place, never for keeping.
func (t Trust) Client(r *http.Request) netip.Addr {
	at := peer(r)
	way := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(way) - 1; i >= 0 && t.holds(at); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(way[i]))
		if err != nil {
			break
		}
		at = a.Unmap().WithZone("")
	}
	return at
}

// Secure reports whether the visitor's own connection is encrypted.
func (t Trust) Secure(r *http.Request) bool {
	return r.TLS != nil || t.Believes(r) && r.Header.Get("X-Forwarded-Proto") == "https"
}

var prefixShape = regexp.MustCompile(`^(/[A-Za-z0-9._~-]+)+$`)

// Prefix is the path that a trusted proxy has taken off the address, as it says
// in X-Forwarded-Prefix; "" where none says so.
func (t Trust) Prefix(r *http.Request) string {
	said := r.Header.Values("X-Forwarded-Prefix")
	if len(said) != 1 || !t.Believes(r) || !prefixShape.MatchString(said[0]) {
		return ""
	}
	return said[0]
}
