package profile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sayso/app/wire"
	"sayso/server/internal/zone"
)

// deadlines asks as "sayso deadline" does.
func deadlines(t *testing.T, line string) map[string]any {
	t.Helper()
	reply, ok := wire.DeadlineLine(engine, &book.Law, []byte(line), zone.Today)
	if !ok {
		t.Fatalf("%s: %s", line, reply)
	}
	var out map[string]any
	if err := json.Unmarshal(reply, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every row of the deadline tables. 23 November 2026 is a Monday.
func TestDeadlines(t *testing.T) {
	const extension = `,"extension":{"reason_sent_at":"2026-12-01T00:00:00Z","written":true}`
	tests := []struct {
		name, in string
		want     string // field=value, blank-separated; "-" is null
		rules    string
	}{
		{"krowork, general", `"service":"krowork","country":"FR","kind":"access"`, "answer_by=2026-12-14 confirm_by=- fee=not_stated extended_by=- extension_valid=- may_decline=-", "KRO-RTS-05 COM-31 COM-59"},
		{"krowork, general, extended", `"service":"krowork","country":"FR","kind":"access"` + extension, "answer_by=2026-12-14 extended_by=2026-12-23 extension_valid=true", "KRO-RTS-06 COM-33 COM-34"},
		{"krowork, complaint", `"service":"krowork","country":"FR","kind":"complaint"`, "answer_by=2026-12-14", "KRO-RTS-08"},
		{"krowork, California, know", `"service":"krowork","country":"US","subdivision":"US-CA","kind":"know"` + extension, "confirm_by=2026-12-07 answer_by=2027-01-07 extended_by=2027-02-21 may_decline=false fee=possible", "KRO-USCA-04 KRO-USCA-08 KRO-USCA-09 KRO-USCA-11"},
		{"krowork, a Californian in France", `"service":"krowork","country":"FR","resident_of":"US-CA","kind":"delete"`, "confirm_by=2026-12-07 answer_by=2027-01-07 may_decline=false", "KRO-USCA-09"},
		{"krowork, California, opt-out", `"service":"krowork","country":"US","subdivision":"US-CA","kind":"opt_out"`, "confirm_by=- answer_by=2026-12-14", "KRO-USCA-21"},
		{"krowork, Texas", `"service":"krowork","country":"US","subdivision":"US-TX","kind":"know"`, "confirm_by=- answer_by=2026-12-14 may_decline=-", "KRO-RTS-05"},
		{"krowork, Brazil, access", `"service":"krowork","country":"BR","kind":"access"` + extension, "answer_by=2026-12-08 extension_valid=false extended_by=-", "KRO-BR-10"},
		{"krowork, Brazil, delete", `"service":"krowork","country":"BR","kind":"delete"`, "answer_by=2026-12-14", "KRO-RTS-05"},
		{"krowork, Turkey", `"service":"krowork","country":"TR","kind":"access"` + extension, "answer_by=2026-12-14 extended_by=2026-12-23 fee=none", "KRO-TR-04 KRO-TR-05 KRO-TR-06"},
		{"krowork, Vietnam", `"service":"krowork","country":"VN","kind":"access"`, "confirm_by=2026-11-25 answer_by=2026-12-14", "KRO-VN-07"},
		{"krowork, Vietnam, withdraw", `"service":"krowork","country":"VN","kind":"withdraw"`, "confirm_by=2026-11-25 answer_by=2026-12-08", "KRO-VN-07"},
		{"krowork, Mexico", `"service":"krowork","country":"MX","kind":"access"` + extension, "answer_by=2026-12-14 extension_valid=false", "KRO-MX-06"},
		{"krowork, Singapore", `"service":"krowork","country":"SG","kind":"access"`, "answer_by=2026-12-14 notice_by=2026-12-23", "KRO-SG-03"},
		{"krowork, shutdown", `"service":"krowork","country":"FR","kind":"shutdown"`, "notice_by=2026-10-24 answer_by=- fee=-", "KRO-RET-02"},
		{"krowork, breach in France", `"service":"krowork","country":"FR","kind":"breach"`, "notice_by=2026-11-26", "LAW-EEA-03 KRO-RET-04"},
		{"krowork, breach in Japan", `"service":"krowork","country":"JP","kind":"breach"`, "notice_by=-", ""},
		{"krowork, Korea, contract", `"service":"krowork","country":"KR","kind":"retention","record":"contract"`, "keep_until=2031-11-23", "KRO-KR-03 COM-58"},
		{"krowork, Korea, dispute", `"service":"krowork","country":"KR","kind":"retention","record":"dispute"`, "keep_until=2029-11-23", "KRO-KR-03"},
		{"krowork, Korea, advertising", `"service":"krowork","country":"KR","kind":"retention","record":"advertising"`, "keep_until=2027-05-23", "KRO-KR-03"},
		{"krowork, Korea, log", `"service":"krowork","country":"KR","kind":"retention","record":"log"`, "keep_until=2027-02-23", "KRO-KR-03"},
		{"krowork, France, contract", `"service":"krowork","country":"FR","kind":"retention","record":"contract"`, "keep_until=-", ""},
		{"kaadas", `"service":"kaadas","country":"CN","kind":"delete","verified_at":"2026-11-27T00:00:00Z"` + extension, "answer_by=2026-12-12 internal_target=2026-12-08 extension_valid=false fee=possible", "KAA-RTS-03 KAA-RTS-04"},
		{"kaadas, verified before receipt", `"service":"kaadas","country":"CN","kind":"delete","verified_at":"2026-11-20T00:00:00Z"`, "answer_by=2026-12-08", "KAA-RTS-03"},
		{"kaadas, breach", `"service":"kaadas","country":"CN","kind":"breach"`, "notice_by=2026-12-03", "KAA-RET-03"},
		{"kaadas, shutdown", `"service":"kaadas","country":"CN","kind":"shutdown"`, "notice_by=2026-10-24", "KAA-RET-02"},
		{"kaadas outside", `"service":"kaadas","country":"HK","kind":"delete"`, "answer_by=- fee=-", "KAA-GEN-01"},
		{"kalos", `"service":"kalos","country":"FR","kind":"access"` + extension, "answer_by=2026-12-23 extension_valid=false fee=possible", "KLS-RTS-01 KLS-RTS-03"},
		{"egretsoft", `"service":"egretsoft","country":"JP","kind":"access"`, "answer_by=2026-12-07 fee=possible", "EGR-RTS-02 EGR-RTS-04"},
		{"egretsoft, the law is longer", `"service":"egretsoft","country":"TH","kind":"access"` + extension, "answer_by=2026-12-14 extended_by=2027-01-13", "EGR-RTS-02 EGR-RTS-03"},
		{"egretsoft, the law has a maximum", `"service":"egretsoft","country":"DE","kind":"access"` + extension, "answer_by=2026-12-14 extended_by=2027-02-23", "LAW-EEA-03"},
		{"egretsoft, shutdown", `"service":"egretsoft","country":"JP","kind":"shutdown"`, "notice_by=2026-10-24", "EGR-RET-03"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := deadlines(t, `{"received_at":"2026-11-23T04:00:00Z","tz":"Asia/Shanghai",`+tt.in+`}`)
			for _, pair := range strings.Fields(tt.want) {
				field, want, _ := strings.Cut(pair, "=")
				value := "-"
				if got[field] != nil {
					value = fmt.Sprint(got[field])
				}
				if value != want {
					t.Errorf("%s is %s, want %s", field, value, want)
				}
			}
			for _, id := range strings.Fields(tt.rules) {
				if !strings.Contains(fmt.Sprint(got["rules"]), id) {
					t.Errorf("rules %v lack %s", got["rules"], id)
				}
			}
		})
	}
}

// A clock with a date holds from that date on, by the day on which the breach
// became known: the controller's, in Singapore. The day before there is none
// (KRO-RET-04).
func TestClockWithADate(t *testing.T) {
	for _, tt := range []struct{ known, want string }{
		{"2026-11-23", "<nil>"},
		{"2027-05-12", "<nil>"},
		{"2027-05-12T15:59:59Z", "<nil>"},
		{"2027-05-12T16:00:00Z", "2027-05-16"},
		{"2027-05-13", "2027-05-16"},
	} {
		got := deadlines(t, fmt.Sprintf(`{"service":"krowork","country":"IN","kind":"breach","received_at":%q}`, tt.known))
		if fmt.Sprint(got["notice_by"]) != tt.want {
			t.Errorf("known at %s: notice_by is %v, want %s", tt.known, got["notice_by"], tt.want)
		}
		if cited := strings.Contains(fmt.Sprint(got["rules"]), "KRO-RET-04"); cited != (tt.want != "<nil>") {
			t.Errorf("known at %s: the rules are %v", tt.known, got["rules"])
		}
	}
}

// D.4 through Kalodata, whose text names no time (KLD-RTS-02).
func TestAnswerTimesOfTheLaw(t *testing.T) {
	for place, want := range map[string]string{
		"DE": "2026-12-23", "GB": "2026-12-23", "CH": "2026-12-23", "US-TX": "2027-01-07", "US-CA": "2027-01-07", "BR": "2026-12-08", "TR": "2026-12-23",
		"CN": "2026-12-14", "KR": "2026-12-03", "JP": "2026-12-07", "VN": "2026-12-08", "TH": "2026-12-23", "ZA": "2026-12-23", "CA-QC": "2026-12-23",
		"MX": "2026-12-21", "SG": "2026-12-23", "PH": "2026-12-14", "IN": "2026-12-23", "AU": "2026-12-23", "": "2026-12-23",
	} {
		country, _, _ := strings.Cut(place, "-")
		got := deadlines(t, fmt.Sprintf(`{"service":"kalodata","country":%q,"subdivision":%q,"kind":"access","received_at":"2026-11-23"}`, country, place))
		if got["answer_by"] != want || !strings.Contains(fmt.Sprint(got["rules"]), "KLD-RTS-02") {
			t.Errorf("%q: answer_by is %v, want %s; rules %v", place, got["answer_by"], want, got["rules"])
		}
		if wantConfirm := place == "US-CA" || place == "VN"; (got["confirm_by"] != nil) != wantConfirm {
			t.Errorf("%q: confirm_by is %v", place, got["confirm_by"])
		}
	}
}

// KRO-USCA-04, -05, F-13: two requests in a rolling year.
func TestThirdRequest(t *testing.T) {
	const in = `{"service":"krowork","country":"US","subdivision":"US-CA","received_at":"2026-11-23","kind":%q,"history":[%s]}`
	past := func(kind, date string) string { return fmt.Sprintf(`{"kind":%q,"received_at":%q}`, kind, date) }
	tests := []struct {
		name, kind string
		history    []string
		want       any
	}{
		{"the first", "know", nil, false},
		{"the second", "know", []string{past("know", "2026-01-01")}, false},
		{"the third", "know", []string{past("know", "2026-01-01"), past("portability", "2026-02-01")}, true},
		{"one a year ago", "know", []string{past("know", "2025-11-23"), past("know", "2026-02-01")}, false},
		{"one a year less a day ago", "portability", []string{past("know", "2025-11-24"), past("know", "2026-02-01")}, true},
		{"deletions do not count", "know", []string{past("delete", "2026-01-01"), past("opt_out", "2026-01-02"), past("correct", "2026-02-01")}, false},
		{"a deletion is never one too many", "delete", []string{past("know", "2026-01-01"), past("know", "2026-01-02")}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := deadlines(t, fmt.Sprintf(in, tt.kind, strings.Join(tt.history, ","))); got["may_decline"] != tt.want {
				t.Errorf("may_decline is %v, want %v", got["may_decline"], tt.want)
			}
		})
	}
}

