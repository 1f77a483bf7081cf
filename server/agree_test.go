package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
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
	shipped, raw := book(t)
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
	go func() { fed <- feed(in, raw, engine) }()
	n := compare(t, bufio.NewReaderSize(out, 1<<20), engine)
	if err := <-fed; err != nil && !t.Failed() {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases: server and WebAssembly agree byte for byte (%.1f s)", n, time.Since(start).Seconds())
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

// feed writes the book and every case, and closes the program's input.
func feed(in io.WriteCloser, book []byte, engine *rules.Engine) error {
	w := bufio.NewWriterSize(in, 1<<20)
	w.Write(append(book, '\n'))
	for c := range matrix.All(engine, matrix.Lanes, zone.Today) {
		line, err := c.Line()
		if err != nil {
			return err
		}
		w.Write(append(line, '\n'))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return in.Close()
}

// compare answers every case here and holds the answer against the one read.
func compare(t *testing.T, out *bufio.Reader, engine *rules.Engine) (n int) {
	t.Helper()
	differ := 0
	for c := range matrix.All(engine, matrix.Lanes, zone.Today) {
		line, err := c.Line()
		if err != nil {
			t.Fatal(err)
		}
		want, ok := wire.Decide(engine, line, zone.Today)
		if !ok {
			t.Errorf("%s: %s", line, want)
		}
		got, err := out.ReadSlice('\n')
		if err != nil {
			t.Fatalf("after %d answers: %v", n, err)
		}
		n++
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

// book is the shipped book, and as the panel gets it: written as JSON.
func book(t *testing.T) (*policy.Book, []byte) {
	t.Helper()
	shipped, err := profile.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(shipped)
	if err != nil {
		t.Fatal(err)
	}
	return shipped, raw
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
