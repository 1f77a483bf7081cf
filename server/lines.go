package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/profile"
	"sayso/server/internal/zone"
)

// decide is "sayso decide".
func decide(args []string) int {
	return caseCommand("decide", args, func(e *rules.Engine, c *wire.Case) (any, error) {
		if c.Choice != nil {
			return nil, &wire.FieldError{Field: "choice", What: "belongs to \"sayso admit\"; leave it out"}
		}
		p, err := e.Decide(c.Service, &c.Visitor)
		if err != nil {
			return nil, err
		}
		return wire.NewPlan(&p), nil
	})
}

// admit is "sayso admit". Its exit status tells of unreadable lines only: a
// refusal is an answer.
func admit(args []string) int {
	return caseCommand("admit", args, func(e *rules.Engine, c *wire.Case) (any, error) {
		if c.Choice == nil {
			return nil, &wire.FieldError{Field: "choice", What: "is missing; write {\"policy_version\":…,\"grants\":{…},\"authority\":\"self\"}"}
		}
		v, err := e.Admit(c.Service, &c.Visitor, c.Choice)
		if err != nil {
			return nil, err
		}
		return wire.NewVerdict(&v), nil
	})
}

// caseCommand streams cases through answer with the shipped profiles.
func caseCommand(name string, args []string, answer func(*rules.Engine, *wire.Case) (any, error)) int {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	var files stringList
	flags.Var(&files, "profile", "also know the profile in this `FILE`; may stand several times")
	if err := flags.Parse(args); err != nil {
		return statusUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "sayso %s: %q is too much; cases come on standard input\n", name, flags.Arg(0))
		return statusUsage
	}
	engine, err := loadEngine(files)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return statusUsage
	}
	return stream(os.Stdin, os.Stdout, func(line []byte) (any, error) {
		c, err := wire.ReadCase(line, zone.Today)
		if err != nil {
			return nil, err
		}
		return answer(engine, &c)
	})
}

// loadEngine knows the shipped profiles and those in files.
func loadEngine(files []string) (*rules.Engine, error) {
	book, err := profile.Shipped()
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		p, err := profile.LoadUnder(name, raw, &book.Law)
		if err != nil {
			return nil, err
		}
		book.Profiles = append(book.Profiles, p)
	}
	return rules.New(book)
}

// maxLine is the longest input line, in bytes.
const maxLine = 1 << 20

// stream answers line by line. A line that cannot be answered gets an error
// object, and the rest goes on.
func stream(in io.Reader, out io.Writer, answer func(line []byte) (any, error)) int {
	status := statusDone
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	lines := newLineReader(in)
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		var reply any
		if err == nil {
			reply, err = answer(line)
		}
		if err != nil {
			status = statusNo
			reply = lineError(err)
		}
		if enc.Encode(reply) != nil || lines.idle() && w.Flush() != nil {
			return statusNo
		}
	}
	if w.Flush() != nil {
		return statusNo
	}
	return status
}

func lineError(err error) wire.LineError {
	var field *wire.FieldError
	if errors.As(err, &field) {
		return wire.LineError{Error: err.Error(), Field: field.Field}
	}
	if errors.Is(err, rules.ErrUnknownService) {
		return wire.LineError{Error: err.Error(), Field: "service"}
	}
	return wire.LineError{Error: err.Error()}
}

// A stringList is a flag that may stand several times.
type stringList []string

func (l *stringList) String() string { return fmt.Sprint([]string(*l)) }

func (l *stringList) Set(s string) error {
	*l = append(*l, s)
	return nil
}
