package consent

import (
	"fmt"
	"time"
)

// A Date is a civil date: a day on the calendar, in no zone. The zero Date is
// no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads YYYY-MM-DD with a month from 01 to 12 and a day from 01 to
// 31. It accepts days that the month does not have; see [Date.Exists].
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, fmt.Errorf("%q is not a date; write YYYY-MM-DD", s)
	}
	y, okY := digits(s[0:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:10])
	if !okY || !okM || !okD {
		return Date{}, fmt.Errorf("%q is not a date; write YYYY-MM-DD", s)
	}
	if m < 1 || m > 12 {
		return Date{}, fmt.Errorf("%q has month %02d; write 01 to 12", s, m)
	}
	if d < 1 || d > 31 {
		return Date{}, fmt.Errorf("%q has day %02d; write 01 to 31", s, d)
	}
	return Date{y, time.Month(m), d}, nil
}

// digits reads a run of ASCII digits.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// DateOf is the civil date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Zero reports whether d is no date.
func (d Date) Zero() bool { return d == Date{} }

// Exists reports whether the calendar has the day d; 30 February and 29
// February of a common year do not exist.
func (d Date) Exists() bool {
	return !d.Zero() && DateOf(d.midnight()) == d
}

// String writes d as YYYY-MM-DD.
func (d Date) String() string { return string(d.appendTo(make([]byte, 0, 10))) }

func (d Date) appendTo(b []byte) []byte {
	y, m := d.Year, int(d.Month)
	return append(b, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+d.Day/10), byte('0'+d.Day%10))
}

// MarshalText writes d as YYYY-MM-DD, and no date as nothing.
func (d Date) MarshalText() ([]byte, error) {
	if d.Zero() {
		return nil, nil
	}
	return d.appendTo(nil), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// AddDays is the date n days after d, or before it when n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// AddMonths is the same day n months on, clamped to the end of the month:
// 31 August plus 6 months is 28 or 29 February (COM-58).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// YearsOn is the number of completed years on the day on for somebody born on
// d. A birthday counts as reached on its own day (COM-02); somebody born on
// 29 February reaches it on 1 March of a common year (COM-03).
func (d Date) YearsOn(on Date) int {
	years := on.Year - d.Year
	if on.Month < d.Month || on.Month == d.Month && on.Day < d.Day {
		years--
	}
	return years
}

func (d Date) midnight() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