// COM-31, COM-32, COM-34, COM-59 and the warning where the calendar ends.
func TestCounting(t *testing.T) {
	tests := []struct {
		name, in, field, want string
	}{
		{"received on Saturday, Monday is day 1", `"country":"FR","received_at":"2026-11-21"`, "answer_by", "2026-12-11"},
		{"received on Friday", `"country":"FR","received_at":"2026-11-20"`, "answer_by", "2026-12-11"},
		{"China, no working weekend", `"country":"CN","received_at":"2026-11-23"`, "answer_by", "2026-12-14"},
		{"China, working weekends and a short holiday", `"country":"CN","received_at":"2025-12-29"`, "answer_by", "2026-01-19"},
		{"China, the working Saturday of February", `"country":"CN","received_at":"2026-02-26"`, "answer_by", "2026-03-18"},
		{"Hong Kong knows no working weekends", `"country":"HK","received_at":"2026-02-26"`, "answer_by", "2026-03-19"},
		{"the earlier date of two zones", `"country":"FR","tz":"America/New_York","received_at":"2026-11-24T01:00:00Z"`, "receipt_date", "2026-11-23"},
		{"the controller's date is the earlier", `"country":"WS","tz":"Pacific/Apia","received_at":"2026-11-23T12:00:00Z"`, "receipt_date", "2026-11-23"},
		{"the reason on the last day", `"country":"FR","received_at":"2026-11-23","extension":{"reason_sent_at":"2026-12-14","written":true}`, "extended_by", "2026-12-23"},
		{"the reason a day late", `"country":"FR","received_at":"2026-11-23","extension":{"reason_sent_at":"2026-12-15","written":true}`, "extended_by", "<nil>"},
		{"the reason not in writing", `"country":"FR","received_at":"2026-11-23","extension":{"reason_sent_at":"2026-12-01","written":false}`, "extended_by", "<nil>"},
		{"the calendar ends", `"country":"CN","received_at":"2026-12-18"`, "notes", "[WORKING_CALENDAR_NOT_COVERED]"},
		{"the calendar does not end yet", `"country":"CN","received_at":"2026-12-01"`, "notes", "<nil>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := deadlines(t, `{"service":"krowork","kind":"access",`+tt.in+`}`)
			if fmt.Sprint(got[tt.field]) != tt.want {
				t.Errorf("%s is %v, want %s", tt.field, got[tt.field], tt.want)
			}
			china := strings.Contains(tt.in, `"CN"`)
			if calendar := strings.Contains(fmt.Sprint(got["rules"]), "COM-32"); calendar != china {
				t.Errorf("COM-32 applied: %t, want %t", calendar, china)
			}
		})
	}
}

