package api

import (
	"net/netip"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// However many networks send, the memory for counting them is bounded, and who
// sends too much is still known as long as there is room.
func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(1, 2)
	for n := range 3 * maxCounted {
		l.allow(netip.AddrFrom4([4]byte{byte(n >> 16), byte(n >> 8), byte(n), 1}), "a", start)
		if len(l.buckets) > maxCounted {
			t.Fatalf("%d networks are counted, more than %d", len(l.buckets), maxCounted)
		}
	}
}

func TestLimiterForgetsTheQuietFirst(t *testing.T) {
	l := newLimiter(1, 2)
	loud := netip.MustParseAddr("203.0.113.1")
	l.allow(netip.MustParseAddr("198.51.100.1"), "a", start)
	later := start.Add(time.Minute)
	for range 3 {
		l.allow(loud, "a", later)
	}
	l.forget(later)
	if len(l.buckets) != 1 || l.allow(loud, "a", later) {
		t.Errorf("%d networks left, want the loud one alone, and still refused", len(l.buckets))
	}
}

// One household has one neighbourhood; sites are counted apart.
func TestLimiterNeighbourhoods(t *testing.T) {
	l := newLimiter(1, 1)
	for _, tt := range []struct {
		addr, site string
		want       bool
	}{
		{"198.51.100.1", "a", true},
		{"198.51.100.200", "a", false},
		{"198.51.101.1", "a", true},
		{"198.51.100.1", "b", true},
		{"2001:db8:0:1200::1", "a", true},
		{"2001:db8:0:12ff::1", "a", false},
		{"2001:db8:0:1300::1", "a", true},
	} {
		if got := l.allow(netip.MustParseAddr(tt.addr), tt.site, start); got != tt.want {
			t.Errorf("%s for %s: %v, want %v", tt.addr, tt.site, got, tt.want)
		}
	}
}
