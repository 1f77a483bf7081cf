package wire

import (
	"slices"
	"strings"
	"time"

	"sayso/app/consent"
	"sayso/app/deadline"
	"sayso/app/policy"
	"sayso/app/rules"
)

// A Deadline is what "sayso deadline" writes. Dates are YYYY-MM-DD; what does
// not apply is null.
type Deadline struct {
	ReceiptDate    *consent.Date `json:"receipt_date"`
	ConfirmBy      *consent.Date `json:"confirm_by"`
	AnswerBy       *consent.Date `json:"answer_by"`
	InternalTarget *consent.Date `json:"internal_target"`
	ExtendedBy     *consent.Date `json:"extended_by"`
	ExtensionValid *bool         `json:"extension_valid"`
	MayDecline     *bool         `json:"may_decline"`
	NoticeBy       *consent.Date `json:"notice_by"`
	KeepUntil      *consent.Date `json:"keep_until"`
	Fee            *string       `json:"fee"`
	Rules          []string      `json:"rules"`
	// Notes are codes of warnings, absent when there are none.
	Notes []string `json:"notes,omitempty"`
}

// DeadlineLine answers one line of "sayso deadline" with one line.
func DeadlineLine(e *rules.Engine, law *policy.Law, line []byte, today Today) (reply []byte, ok bool) {
	a, err := answerDeadline(e, law, line, today)
	if err != nil {
		return Line(NewLineError(err)), false
	}
	return Line(Deadline{
		ReceiptDate: day(a.Received), ConfirmBy: day(a.ConfirmBy), AnswerBy: day(a.AnswerBy), InternalTarget: day(a.Target),
		ExtendedBy: day(a.ExtendedBy), ExtensionValid: a.ExtensionValid, MayDecline: a.MayDecline,
		NoticeBy: day(a.NoticeBy), KeepUntil: day(a.KeepUntil), Fee: stated(a.Fee), Rules: some(a.Rules), Notes: a.Notes,
	}), true
}

func day(d consent.Date) *consent.Date {
	if d.Zero() {
		return nil
	}
	return &d
}

// deadlineFields are a line of input before zones have become dates.
type deadlineFields struct {
	service, country, subdivision, residentOf, kind, record, tz string
	received, verified                                          moments
	sent                                                        moments
	extended, written                                           bool
	history                                                     []pastFields
}

type pastFields struct {
	kind     string
	received moments
}

// moments is an instant or, where only a day is known, a civil date.
type moments struct {
	at  time.Time
	day consent.Date
}

func answerDeadline(e *rules.Engine, law *policy.Law, line []byte, today Today) (deadline.Answer, error) {
	var f deadlineFields
	if err := readObject(line, "", f.readers()); err != nil {
		return deadline.Answer{}, err
	}
	if err := f.check(); err != nil {
		return deadline.Answer{}, err
	}
	v := rules.Visitor{Place: consent.ParsePlace(f.country, f.subdivision)}
	p, err := e.Profile(f.service, &v)
	if err != nil {
		return deadline.Answer{}, err
	}
	r := deadline.Request{Place: v.Place, Residence: consent.ParseCode(f.residentOf), Kind: f.kind, Record: f.record}
	if err := f.date(&r, p.Zone, today); err != nil {
		return deadline.Answer{}, err
	}
	return deadline.Compute(p, law, &r), nil
}

func (f *deadlineFields) readers() map[string]reader {
	return map[string]reader{
		"service": text(&f.service), "country": text(&f.country), "subdivision": text(&f.subdivision),
		"resident_of": text(&f.residentOf), "kind": text(&f.kind), "record": text(&f.record), "tz": zone(&f.tz),
		"received_at": momentOf(&f.received), "verified_at": momentOf(&f.verified),
		"extension": func(path string, raw []byte) error {
			f.extended = true
			return readObject(raw, path+".", map[string]reader{"reason_sent_at": momentOf(&f.sent), "written": flag(&f.written)})
		},
		"history": func(path string, raw []byte) error { return readHistory(path, raw, &f.history) },
	}
}

