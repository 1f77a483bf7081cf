package profile_test

import (
	"strings"
	"testing"

	"sayso/app/wire"
	"sayso/server/internal/zone"
)

// Lines that are almost right get an error that names the field; those that are
// right in an unusual way are answered. Without the first, a grant written
// twice would be taken at its wider word (COM-44, COM-55).
func TestLettersOfALine(t *testing.T) {
	const (
		head  = `{"service":"krowork","visitor":{"now":"2026-11-26T12:00:00Z","country":"US"`
		admit = head + `},"choice":{"policy_version":"2026-04-30","authority":"self","grants":`
	)
	for _, tt := range []struct{ name, line, want string }{
		{"a grant twice", admit + `{"analytics":false,"analytics":true}}}`, `"field":"choice.grants.analytics"`},
		{"a grant of null", admit + `{"analytics":null}}}`, `"field":"choice.grants.analytics"`},
		{"a grant of an object", admit + `{"analytics":{"a":true}}}}`, `"field":"choice.grants.analytics"`},
		{"a grant", admit + `{"analytics":false}}}`, `"admitted":true`},
		{"a duty that is none", head + `,"guardian":{"acknowledged":["child-protection"]}}}`, `"field":"guardian.acknowledged"`},
		{"an empty zone", head + `,"tz":""}}`, `"field":"tz"`},
		{"a lone digit", `{"service":"krowork","visitor":{"now":"2026-11-26T2:00:00Z"}}`, `"field":"now"`},
		{"a comma", `{"service":"krowork","visitor":{"now":"2026-11-26T12:00:00,5Z"}}`, `"field":"now"`},
		{"a year out of reach", `{"service":"krowork","visitor":{"now":"9999-12-31T23:59:59Z"}}`, `"field":"now"`},
		{"a leap second", `{"service":"krowork","visitor":{"now":"2016-12-31T23:59:60Z"}}`, `"profile":"krowork-intl"`},
		{"small letters", `{"service":"krowork","visitor":{"now":"2026-11-26t12:00:00z"}}`, `"profile":"krowork-intl"`},
		{"a subdivision alone (COM-01)", `{"service":"krowork","visitor":{"now":"2026-11-26T12:00:00Z","subdivision":"US-CA"}}`, `"banner":"opt_in"`},
	} {
		answer := wire.Decide
		if strings.Contains(tt.line, `"choice"`) {
			answer = wire.Admit
		}
		got, ok := answer(engine, []byte(tt.line), zone.Today)
		if !strings.Contains(string(got), tt.want) || ok == strings.Contains(string(got), `"error"`) {
			t.Errorf("%s: ok %t, %s lacks %s", tt.name, ok, got, tt.want)
		}
	}
}

// While a birth date is rejected, nothing that would be refused is offered.
func TestRejectedBirthOffersNothingWider(t *testing.T) {
	const line = `{"service":"kalodata","visitor":{"now":"2026-11-26T12:00:00Z","country":"US","birth_date":"BIRTH","gpc":false,` +
		`"prior":{"policy_version":"2023-08-09","decided_at":"2026-11-01T00:00:00Z","choices":{"analytics":true}}}}`
	for birth, offered := range map[string]bool{"2030-01-01": false, "1980-01-01": true} {
		got, _ := wire.Decide(engine, []byte(strings.Replace(line, "BIRTH", birth, 1)), zone.Today)
		if strings.Contains(string(got), `"accept_all"`) != offered || strings.Contains(string(got), `"opt_in_sale"`) && !offered {
			t.Errorf("born %s: %s", birth, got)
		}
	}
}

// A choice that a guardian made in the minor's place ends where the minor
// decides with assistance (COM-42, KRO-BR-03): the same guardian has another
// part there.
func TestChoiceEndsWithTheGuardiansPart(t *testing.T) {
	line := `{"service":"krowork","visitor":{"now":"2026-11-26T12:00:00Z","country":"BR","birth_date":"BIRTH",` +
		`"guardian":{"present":true,"verified":true,"role":"ROLE"},"prior":{"profile":"krowork-intl","policy_version":"2026-04-30",` +
		`"decided_at":"2026-11-01T00:00:00Z","choices":{"analytics":true},"authority":"represent"}}}`
	for _, tt := range []struct{ birth, role, want string }{
		{"2010-11-27", "represent", `"analytics":"on"`},
		{"2010-11-25", "assist", `"analytics":"off"`},
	} {
		got, _ := wire.Decide(engine, []byte(strings.NewReplacer("BIRTH", tt.birth, "ROLE", tt.role).Replace(line)), zone.Today)
		if !strings.Contains(string(got), tt.want) {
			t.Errorf("born %s, %s: %s lacks %s", tt.birth, tt.role, got, tt.want)
		}
	}
}

// Where somebody has the rights of two places, the earliest answer counts
// (COM-45, KRO-TR-06), and who told no zone has the latest day (F-06, COM-59).
func TestDeadlineOfTwoPlaces(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`{"service":"krowork","kind":"know","country":"TR","resident_of":"US-CA","tz":"Etc/UTC","received_at":"2026-11-02T20:00:00Z"}`, `"answer_by":"2026-11-23"`},
		{`{"service":"krowork","kind":"access","country":"TR","tz":"Etc/UTC","received_at":"2026-11-02T12:00:00Z","extension":{"reason_sent_at":"2026-11-05T00:00:00Z","written":true}}`, `"extended_by":"2026-12-02"`},
		{`{"service":"krowork","kind":"access","country":"JP","received_at":"2026-11-03T02:00:00Z"}`, `"receipt_date":"2026-11-02"`},
		{`{"service":"krowork","kind":"access","country":"JP","tz":"Asia/Tokyo","received_at":"2026-11-03T02:00:00Z"}`, `"receipt_date":"2026-11-03"`},
	} {
		if got, ok := wire.DeadlineLine(engine, &book.Law, []byte(tt.line), zone.Today); !ok || !strings.Contains(string(got), tt.want) {
			t.Errorf("%s\n%s lacks %s", tt.line, got, tt.want)
		}
	}
}
