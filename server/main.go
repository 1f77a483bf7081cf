// Command sayso asks visitors for consent, keeps the record, and answers what
// follows from it. "sayso help" lists what it does.
package main

import (
	"fmt"
	"io"
	"os"
)

// Exit statuses of every command.
const (
	statusDone  = 0
	statusNo    = 1 // the answer is no, or a line could not be read
	statusUsage = 2
)

// A command reads its own flags and returns an exit status. Machine output
// goes to standard output, words to standard error.
type command struct {
	name, says string
	run        func(args []string) int
}

func commands() []command {
	return []command{
		{"serve", "the server: banner, panel, record", serve},
		{"decide", "reads visitor cases as JSON, one a line; writes one plan a line", decide},
		{"admit", "the same with a choice: may it be recorded?", admit},
		{"deadline", "the clocks of a rights request, breach, shutdown or retention", deadlines},
		{"explain", "a plan as prose, with the sources of its rules", explain},
		{"init", "writes a first site file, by asking or from flags", initSite},
		{"check", "validates policy, law and site files", check},
		{"matrix", "the outcome table of a profile: places x ages x signals", matrixTable},
		{"schema", "the JSON Schema of profile, law or site files, for editors", printSchema},
		{"diff", "which visitors would see something else under another profile", diff},
		{"verify", "checks the log: every choice, the tree, the checkpoints", verify},
		{"export", "writes all records to standard output: NDJSON, CSV, or ISO/IEC TS 27560 in JSON-LD", exportRecords},
		{"erase", "forgets the choices with these decision ids; the log stays whole", erase},
		{"retain", "forgets the choices that need not be kept any more, as serve does every hour", retain},
		{"rotate", "makes a new signing key; receipts of the older ones stay valid", rotate},
		{"tasks", "lists what people have to do, such as deleting a minor's data; with ids: done", tasks},
		{"backup", "copies the database while it is in use", backup},
	}
}

func main() { os.Exit(dispatch(os.Args[1:])) }

func dispatch(args []string) int {
	if len(args) == 0 {
		usage(os.Stderr)
		return statusUsage
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(args[1:])
		}
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(os.Stdout)
		return statusDone
	}
	fmt.Fprintf(os.Stderr, "sayso: no command %q; \"sayso help\" lists them\n", args[0])
	return statusUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: sayso COMMAND [flags]")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.says)
	}
	fmt.Fprintln(w, "\nExit status: 0 done, 1 the answer is no, 2 wrong use.")
}
