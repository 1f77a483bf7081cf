package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fed runs the command as a shell would, with in on standard input.
func fed(in string, args ...string) (status int, stdout, stderr string) {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "SAYSO_PLAY=1")
	var out, words strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &words
	cmd.Run()
	return cmd.ProcessState.ExitCode(), out.String(), words.String()
}

// What scripts read stands on standard output and what people read on standard
// error. A line that cannot be read is an answer of "decide", a JSON object;
// "explain" answers in prose, so there it is said in words. Wrong use says on
// standard error alone what to write instead.
func TestWhatIsSaidWhere(t *testing.T) {
	const good = `{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z"}}` + "\n"
	bad := strings.Replace(good, `"now"`, `"gpc":"yes","now"`, 1)
	unknown := strings.Replace(good, "kalos", "acme", 1)
	missing := filepath.Join(t.TempDir(), "none.yaml")
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("id: broken\nzoen: UTC\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name       string
		in         string
		args       []string
		status     int
		out, words string // what each contains; "" is nothing at all
	}{
		{"decide, good", good, []string{"decide"}, 0, `{"profile":"kalos"`, ""},
		{"decide, a bad line and a good one", bad + good, []string{"decide"}, 1, `"field":"gpc"}` + "\n" + `{"profile":"kalos"`, ""},
		{"admit without a choice", good, []string{"admit"}, 1, `"field":"choice"`, ""},
		{"explain, good", good, []string{"explain"}, 0, "kalos", ""},
		{"explain, a bad line", bad, []string{"explain"}, 1, "", "sayso explain: gpc "},
		{"explain, a bad line and a good one", bad + good, []string{"explain"}, 1, "kalos", "sayso explain: gpc "},
		{"explain, a service that nobody knows", unknown, []string{"explain"}, 1, "", `sayso explain: unknown service: "acme"`},
		{"explain, no JSON", "nonsense\n", []string{"explain"}, 1, "", "sayso explain: "},
		{"decide, an unknown flag", good, []string{"decide", "--colour", "red"}, 2, "", "flag provided but not defined: -colour"},
		{"decide, a file as an argument", good, []string{"decide", "cases.json"}, 2, "", `sayso decide: "cases.json" is too much; lines come on standard input`},
		{"explain, a file as an argument", good, []string{"explain", "cases.json"}, 2, "", `sayso explain: "cases.json" is too much; lines come on standard input`},
		{"decide, a profile that is not there", good, []string{"decide", "--profile", missing}, 2, "", missing},
		{"explain, a profile with a mistake", good, []string{"explain", "--profile", broken}, 2, "", `broken.yaml:2:1: unknown key "zoen"; write "zone" or leave it out`},
		{"deadline, an unknown flag", "", []string{"deadline", "-x"}, 2, "", "flag provided but not defined: -x"},
		{"help is no mistake", "", []string{"decide", "--help"}, 0, "", "-profile FILE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, out, words := fed(tt.in, tt.args...)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			said(t, "standard output", out, tt.out)
			said(t, "standard error", words, tt.words)
		})
	}
}

// said holds what stands on one of the two against what shall be in it.
func said(t *testing.T, where, got, want string) {
	t.Helper()
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("%s has %q, want %q", where, got, want)
	}
}
