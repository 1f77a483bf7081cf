package deadline

import (
	"slices"
	"time"

	"sayso/app/consent"
	"sayso/app/policy"
)

// end is the last day of s for a clock.
func (c *computation) end(k *policy.Clock, s *policy.Span) consent.Date {
	from := c.r.Received
	switch s.From {
	case "verified":
		if from.Before(c.r.Verified) {
			from = c.r.Verified
		}
	case "answer":
		from = c.end(k, k.Answer)
	}
	switch {
	case s.Business > 0:
		return c.business(from, s.Business)
	case s.Months > 0 || s.Years > 0:
		c.cite("COM-58")
		return from.AddMonths(s.Months + 12*s.Years)
	case s.Before:
		c.cite("COM-33")
		return from.AddDays(-s.Days)
	}
	c.cite("COM-33")
	return from.AddDays(s.Days)
}

// business is the n-th Monday to Friday after from. Holidays only push a
// deadline later, so they are left out; where the place works on weekends, the
// earlier of the two counts is taken (COM-32).
func (c *computation) business(from consent.Date, n int) consent.Date {
	c.cite("COM-31")
	plain := count(from, n, weekday)
	for i := range c.law.Calendars {
		cal := &c.law.Calendars[i]
		if !c.r.Place.In(cal.Place) {
			continue
		}
		c.cite("COM-32")
		official := count(from, n, func(d consent.Date) bool { return worked(cal, d) })
		for d := from; !plain.Before(d); d = d.AddDays(1) {
			if !slices.Contains(cal.Years, d.Year) {
				c.warn(NoteCalendar)
				break
			}
		}
		if official.Before(plain) {
			return official
		}
	}
	return plain
}

func (c *computation) warn(note string) {
	if !slices.Contains(c.a.Notes, note) {
		c.a.Notes = append(c.a.Notes, note)
	}
}

// count is the n-th day after from that works.
func count(from consent.Date, n int, works func(consent.Date) bool) consent.Date {
	d := from
	for n > 0 {
		d = d.AddDays(1)
		if works(d) {
			n--
		}
	}
	return d
}

func weekday(d consent.Date) bool {
	w := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
	return w != time.Saturday && w != time.Sunday
}

// worked reports whether d is a working day of the official calendar.
func worked(cal *policy.Calendar, d consent.Date) bool {
	for _, r := range cal.Off {
		if !d.Before(r.First) && !r.Last.Before(d) {
			return false
		}
	}
	return weekday(d) || slices.Contains(cal.Work, d)
}
