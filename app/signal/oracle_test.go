package signal_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sayso/app/consent"
	"sayso/app/signal"
)

// An oracle is the reference library in a Node process that answers line by
// line; see testdata/oracle/oracle.mjs.
type oracle struct {
	in  io.Writer
	out *bufio.Reader
}

// A question has one of its fields, an answer Error or what was asked for.
type question struct {
	Decode string         `json:"decode,omitempty"`
	Encode map[string]any `json:"encode,omitempty"`
}

type answer struct {
	Error    string                    `json:"error"`
	Text     string                    `json:"text"`
	IDs      []int                     `json:"ids"`
	Sections map[string]map[string]any `json:"sections"`
}

// startOracle installs the library if it is not there and starts it. It skips
// only where there is no Node at all.
func startOracle(t *testing.T) *oracle {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the reference library of IAB GPP, which this test asks, runs on it; apt-get install nodejs npm")
	}
	dir := filepath.Join("testdata", "oracle")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@iabgpp", "cmpapi", "package.json")); err != nil {
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("npm ci in %s: %v\n%s", dir, err, out)
		}
	}
	cmd := exec.Command(node, "oracle.mjs")
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("node oracle.mjs: %v", err)
		}
	})
	return &oracle{in, bufio.NewReader(out)}
}

func (o *oracle) ask(q question) (a answer, err error) {
	line, err := json.Marshal(q)
	if err != nil {
		return a, err
	}
	if _, err := fmt.Fprintf(o.in, "%s\n", line); err != nil {
		return a, err
	}
	reply, err := o.out.ReadBytes('\n')
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(reply, &a); err != nil {
		return a, err
	}
	if a.Error != "" {
		return a, fmt.Errorf("the library refuses %s: %s", line, a.Error)
	}
	return a, nil
}

// asLibrary writes a section's fields in the library's types: lists as
// arrays, Gpc as a boolean, the US Privacy string by its characters.
func asLibrary(s signal.Section) map[string]any {
	if s.Fields == nil {
		return map[string]any{"Version": 1.0, "Notice": s.Raw[1:2], "OptOutSale": s.Raw[2:3], "LspaCovered": s.Raw[3:4]}
	}
	fields := map[string]any{}
	for name, values := range s.Fields {
		list := make([]any, len(values))
		for i, v := range values {
			list[i] = float64(v)
		}
		_, isList := shapes[s.ID].lists[name]
		switch {
		case isList:
			fields[name] = list
		case name == "Gpc":
			fields[name] = values[0] == 1
		default:
			fields[name] = list[0]
		}
	}
	return fields
}

func library(sections []signal.Section) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, s := range sections {
		all[signal.SectionName(s.ID)] = asLibrary(s)
	}
	return all
}

// The reference library must read what we write, field by field, and we what
// it writes; and both must write the same bytes. Without this test our tables
// would be checked by nobody but ourselves.
func TestReferenceLibraryAgrees(t *testing.T) {
	o := startOracle(t)
	rapid.Check(t, func(t *rapid.T) {
		sections := drawSections(t)
		want := library(sections)
		ours, err := signal.Encode(sections)
		if err != nil {
			t.Fatal(err)
		}
		read, err := o.ask(question{Decode: ours})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read.Sections); diff != "" {
			t.Fatalf("the library reads %s otherwise (-want +got):\n%s", ours, diff)
		}
		encode := map[string]any{}
		for name, fields := range want {
			encode[name] = fields
		}
		written, err := o.ask(question{Encode: encode})
		if err != nil {
			t.Fatal(err)
		}
		if written.Text != ours {
			t.Fatalf("the library writes\n%s, we write\n%s\nfor %v", written.Text, ours, sections)
		}
		theirs, err := signal.Decode(written.Text)
		if err != nil {
			t.Fatalf("%s: %v", written.Text, err)
		}
		if diff := cmp.Diff(sections, theirs); diff != "" {
			t.Fatalf("we read %s otherwise (-want +got):\n%s", written.Text, diff)
		}
	})
}

// Every string that is derived for a visitor must be one that the library
// reads, with the section of the visitor's state.
func TestReferenceLibraryReadsDerivedStrings(t *testing.T) {
	o := startOracle(t)
	states := []string{"CA", "VA", "CO", "UT", "CT", "FL", "MT", "OR", "TX", "DE", "IA", "NE", "NH", "NJ", "TN", "MN", "MD", "IN", "KY", "RI", "NY", ""}
	for _, state := range states {
		for _, years := range []int{-1, 5, 13, 15, 16, 17, 30} {
			for _, on := range []bool{false, true} {
				v := signal.Visitor{Place: consent.ParsePlace("US", "US-"+state), GPC: !on, Band: consent.BandOf(years),
					Grants: consent.Grants{consent.SaleOrShare: on, consent.Advertising: on, consent.SecondaryPurposes: on}}
				text, err := signal.GPP(v)
				if err != nil {
					t.Fatal(err)
				}
				read, err := o.ask(question{Decode: text})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(library(signal.Sections(v)), read.Sections); diff != "" {
					t.Errorf("%+v: %s (-want +got):\n%s", v, text, diff)
				}
			}
		}
	}
}
