package consent

import "testing"

// A band's end is moved to a month's beginning, so that it does not spell the
// birthday, and never comes before it.
func TestBandUntil(t *testing.T) {
	birth := Date{2012, 2, 29}
	for years, want := range map[int]string{12: "2025-03-01", 13: "2026-03-01", 17: "2030-03-01", 18: "2032-03-01", 20: ""} {
		until := BandOf(years).Until(birth)
		text := ""
		if !until.Zero() {
			text = until.String()
		}
		if text != want {
			t.Errorf("%d years: until %q, want %q", years, text, want)
		}
		if !until.Zero() && birth.YearsOn(until) < BandOf(years).Floor()+1 {
			t.Errorf("%d years: the band ends on %s, before the birthday", years, until)
		}
	}
}

func TestParseBand(t *testing.T) {
	for age := range 100 {
		b := BandOf(age)
		if got, err := ParseBand(string(b)); err != nil || got != b || b.Floor() > age {
			t.Errorf("age %d: band %s read as %s, %v", age, b, got, err)
		}
	}
	for _, bad := range []string{"12", "0-13", "21", "-1", "20"} {
		if _, err := ParseBand(bad); err == nil {
			t.Errorf("%q is taken for a band", bad)
		}
	}
}

// COM-07, COM-08, COM-57.
func TestParsePlace(t *testing.T) {
	for _, tt := range []struct{ country, subdivision, want string }{
		{"br", "", "BR"}, {" us ", "us-ca", "US-CA"}, {"", "US-CA", ""}, {"CN", "CN-HK", "HK"}, {"CN", "CN-BJ", "CN-BJ"},
		{"CA", "", "CA"}, {"CA", "US-CA", "CA"}, {"XX", "", ""}, {"T1", "", ""}, {"USA", "", ""}, {"", "", ""}, {"US", "US-", "US"}, {"US", "US-TOOLONG", "US"},
	} {
		if got := ParsePlace(tt.country, tt.subdivision).Code(); got != tt.want {
			t.Errorf("%q, %q: %q, want %q", tt.country, tt.subdivision, got, tt.want)
		}
	}
}

// COM-58: months end at the month's end.
func TestAddMonths(t *testing.T) {
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{{"2026-08-31", 6, "2027-02-28"}, {"2027-08-31", 6, "2028-02-29"}, {"2028-02-29", 60, "2033-02-28"}, {"2026-11-23", 1, "2026-12-23"}, {"2026-01-31", 1, "2026-02-28"}} {
		d, err := ParseDate(tt.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s + %d months is %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}
