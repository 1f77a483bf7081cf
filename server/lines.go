package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/profile"
	"sayso/server/internal/zone"
)

// decide is "sayso decide".
func decide(args []string) int { return caseCommand("decide", args, wire.Decide) }

// admit is "sayso admit". Its exit status tells of unreadable lines only: a
// refusal is an answer.
func admit(args []string) int { return caseCommand("admit", args, wire.Admit) }

// deadlines is "sayso deadline".
func deadlines(args []string) int {
	book, engine, status := ready("deadline", args)
	if engine == nil {
		return status
	}
	return stream(os.Stdin, os.Stdout, func(line []byte) ([]byte, bool) {
		return wire.DeadlineLine(engine, &book.Law, line, zone.Today)
	})
}

// caseCommand streams cases through answer.
func caseCommand(name string, args []string, answer func(*rules.Engine, []byte, wire.Today) ([]byte, bool)) int {
	_, engine, status := ready(name, args)
	if engine == nil {
		return status
	}
	return stream(os.Stdin, os.Stdout, func(line []byte) ([]byte, bool) { return answer(engine, line, zone.Today) })
}

// ready reads the flags that the line commands share and loads the profiles.
// The engine is nil when the command cannot go on; status then says why.
func ready(name string, args []string) (*policy.Book, *rules.Engine, int) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	var files stringList
	flags.Var(&files, "profile", "also know the profile in this `FILE`; may stand several times")
	if err := flags.Parse(args); err != nil {
		return nil, nil, flagStatus(err)
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "sayso %s: %q is too much; lines come on standard input\n", name, flags.Arg(0))
		return nil, nil, statusUsage
	}
	book, engine, err := loadEngine(files)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return nil, nil, statusUsage
	}
	return book, engine, statusDone
}

// flagStatus is the exit status of flags that could not be parsed: asking for
// help is no mistake.
func flagStatus(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return statusDone
	}
	return statusUsage
}

// loadEngine knows the shipped profiles and those in files.
func loadEngine(files []string) (*policy.Book, *rules.Engine, error) {
	book, err := profile.Shipped()
	if err != nil {
		return nil, nil, err
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		p, err := profile.LoadUnder(name, raw, &book.Law)
		if err != nil {
			return nil, nil, err
		}
		book.Profiles = append(book.Profiles, p)
	}
	engine, err := rules.New(book)
	return book, engine, err
}

// maxLine is the longest input line, in bytes.
const maxLine = 1 << 20

// stream answers line by line. A line that cannot be answered gets an error
// object, and the rest goes on.
func stream(in io.Reader, out io.Writer, answer func(line []byte) (reply []byte, ok bool)) int {
	status := statusDone
	w := bufio.NewWriter(out)
	lines := newLineReader(in)
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		reply, ok := []byte(nil), false
		if err != nil {
			reply = wire.Line(wire.NewLineError(err))
		} else {
			reply, ok = answer(line)
		}
		if !ok {
			status = statusNo
		}
		if _, err := w.Write(reply); err != nil {
			return statusNo
		}
		if lines.idle() && w.Flush() != nil {
			return statusNo
		}
	}
	if w.Flush() != nil {
		return statusNo
	}
	return status
}

// A stringList is a flag that may stand several times.
type stringList []string

func (l *stringList) String() string { return fmt.Sprint([]string(*l)) }

func (l *stringList) Set(s string) error {
	*l = append(*l, s)
	return nil
}
