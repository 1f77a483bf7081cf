package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/rules/matrix"
	"sayso/app/wire"
	"sayso/server/internal/profile"
	"sayso/server/internal/zone"
)

// Without one mind for both sides, a visitor could be promised one thing by
// the panel and given another by the server.
func TestServerAndBrowserAgree(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the WebAssembly half cannot run")
	}
	shipped, sent := book(t)
	engine, err := rules.New(shipped)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "--stack-size=8192", filepath.Join(goroot(t), "lib", "wasm", "wasm_exec_node.js"), build(t))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fed := make(chan error, 1)
	go func() { fed <- feed(in, sent, engine) }()
	n := compare(t, bufio.NewReaderSize(out, 1<<20), shipped, engine)
	if err := <-fed; err != nil && !t.Failed() {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, command := range commandsCompared {
		if n[command] == 0 {
			t.Errorf("nothing was compared for sayso %s", command)
		}
	}
	t.Logf("%v cases: server and WebAssembly agree byte for byte (%.1f s)", n, time.Since(start).Seconds())
}

// build compiles the program for the browser.
func build(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "decide.wasm")
	cmd := exec.Command("go", "build", "-o", file, "sayso/wasm/decide")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return file
}

// commandsCompared answer alike on both sides.
var commandsCompared = []string{"decide", "admit", "deadline"}

// questions are the whole matrix, then its corners, days on which zones are odd
// and lines that cannot be read; then choices and requests. Each goes with the
// command that answers it.
func questions(engine *rules.Engine) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for c := range matrix.All(engine, matrix.Lanes, zone.Today) {
			line, err := c.Line()
			if err != nil || !yield("decide", line) {
				return
			}
		}
		for _, more := range []struct {
			command string
			lines   iter.Seq[[]byte]
		}{{"decide", corners}, {"decide", oddDays}, {"decide", unreadable}, {"admit", choices(engine)}, {"deadline", requests}} {
			for line := range more.lines {
				if !yield(more.command, line) {
					return
				}
			}
		}
	}
}

// unreadable are lines with something wrong.
func unreadable(yield func([]byte) bool) {
	for _, line := range []string{
		`nonsense`, `{}`, `{"service":"acme","visitor":{"now":"2026-11-23T12:00:00Z"}}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","tz":"Mars/Olympus"}}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","tz":"Local"}}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","tz":"+08:00"}}`,
		`{"service":"kalos","visitor":{"now":"yesterday"}}`, `{"service":"kalos","visitor":{"now":1}}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","birth_date":"2011-13-01"}}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","birth_date":"2011-02-29"}}`,
	} {
		if !yield([]byte(line)) {
			return
		}
	}
}

// oddDays walks hour by hour over changes of clocks: midnights that did not
// exist (São Paulo, Cairo), half hours (Lord Howe), a day left out (Samoa),
// daylight saving that is long gone (Shanghai).
func oddDays(yield func([]byte) bool) {
	for _, odd := range []struct{ zone, from string }{
		{"America/Sao_Paulo", "2018-11-03T12:00:00Z"}, {"America/Sao_Paulo", "2019-02-16T12:00:00Z"},
		{"Australia/Lord_Howe", "2026-04-04T00:00:00Z"}, {"Australia/Lord_Howe", "2026-10-03T00:00:00Z"},
		{"Pacific/Apia", "2011-12-29T00:00:00Z"}, {"Asia/Shanghai", "1988-04-16T00:00:00Z"}, {"Asia/Shanghai", "1991-09-14T00:00:00Z"},
		{"Africa/Cairo", "2026-04-23T12:00:00Z"}, {"Asia/Tehran", "2021-03-21T12:00:00Z"}, {"Europe/Dublin", "2026-03-28T12:00:00Z"},
		{"Pacific/Kiritimati", "2026-12-31T00:00:00Z"}, {"Asia/Kathmandu", "1985-12-31T00:00:00Z"}, {"America/St_Johns", "2026-11-01T00:00:00Z"},
	} {
		start, err := time.Parse(time.RFC3339, odd.from)
		if err != nil {
			panic(err)
		}
		for hour := range 48 {
			now := start.Add(time.Duration(hour) * time.Hour).Add(29 * time.Minute)
			birth := now.AddDate(-18, 0, 1).Format(time.DateOnly)
			line := fmt.Sprintf(`{"service":"krowork","visitor":{"now":%q,"tz":%q,"country":"BR","birth_date":%q}}`, now.Format(time.RFC3339), odd.zone, birth)
			if !yield([]byte(line)) {
				return
			}
		}
	}
}

// feed writes the books and every question, and closes the program's input.
func feed(in io.WriteCloser, books []byte, engine *rules.Engine) error {
	w := bufio.NewWriterSize(in, 1<<20)
	w.Write(books)
	for command, line := range questions(engine) {
		fmt.Fprintf(w, "%s %s\n", command, line)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return in.Close()
}

// compare answers every question here and holds the answer against the one
// read. It counts the answers to each command.
func compare(t *testing.T, out *bufio.Reader, book *policy.Book, engine *rules.Engine) map[string]int {
	t.Helper()
	n, differ := map[string]int{}, 0
	for command, line := range questions(engine) {
		var want []byte
		switch command {
		case "decide":
			want, _ = wire.Decide(engine, line, zone.Today)
		case "admit":
			want, _ = wire.Admit(engine, line, zone.Today)
		case "deadline":
			want, _ = wire.DeadlineLine(engine, &book.Law, line, zone.Today)
		}
		got, err := out.ReadSlice('\n')
		if err != nil {
			t.Fatalf("after %v answers: %v", n, err)
		}
		n[command]++
		if !bytes.Equal(got, want) {
			differ++
			t.Errorf("%s\nWebAssembly: %sserver:      %s", line, got, want)
		}
		if differ == 3 {
			t.Fatal("and so on")
		}
	}
	if rest, _ := io.ReadAll(out); len(rest) > 0 {
		t.Errorf("WebAssembly answered more than it was asked: %.200s", rest)
	}
	return n
}

// book is the shipped book, and as JSON, on a line each: all services of it as
// panels get them, without what no plan reads; and the whole of it.
func book(t *testing.T) (*policy.Book, []byte) {
	t.Helper()
	shipped, err := profile.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	sent := shipped.ForVisitors("")
	for _, service := range []string{"egretsoft", "kaadas", "kalodata", "kalos", "krowork"} {
		sent.Profiles = append(sent.Profiles, shipped.ForVisitors(service).Profiles...)
	}
	var lines bytes.Buffer
	for _, b := range []*policy.Book{sent, shipped} {
		if err := json.NewEncoder(&lines).Encode(b); err != nil {
			t.Fatal(err)
		}
	}
	return shipped, lines.Bytes()
}

// goroot is where the Go distribution lies that builds the WebAssembly half.
func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
