package proxy

import (
	"net/http/httptest"
	"testing"
)

func TestClient(t *testing.T) {
	for _, tt := range []struct {
		name    string
		trusted []string
		peer    string
		way     []string // lines of X-Forwarded-For
		want    string
	}{
		{"nobody is trusted", nil, "192.0.2.1:5", []string{"198.51.100.7"}, "192.0.2.1"},
		{"loopback is not trusted unless named", nil, "127.0.0.1:5", []string{"198.51.100.7"}, "127.0.0.1"},
		{"loopback, named", []string{"loopback"}, "127.0.0.1:5", []string{"198.51.100.7"}, "198.51.100.7"},
		{"through a trusted proxy", []string{"192.0.2.0/24"}, "192.0.2.1:5", []string{"198.51.100.7"}, "198.51.100.7"},
		{"what the visitor claims comes before", []string{"192.0.2.1"}, "192.0.2.1:5", []string{"8.8.8.8, 198.51.100.7"}, "198.51.100.7"},
		{"two proxies, two lines", []string{"192.0.2.1", "10.0.0.0/8"}, "192.0.2.1:5", []string{"8.8.8.8", "198.51.100.7, 10.1.1.1"}, "198.51.100.7"},
		{"a broken line", []string{"192.0.2.1"}, "192.0.2.1:5", []string{"unknown"}, "192.0.2.1"},
		{"IPv4 in IPv6", []string{"192.0.2.1"}, "[::ffff:192.0.2.1]:5", []string{"2001:db8::9"}, "2001:db8::9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			trust, err := Parse(tt.trusted)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.peer
			r.Header["X-Forwarded-For"] = tt.way
			if got := trust.Client(r).String(); got != tt.want {
				t.Errorf("Client = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestParseSaysWhatToWrite(t *testing.T) {
	_, err := Parse([]string{"10.0.0.0/99"})
	want := `trusted proxy is "10.0.0.0/99"; write an address, a range such as 10.0.0.0/8, or loopback`
	if err == nil || err.Error() != want {
		t.Errorf("Parse = %v, want %s", err, want)
	}
}
