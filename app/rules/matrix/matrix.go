// Package matrix lists visitors: every service in every account mode that
// matters, in forty places, of every age from 0 to 20 and of none, with and
// without signals, with every kind of prior choice. Tests, "sayso matrix" and
// "sayso diff" ask about all of them. The list is the same on every run.
package matrix

import (
	"iter"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
)

// Now is the instant of every case.
var Now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A Lane is one service as seen with one account mode.
type Lane struct {
	Service string
	Account consent.AccountMode
}

// Lanes are the services that ship, in the account modes between which their
// rules tell a difference. They meet all seven profiles: krowork has one in
// mainland China and one elsewhere.
var Lanes = []Lane{
	{"krowork", consent.Anonymous},
	{"kaadas", consent.Anonymous},
	{"kalodata", consent.Anonymous},
	{"kalodata", consent.Personal},
	{"kalos", consent.Anonymous},
	{"egretsoft", consent.Personal},
	{"egretsoft", consent.Enterprise},
}

// A Spot is a place with one of its time zones.
type Spot struct {
	Country, Subdivision, Zone string
}

// Code is the most precise code of s, or "unknown".
func (s Spot) Code() string {
	if code := s.Place().Code(); code != "" {
		return code
	}
	return "unknown"
}

// Place is where s is.
func (s Spot) Place() consent.Place { return consent.ParsePlace(s.Country, s.Subdivision) }

// Spots are the forty places: each regime, each age of digital consent, every
// section of a policy, and places of which no rule speaks.
var Spots = []Spot{
	{"", "", ""},
	{"CN", "", "Asia/Shanghai"}, {"HK", "", "Asia/Hong_Kong"}, {"TW", "", "Asia/Taipei"},
	{"US", "", "America/New_York"}, {"US", "US-CA", "America/Los_Angeles"}, {"US", "US-CT", "America/New_York"},
	{"US", "US-TX", "America/Chicago"}, {"US", "US-VA", "America/New_York"},
	{"CA", "", "America/Toronto"}, {"CA", "CA-QC", "America/Toronto"}, {"MX", "", "America/Mexico_City"},
	{"BR", "", "America/Sao_Paulo"}, {"AR", "", "America/Argentina/Buenos_Aires"},
	{"GB", "", "Europe/London"}, {"CH", "", "Europe/Zurich"}, {"NO", "", "Europe/Oslo"},
	{"BE", "", "Europe/Brussels"}, {"SE", "", "Europe/Stockholm"}, {"AT", "", "Europe/Vienna"}, {"ES", "", "Europe/Madrid"},
	{"IT", "", "Europe/Rome"}, {"FR", "", "Europe/Paris"}, {"DK", "", "Europe/Copenhagen"}, {"GR", "", "Europe/Athens"},
	{"DE", "", "Europe/Berlin"}, {"PL", "", "Europe/Warsaw"}, {"IE", "", "Europe/Dublin"},
	{"TR", "", "Europe/Istanbul"}, {"ZA", "", "Africa/Johannesburg"}, {"NG", "", "Africa/Lagos"},
	{"IN", "", "Asia/Kolkata"}, {"VN", "", "Asia/Ho_Chi_Minh"}, {"TH", "", "Asia/Bangkok"}, {"SG", "", "Asia/Singapore"},
	{"PH", "", "Asia/Manila"}, {"KR", "", "Asia/Seoul"}, {"JP", "", "Asia/Tokyo"}, {"WS", "", "Pacific/Apia"},
	{"AU", "", "Australia/Lord_Howe"},
}

// Ages are -1 for unknown, and 0 to 20.
var Ages = func() []int {
	all := make([]int, 0, 22)
	for age := -1; age <= 20; age++ {
		all = append(all, age)
	}
	return all
}()

// A History is what kind of choice came before.
type History string

// The histories.
const (
	None     History = "none"
	Accepted History = "accepted"
	Refused  History = "refused"
	BySignal History = "by_signal"
)

// Histories lists the histories.
var Histories = []History{None, Accepted, Refused, BySignal}

// A Case is one visitor of one service.
type Case struct {
	Lane    Lane
	Spot    Spot
	Age     int // -1 unknown
	History History
	Visitor rules.Visitor
}

// A Today turns an instant into the civil date of a zone.
type Today func(zone string, at time.Time) (consent.Date, error)

// All yields every case of the lanes. The engine is asked which profile and
// policy version a prior choice was made under. The case is reused: copy what
// is to be kept.
func All(engine *rules.Engine, lanes []Lane, today Today) iter.Seq[*Case] {
	return func(yield func(*Case) bool) {
		for _, lane := range lanes {
			for _, spot := range Spots {
				if !each(engine, lane, spot, today, yield) {
					return
				}
			}
		}
	}
}

// each yields the cases of one lane in one place.
func each(engine *rules.Engine, lane Lane, spot Spot, today Today, yield func(*Case) bool) bool {
	c := &Case{Lane: lane, Spot: spot}
	base := rules.Visitor{Now: Now, Today: consent.DateOf(Now), Place: spot.Place(), Account: lane.Account, Lang: "en"}
	if spot.Zone != "" {
		if day, err := today(spot.Zone, Now); err == nil {
			base.Today = day
		}
	}
	priors := priors(engine, lane, &base)
	for _, age := range Ages {
		for _, gpc := range []bool{false, true} {
			for _, dnt := range []bool{false, true} {
				for _, history := range Histories {
					c.Age, c.History, c.Visitor = age, history, base
					c.Visitor.GPC, c.Visitor.DNT, c.Visitor.Prior = gpc, dnt, priors[history]
					if age >= 0 {
						c.Visitor.Birth = consent.Date{Year: base.Today.Year - age, Month: base.Today.Month, Day: base.Today.Day}
					}
					if !yield(c) {
						return false
					}
				}
			}
		}
	}
	return true
}

// priors makes one choice of each kind, a month old, under the version in
// force.
func priors(engine *rules.Engine, lane Lane, v *rules.Visitor) map[History]*consent.Prior {
	plan, err := engine.Decide(lane.Service, v)
	if err != nil {
		return nil
	}
	make := func(granted bool) *consent.Prior {
		p := &consent.Prior{Profile: plan.Profile, PolicyVersion: plan.PolicyVersion, DecidedAt: Now.AddDate(0, -1, 0), Choices: consent.Grants{}}
		for _, d := range plan.Defaults {
			if d.Key != consent.Necessary {
				p.Choices[d.Key] = granted
			}
		}
		return p
	}
	signal := &consent.Prior{Profile: plan.Profile, PolicyVersion: plan.PolicyVersion, DecidedAt: Now.AddDate(0, -1, 0), Choices: consent.Grants{}, Signal: "gpc"}
	for _, key := range plan.Signal {
		signal.Choices[key] = false
	}
	return map[History]*consent.Prior{Accepted: make(true), Refused: make(false), BySignal: signal}
}
