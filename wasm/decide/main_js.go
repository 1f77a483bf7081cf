// Command decide answers visitor cases in WebAssembly, as "sayso decide" does
// natively. A test runs it under Node and compares the two byte for byte.
//
// The first line of standard input is the book as JSON, as the panel gets it;
// each further line is a case.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"

	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/wasm/internal/zone"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	first, err := lines.ReadBytes('\n')
	if err != nil {
		return err
	}
	var book policy.Book
	if err := json.Unmarshal(first, &book); err != nil {
		return err
	}
	engine, err := rules.New(&book)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	for {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF {
			return w.Flush()
		}
		if err != nil {
			return err
		}
		reply, _ := wire.Decide(engine, line, zone.Today)
		if _, err := w.Write(reply); err != nil {
			return err
		}
	}
}
