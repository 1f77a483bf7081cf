package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sayso/server/internal/settings"
)

// commandLine finds the line that starts with prefix and splits what follows.
func commandLine(t *testing.T, file, prefix string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, found := strings.CutPrefix(lines.Text(), prefix); found {
			return strings.Fields(strings.NewReplacer("[", "", "]", "", `"`, "", ",", "").Replace(rest))
		}
	}
	t.Fatalf("%s has no line that begins with %s", file, prefix)
	return nil
}

// What the unit and the image start is a command with flags that exist.
func TestUnitAndImageStartTheServer(t *testing.T) {
	unit := commandLine(t, "sayso.service", "ExecStart=")
	image := append(commandLine(t, "Dockerfile", "ENTRYPOINT "), commandLine(t, "Dockerfile", "CMD ")...)
	for name, words := range map[string][]string{"sayso.service": unit, "Dockerfile": image} {
		if len(words) < 2 || filepath.Base(words[0]) != "sayso" || words[1] != "serve" {
			t.Errorf("%s starts %q, want sayso serve", name, words)
			continue
		}
		set, err := settings.Read(words[2:], func(string) (string, bool) { return "", false }, io.Discard)
		if err != nil || set.Addr == "" || !filepath.IsAbs(set.Data) {
			t.Errorf("%s: %v; it listens on %q and keeps data in %q", name, err, set.Addr, set.Data)
		}
	}
}

// systemd itself finds nothing to complain of in the unit.
func TestUnitIsValid(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed; apt-get install systemd")
	}
	raw, err := os.ReadFile("sayso.service")
	if err != nil {
		t.Fatal(err)
	}
	// The binary is not where the unit expects it.
	file := filepath.Join(t.TempDir(), "sayso.service")
	here := strings.ReplaceAll(string(raw), "/usr/local/bin/sayso", os.Args[0])
	if err := os.WriteFile(file, []byte(here), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", file).CombinedOutput()
	if err != nil || strings.Contains(string(out), "sayso.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// The image is empty but for the binary, which must need no file of a system:
// it is built without cgo, and no package needs that.
func TestBinaryIsStatic(t *testing.T) {
	if !strings.Contains(strings.Join(commandLine(t, "Dockerfile", "RUN CGO_ENABLED=0 "), " "), "make build") {
		t.Error("the Dockerfile does not build without cgo")
	}
	list := exec.Command("go", "list", "-deps", "-f", "{{if .CgoFiles}}{{.ImportPath}}{{end}}", ".")
	list.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := list.CombinedOutput(); err != nil || len(strings.TrimSpace(string(out))) > 0 {
		t.Errorf("without cgo there is no building: %v\n%s", err, out)
	}
}
