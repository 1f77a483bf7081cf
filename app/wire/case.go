package wire

import (
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
)

// A Case is one line of input of "sayso decide" and "sayso admit".
type Case struct {
	Service string
	Visitor rules.Visitor
	// Choice is what is asked to be recorded; nil in "decide".
	Choice *consent.Choice
}

// A Today turns an instant into the civil date of an IANA zone. The edge
// supplies it: tzdata on the server, Intl in the browser. It fails for a zone
// that does not exist.
type Today func(zone string, at time.Time) (consent.Date, error)

// noZone is the zone of a visitor who told none: UTC-12, where the day begins
// last, so that nobody counts as older than they are (F-06).
var noZone = time.FixedZone("UTC-12", -12*60*60)

// ReadCase reads a visitor case strictly: unknown and repeated fields, wrong
// types and malformed values are a *[FieldError]. Absent and null are the same.
func ReadCase(line []byte, today Today) (Case, error) {
	var c Case
	var v visitorFields
	err := readObject(line, "", map[string]reader{
		"service": text(&c.Service),
		"visitor": func(path string, raw []byte) error { return readObject(raw, "", v.readers(&c.Visitor)) },
		"choice":  func(path string, raw []byte) error { return readChoice(path, raw, &c) },
	})
	if err != nil {
		return Case{}, err
	}
	if c.Service == "" {
		return Case{}, &FieldError{"service", "is missing; write the service, such as \"krowork\""}
	}
	return c, v.settle(&c.Visitor, today)
}

// ReadVisitor reads the visitor object of a case on its own.
func ReadVisitor(raw []byte, today Today) (rules.Visitor, error) {
	var out rules.Visitor
	var v visitorFields
	if err := readObject(raw, "", v.readers(&out)); err != nil {
		return rules.Visitor{}, err
	}
	return out, v.settle(&out, today)
}

// visitorFields are the fields that mean something only together.
type visitorFields struct {
	tz, country, subdivision, residentOf string
}

func (f *visitorFields) readers(v *rules.Visitor) map[string]reader {
	return map[string]reader{
		"now":                instant(&v.Now),
		"tz":                 zone(&f.tz),
		"country":            text(&f.country),
		"subdivision":        text(&f.subdivision),
		"resident_of":        text(&f.residentOf),
		"birth_date":         date(&v.Birth),
		"band":               band(&v.Band),
		"under_guardianship": flag(&v.UnderGuardianship),
		"guardian":           func(path string, raw []byte) error { return readGuardian(path, raw, &v.Guardian) },
		"gpc":                flag(&v.GPC),
		"dnt":                flag(&v.DNT),
		"lang":               text(&v.Lang),
		"account_mode":       word(&v.Account, "anonymous, personal, corporate or enterprise"),
		"prior":              func(path string, raw []byte) error { return readPrior(path, raw, v) },
	}
}

// settle computes what depends on several fields: places and the civil date.
func (f *visitorFields) settle(v *rules.Visitor, today Today) error {
	if v.Now.IsZero() {
		return &FieldError{"now", "is missing; write an instant, such as \"2026-11-23T12:00:00Z\""}
	}
	v.Place = consent.ParsePlace(f.country, f.subdivision)
	v.Residence = consent.ParseCode(f.residentOf)
	if f.tz == "" {
		v.Today = consent.DateOf(v.Now.In(noZone))
		return nil
	}
	day, err := civil(f.tz, v.Now, today)
	v.Today = day
	return err
}

// civil asks the edge for the date, but only for what is shaped like the name
// of an IANA zone: edges differ in what else they take ("Local", "+08:00").
func civil(zone string, at time.Time, today Today) (consent.Date, error) {
	bad := &FieldError{"tz", quoted(zone) + " is not a time zone; write an IANA name, such as \"Asia/Shanghai\""}
	if zone == "Local" || zone[0] < 'A' || zone[0] > 'Z' {
		return consent.Date{}, bad
	}
	day, err := today(zone, at)
	if err != nil {
		return consent.Date{}, bad
	}
	return day, nil
}

func readGuardian(path string, raw []byte, g *consent.Guardian) error {
	var willing bool
	var told bool
	err := readObject(raw, path+".", map[string]reader{
		"present":  flag(&g.Present),
		"verified": flag(&g.Verified),
		"role":     word(&g.Role, "self, consent, supervise, assist, represent or account_owner"),
		"willing": func(path string, raw []byte) error {
			told = true
			return flag(&willing)(path, raw)
		},
		"acknowledged": duties(&g.Acknowledged),
	})
	if told {
		g.Willing = &willing
	}
	return err
}

func readPrior(path string, raw []byte, v *rules.Visitor) error {
	p := &consent.Prior{}
	err := readObject(raw, path+".", map[string]reader{
		"profile":        text(&p.Profile),
		"policy_version": text(&p.PolicyVersion),
		"decided_at":     instant(&p.DecidedAt),
		"choices":        grants(&p.Choices),
		"authority":      word(&p.Authority, "self, consent, supervise, assist, represent or account_owner"),
		"signal":         signal(&p.Signal),
		"gpc":            flag(&p.GPC),
	})
	if err != nil {
		return err
	}
	if p.DecidedAt.IsZero() {
		return &FieldError{path + ".decided_at", "is missing; write an instant, such as \"2026-11-23T12:00:00Z\""}
	}
	v.Prior = p
	return nil
}

func readChoice(path string, raw []byte, c *Case) error {
	choice := &consent.Choice{}
	err := readObject(raw, path+".", map[string]reader{
		"policy_version": text(&choice.PolicyVersion),
		"grants":         grants(&choice.Grants),
		"authority":      word(&choice.Authority, "self, consent, supervise, assist, represent or account_owner"),
	})
	c.Choice = choice
	return err
}
