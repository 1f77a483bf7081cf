package wire

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/app/consent"
)

func TestSince(t *testing.T) {
	at := func(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }
	grants := func(analytics, advertising bool) consent.Grants {
		return consent.Grants{consent.Analytics: analytics, consent.Advertising: advertising}
	}
	for _, tt := range []struct {
		name      string
		decisions []Past // the newest first
		want      map[consent.Key]time.Time
	}{
		{"nobody has chosen", nil, map[consent.Key]time.Time{}},
		{"once", []Past{{DecidedAt: at(3), Grants: grants(true, false)}},
			map[consent.Key]time.Time{consent.Analytics: at(3), consent.Advertising: at(3)}},
		{"one key changed in between", []Past{
			{DecidedAt: at(5), Grants: grants(true, false)}, {DecidedAt: at(4), Grants: grants(true, true)}, {DecidedAt: at(3), Grants: grants(true, true)},
		}, map[consent.Key]time.Time{consent.Analytics: at(3), consent.Advertising: at(5)}},
		{"a break starts anew", []Past{
			{DecidedAt: at(5), Grants: grants(true, false)}, {DecidedAt: at(4), Grants: grants(false, false)}, {DecidedAt: at(3), Grants: grants(true, false)},
		}, map[consent.Key]time.Time{consent.Analytics: at(5), consent.Advertising: at(3)}},
		{"a key that was not spoken of before", []Past{
			{DecidedAt: at(5), Grants: grants(true, false)}, {DecidedAt: at(4), Grants: consent.Grants{consent.Analytics: true}},
		}, map[consent.Key]time.Time{consent.Analytics: at(4), consent.Advertising: at(5)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Since(tt.decisions)); diff != "" {
				t.Errorf("Since (-want +got):\n%s", diff)
			}
		})
	}
}
