package main

import (
	"bytes"
	"fmt"
	"iter"

	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/zone"
)

// choices are the corners, each with a choice: by everybody in turn, of keys
// that are and are not to be had, under the version in force and another.
func choices(engine *rules.Engine) iter.Seq[[]byte] {
	grants := []string{
		`{}`, `{"functional":true,"analytics":true}`, `{"advertising":true,"sale_or_share":true}`, `{"necessary":false}`,
		`{"functional":false,"cross_border":true,"perm.camera":true}`, `{"third_party_login":true}`, `{"colour":true}`,
	}
	authorities := []string{"self", "consent", "supervise", "assist", "represent", "account_owner", "nobody"}
	return func(yield func([]byte) bool) {
		n := 0
		for line := range corners {
			version := "1999-01-01"
			if c, err := wire.ReadCase(line, zone.Today); err == nil && n%11 > 0 {
				if p, err := engine.Decide(c.Service, &c.Visitor); err == nil {
					version = p.PolicyVersion
				}
			}
			choice := fmt.Sprintf(`,"choice":{"policy_version":%q,"grants":%s,"authority":%q}}`,
				version, grants[n%len(grants)], authorities[n/3%len(authorities)])
			n++
			if !yield(append(bytes.TrimSuffix(line, []byte("}")), choice...)) {
				return
			}
		}
		for _, line := range []string{`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z"}}`, `{"choice":{}}`, `nonsense`} {
			if !yield([]byte(line)) {
				return
			}
		}
	}
}

// requests are requests and events of every kind, in every place that has a
// clock of its own, on both sides of days on which something changes.
func requests(yield func([]byte) bool) {
	kinds := []string{
		"access", "know", "portability", "delete", "correct", "withdraw", "opt_out", "complaint", "close_account", "other", "breach", "shutdown",
	}
	for _, record := range []string{"contract", "payment", "dispute", "advertising", "log", "books"} {
		kinds = append(kinds, `retention","record":"`+record)
	}
	dates := []string{
		"2026-11-23T04:00:00Z", "2026-02-26", "2024-02-29", "2025-12-31T16:00:00Z", "2027-05-12T15:59:59Z", "2027-05-13", "2026-11-21T23:30:00-05:00",
	}
	more := []string{
		``, `,"verified_at":"2026-11-27T00:00:00Z"`, `,"extension":{"reason_sent_at":"2026-12-01T00:00:00Z","written":true}`,
		`,"history":[{"kind":"know","received_at":"2026-01-01"},{"kind":"portability","received_at":"2025-11-24"}]`,
	}
	for _, service := range []string{"krowork", "kaadas", "kalodata", "kalos", "egretsoft"} {
		for _, place := range []string{"", "CN", "HK", "BR", "VN", "KR", "TR", "MX", "SG", "IN", "TH", "US-TX", "US-CA", "DE", "GB", "CA-QC"} {
			for _, kind := range kinds {
				for i, date := range dates {
					line := fmt.Sprintf(`{"service":%q,"country":%q,"subdivision":%q,"tz":"America/New_York","kind":"%s","received_at":%q%s}`,
						service, place[:min(2, len(place))], place, kind, date, more[i%len(more)])
					if !yield([]byte(line)) {
						return
					}
				}
			}
		}
	}
	for _, line := range []string{`{}`, `{"service":"kalos","kind":"acess","received_at":"2026-11-23"}`, `{"service":"kalos","kind":"access"}`, `[]`} {
		if !yield([]byte(line)) {
			return
		}
	}
}
