package zone

import (
	"testing"
	"time"
)

// Days on which the clock did something odd.
func TestToday(t *testing.T) {
	for _, tt := range []struct{ name, zone, at, want string }{
		{"São Paulo, the last minute before a midnight that did not exist", "America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"},
		{"São Paulo, the day begins at 01:00", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"},
		{"Samoa left 30 December 2011 out", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"},
		{"Samoa, one second later", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"},
		{"Lord Howe, half an hour of daylight saving", "Australia/Lord_Howe", "2026-01-01T13:00:00Z", "2026-01-02"},
		{"Lord Howe in winter", "Australia/Lord_Howe", "2026-07-01T13:29:59Z", "2026-07-01"},
		{"Shanghai had daylight saving in 1988", "Asia/Shanghai", "1988-07-01T15:30:00Z", "1988-07-02"},
		{"Shanghai has none now", "Asia/Shanghai", "2026-07-01T15:30:00Z", "2026-07-01"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Today(tt.zone, at); err != nil || got.String() != tt.want {
			t.Errorf("%s: got %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	if _, err := Today("Mars/Olympus", time.Now()); err == nil {
		t.Error("Mars/Olympus is taken for a zone")
	}
}
