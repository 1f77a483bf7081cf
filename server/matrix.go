package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/rules/matrix"
	"sayso/server/internal/profile"
	"sayso/server/internal/zone"
)

// A row is one place of an outcome table.
type row struct {
	Place  string         `json:"place"`
	Scope  string         `json:"scope"`
	Banner consent.Banner `json:"banner"`
	// On are the keys that are on before a choice, for an adult; GPCOff those
	// of them that Global Privacy Control turns off.
	On     []consent.Key `json:"on"`
	GPCOff []consent.Key `json:"gpc_off"`
	// Gates are the gates by age, ascending.
	Gates []gateSpan `json:"gates"`
}

// A gateSpan is a run of ages with the same gate; Locked says that everything
// optional waits for a guardian or for ever.
type gateSpan struct {
	From   int            `json:"from"`
	Access consent.Access `json:"access"`
	Locked bool           `json:"locked"`
}

// matrixTable is "sayso matrix PROFILE".
func matrixTable(args []string) int {
	flags := flag.NewFlagSet("matrix", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "write JSON")
	account := flags.String("account", "", "the account `MODE`")
	if err := flags.Parse(args); err != nil {
		return flagStatus(err)
	}
	if flags.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: sayso matrix [--json] [--account MODE] PROFILE")
		return statusUsage
	}
	rows, err := outcomes(flags.Arg(0), consent.AccountMode(*account))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return statusUsage
	}
	if *asJSON {
		return exit(json.NewEncoder(os.Stdout).Encode(rows))
	}
	return exit(printRows(os.Stdout, rows))
}

func exit(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return statusNo
	}
	return statusDone
}

func outcomes(name string, account consent.AccountMode) ([]row, error) {
	book, err := profile.Shipped()
	if err != nil {
		return nil, err
	}
	p, err := oneProfile(book, name)
	if err != nil {
		return nil, err
	}
	engine, err := engineOf(&book.Law, p)
	if err != nil {
		return nil, err
	}
	lane := lanesOf(&p)[0]
	if account != "" {
		lane.Account = account
	}
	var rows []row
	for _, spot := range matrix.Spots {
		r, err := outcome(engine, lane, spot)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func outcome(e *rules.Engine, lane matrix.Lane, spot matrix.Spot) (row, error) {
	v := rules.Visitor{Now: matrix.Now, Today: consent.DateOf(matrix.Now), Place: spot.Place(), Account: lane.Account, Lang: "en"}
	if spot.Zone != "" {
		day, err := zone.Today(spot.Zone, matrix.Now)
		if err != nil {
			return row{}, err
		}
		v.Today = day
	}
	adult := at(v, 40)
	p, err := e.Decide(lane.Service, &adult)
	if err != nil {
		return row{}, err
	}
	r := row{Place: spot.Code(), Scope: p.Scope, Banner: p.Banner, On: []consent.Key{}, GPCOff: []consent.Key{}}
	adult.GPC = true
	signalled, err := e.Decide(lane.Service, &adult)
	if err != nil {
		return row{}, err
	}
	for i, d := range p.Defaults {
		if d.State == consent.On {
			r.On = append(r.On, d.Key)
			if signalled.Defaults[i].State != consent.On {
				r.GPCOff = append(r.GPCOff, d.Key)
			}
		}
	}
	for age := range 22 {
		minor := at(v, age)
		p, err := e.Decide(lane.Service, &minor)
		if err != nil {
			return row{}, err
		}
		next := gateSpan{age, p.Access, locked(&p)}
		if n := len(r.Gates); n == 0 || r.Gates[n-1].Access != next.Access || r.Gates[n-1].Locked != next.Locked {
			r.Gates = append(r.Gates, next)
		}
	}
	return r, nil
}

// at is v with a birthday today.
func at(v rules.Visitor, age int) rules.Visitor {
	v.Birth = consent.Date{Year: v.Today.Year - age, Month: v.Today.Month, Day: v.Today.Day}
	return v
}

// locked reports whether the visitor can move nothing.
func locked(p *rules.Plan) bool {
	for _, d := range p.Defaults {
		if !d.State.Locked() {
			return false
		}
	}
	return true
}

func printRows(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "PLACE\tSCOPE\tBANNER\tON BEFORE A CHOICE\tOFF BY SIGNAL\tGATES (* nothing can be moved)")
	for _, r := range rows {
		var gates []string
		for _, g := range r.Gates {
			mark := ""
			if g.Locked {
				mark = "*"
			}
			gates = append(gates, fmt.Sprintf("%d+ %s%s", g.From, g.Access, mark))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Place, r.Scope, r.Banner, orDash(list(r.On)), orDash(list(r.GPCOff)), strings.Join(gates, ", "))
	}
	return t.Flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
