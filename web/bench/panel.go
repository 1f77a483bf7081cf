package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// empty is the smallest go-app page: what the framework alone weighs.
const empty = `package main

import "github.com/maxence-charriere/go-app/v10/pkg/app"

type page struct{ app.Compo }

func (p *page) Render() app.UI { return app.Div() }

func main() {
	app.Route("/", func() app.Composer { return &page{} })
	app.RunWhenOnBrowser()
}
`

// panelWeight prints the panel's size beside that of an empty go-app page, and
// which packages the difference is made of.
func panelWeight() error {
	dir, err := os.MkdirTemp("", "sayso-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte(empty), 0o644); err != nil {
		return err
	}
	fmt.Println("The panel's WebAssembly, bytes")
	fmt.Printf("  %-44s %10s %10s\n", "", "raw", "brotli")
	for _, b := range []struct {
		what, pkg string
		trimmed   bool
	}{
		{"an empty page, go-app as published", source, false},
		{"an empty page, trimmed go-app", source, true},
		{"panel.wasm, trimmed go-app", "./wasm", true},
	} {
		wasm, err := buildWASM(dir, b.pkg, b.trimmed, "-s -w")
		if err != nil {
			return err
		}
		fmt.Printf("  %-44s %10d %10d\n", b.what, len(wasm), brotliSize(wasm))
	}
	return printDifference(dir, source)
}

// printDifference prints the packages that make the panel heavier than an
// empty page, by bytes of code.
func printDifference(dir, source string) error {
	before, err := namedShares(dir, source)
	if err != nil {
		return err
	}
	after, err := namedShares(dir, "./wasm")
	if err != nil {
		return err
	}
	had := map[string]int{}
	for _, s := range before {
		had[s.pkg] = s.bytes
	}
	fmt.Println("The heaviest packages in panel.wasm, bytes of code, and how much the panel added to an empty page")
	for _, s := range after[:min(14, len(after))] {
		fmt.Printf("  %-44s %10d %+10d\n", s.pkg, s.bytes, s.bytes-had[s.pkg])
	}
	return nil
}

func namedShares(dir, pkg string) ([]share, error) {
	wasm, err := buildWASM(dir, pkg, true, "-w")
	if err != nil {
		return nil, err
	}
	return codeShares(wasm)
}

// buildWASM builds pkg for the browser. The trimmed build uses the module file
// that make build left in .build.
func buildWASM(dir, pkg string, trimmed bool, ldflags string) ([]byte, error) {
	out := filepath.Join(dir, "out.wasm")
	args := []string{"build", "-trimpath", "-ldflags", ldflags, "-o", out}
	if trimmed {
		args = append(args, "-modfile", ".build/go.mod", "-gcflags", "all=-l")
	}
	cmd := exec.Command("go", append(args, pkg)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=-mod=mod")
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building %s: %w: %s", pkg, err, text)
	}
	return os.ReadFile(out)
}

func brotliSize(b []byte) int {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	w.Write(b) // a bytes.Buffer takes everything
	w.Close()
	return out.Len()
}
