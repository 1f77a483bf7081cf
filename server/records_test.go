package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sayso/server/internal/store"
	"sayso/server/internal/store/sqlite"
	"sayso/server/internal/store/storetest"
)

// sayso runs the command and returns its status, output and words.
func sayso(args ...string) (status int, stdout, stderr string) {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "SAYSO_PLAY=1")
	var out, words strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &words
	cmd.Run()
	return cmd.ProcessState.ExitCode(), out.String(), words.String()
}

// The life of a record on the command line: verified, exported, backed up,
// erased, and still verified.
func TestRecordCommands(t *testing.T) {
	data := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(data, "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() // the commands run beside a server
	r := storetest.Record("a", 1)
	for _, one := range []int{1, 2} {
		r = storetest.Record("a", one)
		if _, _, err := db.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	backup := filepath.Join(data, "copy", "sayso.db")
	if err := os.Mkdir(filepath.Dir(backup), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args           []string
		status         int
		stdout, stderr string
	}{
		{[]string{"verify", "--data", data}, 0, "The log holds: 2 entries (0 erased)", ""},
		{[]string{"export", "--data", data}, 0, `"id":"` + r.ID, "2 records"},
		{[]string{"export", "--data", data, "--format", "csv"}, 0, "id,site,key,", "2 records"},
		{[]string{"export", "--data", data, "--format", "dpv"}, 0, `"dct:identifier":"` + r.ID, "2 records"},
		{[]string{"export", "--data", data, "--format", "xml"}, 2, "", `format is "xml"; write ndjson, csv or dpv`},
		{[]string{"backup", "--data", data, backup}, 0, "", ""},
		{[]string{"backup", "--data", data, backup}, 1, "", "name a file that is not there yet"},
		{[]string{"erase", "--data", data, r.ID}, 0, r.ID, ""},
		{[]string{"erase", "--data", data, r.ID}, 1, "", "there is no such decision, or it was erased before"},
		{[]string{"erase", "--data", data}, 2, "", "usage: sayso erase"},
		{[]string{"verify", "--data", data}, 0, "2 entries (1 erased)", ""},
		{[]string{"export", "--data", data}, 0, `{"erased":{"id":"` + r.ID, "1 records"},
		{[]string{"export", "--data", data, "--format", "csv"}, 0, ",operator: asked for\n", "1 records"},
		{[]string{"retain", "--data", data, "--dry-run"}, 0, "", "0 choices forgotten, 1 kept"},
		{[]string{"retain", "--data", data, "--keep-days", "x"}, 2, "", "usage: sayso retain"},
		{[]string{"rotate", "--data", data}, 0, "", ""},
		{[]string{"verify", "--data", filepath.Dir(backup)}, 0, "2 entries (0 erased)", ""},
		{[]string{"verify", "--data", filepath.Join(data, "none")}, 2, "", "there is no database in"},
	} {
		status, stdout, stderr := sayso(tt.args...)
		if status != tt.status || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) {
			t.Errorf("sayso %s = %d\n%s%s\nwant %d, %q, %q", tt.args, status, stdout, stderr, tt.status, tt.stdout, tt.stderr)
		}
	}
}

// A task is listed until somebody says that it is done (COM-40).
func TestTasksCommand(t *testing.T) {
	data := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(data, "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const id = "0b7a4a3e-2f6e-4c52-9d1f-1c7a1f4f9a10"
	task := store.Task{ID: id, Kind: store.TaskDelete, Site: "a", Decision: "d", Rules: []string{"COM-40"}, CreatedAt: time.Unix(1, 0)}
	if err := db.AddTask(t.Context(), task); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args           []string
		status         int
		stdout, stderr string
	}{
		{[]string{"tasks", "--data", data}, 0, `"kind":"delete_minor_data"`, "1 tasks"},
		{[]string{"tasks", "--data", data, id}, 0, id, ""},
		{[]string{"tasks", "--data", data, id}, 1, "", "there is no such task, or it was done before"},
		{[]string{"tasks", "--data", data}, 0, "", "0 tasks"},
		{[]string{"tasks", "--data", data, "--all"}, 0, `"done_at":"`, "1 tasks"},
	} {
		status, stdout, stderr := sayso(tt.args...)
		if status != tt.status || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) {
			t.Errorf("sayso %s = %d\n%s%s\nwant %d, %q, %q", tt.args, status, stdout, stderr, tt.status, tt.stdout, tt.stderr)
		}
	}
}