func (f *deadlineFields) check() error {
	kinds := append(slices.Clone(policy.RequestKinds), policy.EventKinds...)
	switch {
	case f.service == "":
		return &FieldError{"service", "is missing; write the service, such as \"krowork\""}
	case !slices.Contains(kinds, f.kind):
		return &FieldError{"kind", "is " + quoted(f.kind) + "; write one of " + strings.Join(kinds, " ")}
	case f.received == moments{}:
		return &FieldError{"received_at", "is missing; write an instant, such as \"2026-11-23T12:00:00Z\""}
	case f.kind == "retention" && !slices.Contains(records, f.record):
		return &FieldError{"record", "is " + quoted(f.record) + "; write one of " + strings.Join(records, " ")}
	case f.kind != "retention" && f.record != "":
		return &FieldError{"record", "belongs to kind \"retention\"; leave it out"}
	}
	return nil
}

// records are the kinds of records that "retention" knows.
var records = []string{"contract", "payment", "dispute", "advertising", "log", "books"}

// date turns the instants into civil dates (COM-59).
func (f *deadlineFields) date(r *deadline.Request, controller string, today Today) error {
	own := f.tz // empty is UTC-12, as for visitors (F-06)
	if own != "" {
		if _, err := civil(f.tz, time.Unix(0, 0), today); err != nil {
			return err
		}
	}
	if slices.Contains(policy.EventKinds, f.kind) {
		own = controller // what the controller comes to know counts by its own day
	}
	earlier := func(m moments) consent.Date { return m.earlier(controller, own, today) }
	r.Received, r.Verified = earlier(f.received), earlier(f.verified)
	if f.extended {
		r.Extension = &deadline.Extension{Sent: f.sent.earlier(controller, controller, today), Written: f.written}
		if r.Extension.Sent.Zero() {
			return &FieldError{"extension.reason_sent_at", "is missing; write the instant at which the reason was sent"}
		}
	}
	for _, p := range f.history {
		r.History = append(r.History, deadline.Past{Kind: p.kind, Received: earlier(p.received)})
	}
	return nil
}

// in is the civil date of m in a zone that is known to exist, or where the day
// begins last.
func (m moments) in(zone string, today Today) consent.Date {
	if zone == "" {
		return consent.DateOf(m.at.In(noZone))
	}
	day, _ := today(zone, m.at)
	return day
}

// earlier is the earlier of the civil dates of m in two zones.
func (m moments) earlier(a, b string, today Today) consent.Date {
	if m.at.IsZero() {
		return m.day
	}
	first, second := m.in(a, today), m.in(b, today)
	if second.Before(first) {
		return second
	}
	return first
}

func readHistory(path string, raw []byte, into *[]pastFields) error {
	return readList(path, raw, func(path string, raw []byte) error {
		var p pastFields
		err := readObject(raw, path+".", map[string]reader{"kind": text(&p.kind), "received_at": momentOf(&p.received)})
		if err == nil && !slices.Contains(policy.RequestKinds, p.kind) {
			err = &FieldError{path + ".kind", "is " + quoted(p.kind) + "; write one of " + strings.Join(policy.RequestKinds, " ")}
		}
		if err == nil && p.received == (moments{}) {
			err = &FieldError{path + ".received_at", "is missing; write an instant, such as \"2026-11-23T12:00:00Z\""}
		}
		*into = append(*into, p)
		return err
	})
}

// momentOf reads an instant, or a date alone.
func momentOf(into *moments) reader {
	return func(path string, raw []byte) error {
		var s string
		if err := text(&s)(path, raw); err != nil {
			return err
		}
		if d, err := consent.ParseDate(s); err == nil && d.Exists() {
			into.day = d
			return nil
		}
		return instant(&into.at)(path, raw)
	}
}
