package guard_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Back ends link this package: nothing of the consent server, and nobody
// else's code, may come with it.
func TestNeedsOnlyTheStandardLibrary(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(string(out)), " ")
	if want := "sayso/app/consent sayso/server/guard"; got != want {
		t.Errorf("beyond the standard library it needs %s, want %s", got, want)
	}
}
