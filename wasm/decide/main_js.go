// Command decide answers cases in WebAssembly, as "sayso decide", "sayso admit"
// and "sayso deadline" do natively. A test runs it under Node and compares the
// two byte for byte.
//
// The first line of standard input is the book as JSON, as the panel gets it,
// and the second the whole book, which alone has the clocks. Each further line
// is the command's name, a blank and a case.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
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
	_, panel, err := read(lines)
	if err != nil {
		return err
	}
	whole, clocks, err := read(lines)
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
		command, question, _ := bytes.Cut(line, []byte(" "))
		var reply []byte
		switch string(command) {
		case "decide":
			reply, _ = wire.Decide(panel, question, zone.Today)
		case "admit":
			reply, _ = wire.Admit(panel, question, zone.Today)
		case "deadline":
			reply, _ = wire.DeadlineLine(clocks, &whole.Law, question, zone.Today)
		default:
			return fmt.Errorf("no command %q", command)
		}
		if _, err := w.Write(reply); err != nil {
			return err
		}
	}
}

// read reads a book.
func read(lines *bufio.Reader) (*policy.Book, *rules.Engine, error) {
	raw, err := lines.ReadBytes('\n')
	if err != nil {
		return nil, nil, err
	}
	book := new(policy.Book)
	if err := json.Unmarshal(raw, book); err != nil {
		return nil, nil, err
	}
	engine, err := rules.New(book)
	return book, engine, err
}
