package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"sayso/app/policy"
	"sayso/server/internal/catalogue"
	"sayso/server/internal/profile"
	"sayso/server/internal/site"
)

// check is "sayso check FILE...": errors and warnings, one a line. Warnings
// alone leave the exit status at 0.
func check(args []string) int {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	if err := flags.Parse(args); err != nil {
		return flagStatus(err)
	}
	if flags.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: sayso check FILE...")
		return statusUsage
	}
	book, err := profile.Shipped()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return statusUsage
	}
	status := statusDone
	for _, name := range flags.Args() {
		status = max(status, checkFile(os.Stdout, name, &book.Law))
	}
	return status
}

func checkFile(w io.Writer, name string, law *policy.Law) int {
	raw, err := os.ReadFile(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return statusUsage
	}
	var warnings []profile.Warning
	switch kindOf(raw) {
	case "law":
		_, err = profile.LoadLaw(name, raw)
	case "site":
		warnings, err = checkSite(name, raw)
	default:
		_, warnings, err = profile.Check(name, raw, law)
	}
	if err != nil {
		fmt.Fprintln(w, err)
		return statusNo
	}
	for _, warning := range warnings {
		fmt.Fprintf(w, "%s (warning %s)\n", warning.Text, warning.Code)
	}
	if len(warnings) == 0 {
		fmt.Fprintf(w, "%s: good\n", name)
	}
	return statusDone
}

// checkSite reads a site file and holds its services against the catalogue.
func checkSite(name string, raw []byte) (warnings []profile.Warning, err error) {
	s, err := site.Parse(name, raw)
	if err != nil {
		return nil, err
	}
	known, err := catalogue.Shipped()
	if err != nil {
		return nil, err
	}
	for _, text := range s.Warnings(known) {
		warnings = append(warnings, profile.Warning{Code: "catalogue", Text: name + ": " + text})
	}
	return warnings, nil
}

// kindOf tells a site file, a law file and a profile apart by the keys that
// only one of them has.
func kindOf(raw []byte) string {
	for line := range strings.Lines(string(raw)) {
		key, _, _ := strings.Cut(line, ":")
		switch key {
		case "as_of", "groups":
			return "law"
		case "versions", "items", "territory", "rules", "zone":
			return "profile"
		case "origins", "languages", "services", "demo", "theme", "share", "signals", "block", "embeds", "headless":
			return "site"
		}
	}
	return "profile"
}
