package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sayso/server/internal/store/sqlite"
	"sayso/server/internal/store/storetest"
)

// A person at a terminal sees how far an export is; a program that reads
// standard error does not.
func TestProgressIsForTerminals(t *testing.T) {
	script, err := exec.LookPath("script")
	if err != nil {
		t.Skip("there is no script command to make a terminal with; apt-get install bsdutils")
	}
	data := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(data, "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if _, _, err := db.Append(t.Context(), storetest.Record("a", i)); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	cmd := exec.Command(script, "-qec", os.Args[0]+" export --data "+data+" >/dev/null", "/dev/null")
	cmd.Env = append(os.Environ(), "SAYSO_PLAY=1")
	shown, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(shown), "exporting") {
		t.Errorf("on a terminal: %v, %q; want the word exporting", err, shown)
	}
	if _, _, words := sayso("export", "--data", data); words != "50 records\n" {
		t.Errorf("without a terminal: %q, want the count alone", words)
	}
}
