package profile_test

import (
	"strings"
	"testing"

	"sayso/server/internal/profile"
)

// good is a whole profile; the rows below spoil one line of it.
const good = `id: acme
service: acme
name: Acme
zone: Europe/Berlin
territory: {in: ["*"]}
versions:
  - id: "1"
    effective: "2026-01-01"
items:
  - key: necessary
  - key: analytics
rules:
  - id: A-1
    source: us
    says: Minors see no analytics.
    when: {in: [EEA], under: 18}
    then:
      access: allow_with_notice
      states: {analytics: locked_off}
clocks:
  - {id: A-2, source: us, says: Soon., answer: {days: 10}}
`

// What is wrong with a file is said by file, line and column, with what was
// found and what to write.
func TestErrors(t *testing.T) {
	if _, err := profile.Load("acme.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new, want string }{
		{"misspelt key", "says: Minors", "sais: Minors", `acme.yaml:15:5: unknown key "sais"; write "says" or leave it out`},
		{"misspelt key inside", "under: 18", "unter: 18", `acme.yaml:16:23: unknown key "unter"; write "under" or leave it out`},
		{"unknown key", "name: Acme", "name: Acme\ncolour: red", `acme.yaml:4:1: unknown key "colour"; leave it out`},
		{"repeated key", "name: Acme", "name: Acme\nname: Acme", `acme.yaml:4:1: mapping key "name" already defined at [3:1]`},
		{"computed key", `effective: "2026-01-01"`, `effective_at: "2026-01-01"`, `acme.yaml:8:5: unknown key "effective_at"; write "effective" or leave it out`},
		{"wrong type", "under: 18", "under: young", `acme.yaml:16:30: `},
		{"missing zone", "zone: Europe/Berlin\n", "", `acme.yaml:1:1: zone is ""; write the controller's IANA zone`},
		{"no such zone", "Europe/Berlin", "Mars/Olympus", `acme.yaml:4:7: zone is "Mars/Olympus"; write`},
		{"no such place", "in: [EEA]", "in: [EWR]", `acme.yaml:16:17: "EWR" is no place; write an ISO 3166 code`},
		{"no such key", "key: analytics", "key: analitics", `acme.yaml:11:10: "analitics" is no category, purpose or permission; write "analytics"`},
		{"item twice", "key: analytics", "key: necessary", `acme.yaml:11:10: item "necessary" stands twice`},
		{"no such state", "locked_off", "lokced_off", `acme.yaml:19:27: state is "lokced_off"; write "on", "off" or "locked_off"`},
		{"necessary cannot be moved", "states: {analytics", "states: {necessary", `acme.yaml:19:27: necessary is always locked_on; leave it out`},
		{"no such gate", "allow_with_notice", "allowed", `acme.yaml:18:15: access is "allowed"; write allow`},
		{"empty age band", "under: 18", "under: 18, from: 18", `acme.yaml:16:30: nobody is from 18 and under 18`},
		{"no versions", "versions:\n  - id: \"1\"\n    effective: \"2026-01-01\"\n", "", `acme.yaml:1:1: versions is missing`},
		{"a day that is none", "2026-01-01", "2026-02-30", `acme.yaml:8:16: the calendar has no day 2026-02-30`},
		{"overrides nothing", "says: Minors see no analytics.", "says: x.\n    overrides: [A-9]", `acme.yaml:16:17: no rule "A-9" in this file`},
		{"a clock from a day that is none", "answer: {days: 10}", `from: "2027-02-29", answer: {days: 10}`, `acme.yaml:21:46: the calendar has no day 2027-02-29`},
		{"two units", "answer: {days: 10}", "answer: {days: 10, months: 1}", `answer has 2 units; write exactly one`},
		{"too long a cookie", "states: {analytics: locked_off}", "max_age_s: 99999999", `acme.yaml:19:18: max_age_s is 99999999; write seconds from 0 to 34560000`},
		{"not YAML", "zone: Europe", "zone: [Europe", `acme.yaml:`},
		{"two documents", "items:", "---\nitems:", `acme.yaml:9:1: a second document begins`},
		{"a document after the end of another", "items:", "...\nitems:", `acme.yaml:10:1: a second document begins`},
		{"storage where nothing is stored", "states: {analytics: locked_off}", "max_age_s: 0", `acme.yaml:11:10: A-1 says that nothing is stored on the device, but "analytics" is storage`},
		{"Flash", "key: analytics", "key: flash_cookies", `acme.yaml:11:10: "flash_cookies" is no category, purpose or permission; Flash cookies are never created (COM-51), leave it out`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatalf("%q is not in the file", tt.old)
			}
			_, err := profile.Load("acme.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := profile.Load("acme.yaml", []byte("items: !!seq\n")); err == nil || !strings.Contains(err.Error(), "acme.yaml:1:1: the file cannot be read as YAML") {
		t.Errorf("a tag for nothing: %v", err)
	}
	if _, err := profile.Load("acme.yaml", nil); err == nil || !strings.Contains(err.Error(), "acme.yaml:1:1: the file is empty") {
		t.Errorf("empty file: %v", err)
	}
}

// What may be written and yet is doubtful.
func TestWarnings(t *testing.T) {
	tests := []struct{ code, old, new, at string }{
		{"CONTACT_MISSING", "", "", "acme.yaml:1:1: no contact"},
		{"ZERO_LEAD", `id: "1"`, `id: "2026-01-01"`, `acme.yaml:8:16: version "2026-01-01" takes effect on the day`},
		{"DATE_MISSING", "    effective: \"2026-01-01\"\n", "", "acme.yaml:7:5: version \"1\" has no effective date"},
		{"LAXER_THAN_LAW", "access: allow_with_notice", "regime: opt_out", "acme.yaml:18:15: opt_out is laxer than the law of AT, BE, BG, CY, CZ and more"},
		{"PRE_TICKED", "analytics: locked_off", "analytics: \"on\"", "acme.yaml:19:15: a switch is on before a choice, but AT, BE, BG, CY, CZ and more need an opt-in"},
		{"LIFETIME_OVER_CAP", "states: {analytics: locked_off}", "max_age_s: 31622400", "acme.yaml:19:18: max_age_s is 31622400"},
		{"REFUSAL_HARDER", "states: {analytics: locked_off}", "actions: [accept_all]", "acme.yaml:19:16: accept_all stands without reject_all"},
		{"MISLEADING_WORDS", "says: ", "says: For the best experience, ", "acme.yaml:"},
		{"PARTNER_LIST_MISSING", "states: {analytics: locked_off}", "actions: [view_partner_list]\n      notes: [PARTNER_LIST_NOT_PROVIDED]", "acme.yaml:19:16: A-1 offers a partner list"},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			_, warnings, err := profile.Check("acme.yaml", []byte(strings.Replace(good, tt.old, tt.new, 1)), &book.Law)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range warnings {
				if w.Code == tt.code && strings.HasPrefix(w.Text, tt.at) {
					return
				}
			}
			t.Errorf("%v lack %s at %s", warnings, tt.code, tt.at)
		})
	}
	calm := strings.Replace(good, "name: Acme", "name: Acme\ncontroller: {text: Acme}\ncontact: {text: me@acme.example}", 1)
	if _, warnings, err := profile.Check("acme.yaml", []byte(calm), &book.Law); err != nil || len(warnings) > 0 {
		t.Errorf("a good profile has warnings %v, %v", warnings, err)
	}
}
