package api

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxCounted bounds how many neighbours are counted at once, and with it the
// memory: about 2 MB.
const maxCounted = 16384

// A limiter counts requests by neighbourhood and site, in memory only: the
// neighbourhood is the /24 (IPv4) or /56 (IPv6) of an address, so that one
// household is one and no single address is kept.
type limiter struct {
	perSecond rate.Limit
	burst     int

	mu      sync.Mutex
	buckets map[neighbour]*rate.Limiter
}

type neighbour struct {
	prefix netip.Prefix
	site   string
}

func newLimiter(perSecond float64, burst int) *limiter {
	return &limiter{perSecond: rate.Limit(perSecond), burst: burst, buckets: map[neighbour]*rate.Limiter{}}
}

// allow reports whether one more request of addr for site is welcome at now.
func (l *limiter) allow(addr netip.Addr, site string, now time.Time) bool {
	bits := 24
	if addr.Is6() {
		bits = 56
	}
	prefix, _ := addr.Prefix(bits) // an unknown address is a neighbourhood too
	n := neighbour{prefix, site}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[n]
	if b == nil {
		if len(l.buckets) >= maxCounted {
			l.forget(now)
		}
		b = rate.NewLimiter(l.perSecond, l.burst)
		l.buckets[n] = b
	}
	return b.AllowN(now, 1)
}

// forget drops those who have been quiet for long enough to be new again, and
// if that is nobody, everybody: memory is bounded even under attack.
func (l *limiter) forget(now time.Time) {
	for n, b := range l.buckets {
		if b.TokensAt(now) >= float64(l.burst) {
			delete(l.buckets, n)
		}
	}
	if len(l.buckets) >= maxCounted {
		clear(l.buckets)
	}
}