// Malformed lines name the field.
func TestDeadlineErrors(t *testing.T) {
	for in, field := range map[string]string{
		`{"kind":"access","received_at":"2026-11-23"}`:                                               "service",
		`{"service":"acme","kind":"access","received_at":"2026-11-23"}`:                              "service",
		`{"service":"kalos","kind":"acess","received_at":"2026-11-23"}`:                              "kind",
		`{"service":"kalos","kind":"access"}`:                                                        "received_at",
		`{"service":"kalos","kind":"access","received_at":"2026-02-30"}`:                             "received_at",
		`{"service":"kalos","kind":"retention","received_at":"2026-02-03"}`:                          "record",
		`{"service":"kalos","kind":"access","received_at":"2026-02-03","record":"log"}`:              "record",
		`{"service":"kalos","kind":"access","received_at":"2026-02-03","tz":"Mars/Olympus"}`:         "tz",
		`{"service":"kalos","kind":"access","received_at":"2026-02-03","extension":{}}`:              "extension.reason_sent_at",
		`{"service":"kalos","kind":"access","received_at":"2026-02-03","history":[{"kind":"know"}]}`: "history[0].received_at",
		`{"service":"kalos","kind":"access","received_at":"2026-02-03","extra":1}`:                   "extra",
	} {
		reply, ok := wire.DeadlineLine(engine, &book.Law, []byte(in), zone.Today)
		var e wire.LineError
		if err := json.Unmarshal(reply, &e); ok || err != nil || e.Field != field || e.Error == "" {
			t.Errorf("%s: got %s; want an error in %q", in, reply, field)
		}
	}
}
