package profile_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/profile"
	"sayso/server/internal/zone"
)

// Whatever comes in, one line of JSON goes out.
func FuzzDecide(f *testing.F) {
	for _, line := range []string{
		`{"service":"krowork","visitor":{"now":"2026-11-23T12:00:00Z","tz":"America/Sao_Paulo","country":"BR","birth_date":"2011-01-01"}}`,
		`{"service":"kaadas","visitor":{"now":"2026-11-23T12:00:00+08:00","country":"CN","lang":"en","account_mode":"corporate"}}`,
		`{"service":"kalodata","visitor":{"now":"2026-11-23T12:00:00Z","subdivision":"US-CA","gpc":true,"dnt":true,"prior":{"profile":"kalodata","policy_version":"2023-08-09","decided_at":"2026-10-23T12:00:00Z","choices":{"advertising":true},"authority":"self","signal":"gpc"}}}`,
		`{"service":"krowork","visitor":{"now":"2026-11-23T12:00:00Z","country":"VN","guardian":{"present":true,"verified":true,"role":"consent","willing":false,"acknowledged":["policy"]},"under_guardianship":true},"choice":{"policy_version":"2026-04-30","grants":{"functional":true},"authority":"consent"}}`,
		`{"service":"krowork","visitor":null}`, `[]`, `{`, "\xff",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, answer := range []func(*rules.Engine, []byte, wire.Today) ([]byte, bool){wire.Decide, wire.Admit} {
			oneLine(t, line, func() ([]byte, bool) { return answer(engine, line, zone.Today) })
		}
	})
}

func FuzzDeadline(f *testing.F) {
	f.Add([]byte(`{"service":"krowork","country":"US","subdivision":"US-CA","kind":"know","received_at":"2026-11-23","history":[{"kind":"know","received_at":"2026-01-01"}],"extension":{"reason_sent_at":"2026-12-01T00:00:00Z","written":true}}`))
	f.Add([]byte(`{"service":"krowork","country":"KR","kind":"retention","record":"log","received_at":"9999-12-31"}`))
	f.Add([]byte(`{"service":"kaadas","country":"CN","kind":"breach","received_at":"0001-01-01T00:00:00Z","tz":"Asia/Shanghai"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		oneLine(t, line, func() ([]byte, bool) { return wire.DeadlineLine(engine, &book.Law, line, zone.Today) })
	})
}

// oneLine checks that the answer is one line of JSON, and an error exactly
// when it says so.
func oneLine(t *testing.T, in []byte, answer func() ([]byte, bool)) {
	t.Helper()
	reply, ok := answer()
	var out map[string]any
	if err := json.Unmarshal(reply, &out); err != nil || bytes.Count(reply, []byte("\n")) != 1 {
		t.Fatalf("%q: answer %q: %v", in, reply, err)
	}
	if _, isError := out["error"]; isError == ok {
		t.Fatalf("%q: ok %t, answer %s", in, ok, reply)
	}
}

// Whatever a profile file holds, it is refused or it answers.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"krowork-cn", "kaadas", "kalos", "egretsoft-enterprise"} {
		raw, err := os.ReadFile("profiles/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(good))
	f.Add([]byte(editions))
	f.Add([]byte("items: !!seq\n")) // the YAML package panics
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := profile.LoadUnder("fuzz.yaml", raw, &book.Law)
		if err != nil {
			return
		}
		e, err := rules.New(&policy.Book{Law: book.Law, Profiles: []policy.Profile{p}})
		if err != nil {
			return
		}
		for _, place := range []string{"", "US-CA", "DE", "CN"} {
			v := aged(place, 15)
			if _, err := e.Decide(p.Service, &v); err != nil {
				t.Fatal(err)
			}
		}
	})
}
