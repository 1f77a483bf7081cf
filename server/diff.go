package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"sayso/app/rules"
	"sayso/app/rules/matrix"
	"sayso/app/wire"
	"sayso/server/internal/profile"
	"sayso/server/internal/zone"
)

// A difference counts who would see something else.
type difference struct {
	Cases   int `json:"cases"`
	Changed int `json:"changed"`
	// Fields counts the changed fields of plans by name. Rules alone are no
	// difference to a visitor and are left out.
	Fields map[string]int `json:"fields"`
	// Examples are at most ten visitors, each of another place or changed in
	// other fields.
	Examples []example `json:"examples"`

	seen map[string]bool
}

// An example is one visitor who would see something else.
type example struct {
	Case json.RawMessage      `json:"case"`
	Was  map[string]rawChange `json:"changes"`
}

type rawChange struct {
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// mostExamples is how many visitors are shown.
const mostExamples = 10

// diff is "sayso diff OLD NEW". Its exit status is 1 when something differs.
func diff(args []string) int {
	flags := flag.NewFlagSet("diff", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "write JSON")
	if err := flags.Parse(args); err != nil {
		return flagStatus(err)
	}
	if flags.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: sayso diff [--json] OLD NEW")
		return statusUsage
	}
	d, err := compareProfiles(flags.Arg(0), flags.Arg(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return statusUsage
	}
	if *asJSON {
		err = json.NewEncoder(os.Stdout).Encode(d)
	} else {
		err = printDifference(os.Stdout, d)
	}
	if err != nil || d.Changed > 0 {
		return max(exit(err), statusNo)
	}
	return statusDone
}

// compareProfiles asks both profiles about every visitor. Prior choices were
// made under the old one.
func compareProfiles(oldName, newName string) (*difference, error) {
	book, err := profile.Shipped()
	if err != nil {
		return nil, err
	}
	older, err := oneProfile(book, oldName)
	if err != nil {
		return nil, err
	}
	newer, err := oneProfile(book, newName)
	if err != nil {
		return nil, err
	}
	if older.Service != newer.Service {
		return nil, fmt.Errorf("%s is of service %q, %s of %q; compare profiles of one service", oldName, older.Service, newName, newer.Service)
	}
	was, err := engineOf(&book.Law, older)
	if err != nil {
		return nil, err
	}
	is, err := engineOf(&book.Law, newer)
	if err != nil {
		return nil, err
	}
	d := &difference{Fields: map[string]int{}, Examples: []example{}, seen: map[string]bool{}}
	for c := range matrix.All(was, lanesOf(&older), zone.Today) {
		if err := d.ask(was, is, c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *difference) ask(was, is *rules.Engine, c *matrix.Case) error {
	older, err := was.Decide(c.Lane.Service, &c.Visitor)
	if err != nil {
		return err
	}
	newer, err := is.Decide(c.Lane.Service, &c.Visitor)
	if err != nil {
		return err
	}
	d.Cases++
	older.Rules, newer.Rules = nil, nil
	a, b := wire.Line(wire.NewPlan(&older)), wire.Line(wire.NewPlan(&newer))
	if bytes.Equal(a, b) {
		return nil
	}
	d.Changed++
	changes, err := changed(a, b)
	if err != nil {
		return err
	}
	for field := range changes {
		d.Fields[field]++
	}
	kind := c.Spot.Code() + " " + fmt.Sprint(sortedKeys(changes))
	if len(d.Examples) == mostExamples || d.seen[kind] {
		return nil
	}
	d.seen[kind] = true
	line, err := c.Line()
	d.Examples = append(d.Examples, example{line, changes})
	return err
}

// changed are the fields in which two plans differ.
func changed(a, b []byte) (map[string]rawChange, error) {
	var older, newer map[string]json.RawMessage
	if err := json.Unmarshal(a, &older); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &newer); err != nil {
		return nil, err
	}
	changes := map[string]rawChange{}
	for field, value := range older {
		if !bytes.Equal(value, newer[field]) {
			changes[field] = rawChange{value, newer[field]}
		}
	}
	return changes, nil
}

func printDifference(w io.Writer, d *difference) error {
	fmt.Fprintf(w, "%d of %d visitors would see something else.\n", d.Changed, d.Cases)
	for _, field := range sortedKeys(d.Fields) {
		fmt.Fprintf(w, "  %-22s %d\n", field, d.Fields[field])
	}
	for _, e := range d.Examples {
		fmt.Fprintf(w, "\n%s\n", e.Case)
		for _, field := range sortedKeys(e.Was) {
			fmt.Fprintf(w, "  %s\n    was %s\n    is  %s\n", field, e.Was[field].Old, e.Was[field].New)
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
