package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sayso/app/wire"
)

// fetch writes what an address answers to a file.
func fetch(t *testing.T, address, file string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := out.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return file
}

// receipt records a choice and writes its receipt to a file.
func (p *process) receipt(t *testing.T, file string) (decision string) {
	t.Helper()
	body, _ := json.Marshal(wire.Submission{Site: "krowork", Plan: p.token(t), Method: "reject_all", Key: uuid.NewString()})
	resp, err := http.Post(p.base+"/v1/choices", "text/plain", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var a wire.Answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil || a.Receipt == "" {
		t.Fatalf("choice = %d, %v", resp.StatusCode, err)
	}
	if err := os.WriteFile(file, []byte(a.Receipt+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return a.Decision
}

// A log is checked where it is served, in a backup of it, and against what
// others kept: checkpoints, keys and receipts.
func TestVerifyRemoteAndBackup(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	data := at("data")
	p := start(t, data, "--posts-per-second=1000000", "--posts-burst=1000000")
	token := p.token(t)
	p.receipt(t, at("receipt"))
	for range 300 { // more than one tile
		if got := p.choose(token, uuid.NewString()); got != 201 {
			t.Fatalf("choice = %d", got)
		}
	}
	log := p.base + "/v1/log"
	kept, key := fetch(t, log+"/checkpoint", at("checkpoint")), strings.TrimSpace(read(t, fetch(t, log+"/key", at("key"))))
	other := start(t, at("other"))
	other.receipt(t, at("other-receipt"))
	foreign := fetch(t, other.base+"/v1/log/checkpoint", at("foreign"))
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{log}, 0, "The log holds: "},
		{[]string{"--key", key, log, kept, at("receipt")}, 0, "2 checkpoints, 1 receipts"},
		{[]string{log, foreign}, 1, "checking a checkpoint"},
		{[]string{log, at("other-receipt")}, 1, "the server does not prove a receipt"},
		{[]string{"--key", key, other.base + "/v1/log"}, 1, "checking a checkpoint"},
		{[]string{p.base + "/v1/lug"}, 1, "is this the address of a log"},
		{[]string{"--data", data, kept, at("receipt")}, 0, "1 receipts"},
		{[]string{"--data", data, at("other-receipt")}, 1, "not a receipt of this server"},
	} {
		status, out, words := sayso(append([]string{"verify"}, tt.args...)...)
		if status != tt.status || !strings.Contains(out+words, tt.says) {
			t.Errorf("verify %v = %d, %s%s\nwant %d, %q", tt.args, status, out, words, tt.status, tt.says)
		}
	}
	if status, _, words := sayso("backup", "--data", data, at("copy.db")); status != 0 {
		t.Fatal(words)
	}
	p.stop()
	before := read(t, at("copy.db"))
	if status, out, words := sayso("verify", "--data", at("copy.db"), kept, at("receipt")); status != 0 || read(t, at("copy.db")) != before {
		t.Errorf("verifying a backup = %d %s%s, or it was changed", status, out, words)
	}
	hand(t, at("copy.db"), `UPDATE choices SET grants = '{"analytics":true}' WHERE seq = 0`)
	for _, want := range []string{"entry 0: its choice is not the one that was recorded"} {
		if status, _, words := sayso("verify", "--data", at("copy.db")); status != 1 || !strings.Contains(words, want) {
			t.Errorf("verifying a changed backup = %d %s", status, words)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A server that serves another leaf than the one in its tree is found out, and
// the entry is named.
func TestVerifyLyingServer(t *testing.T) {
	p := start(t, t.TempDir())
	for range 5 {
		p.choose(p.token(t), uuid.NewString())
	}
	for _, tt := range []struct{ path, says string }{
		{"/tile/entries/", "entry 3: its hash in the tree is not that of its leaf"},
		{"/checkpoint", "checking a checkpoint"},
	} {
		liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			resp, err := http.Get(p.base + r.URL.Path)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			var body strings.Builder
			resp.Write(&body) // status line and all; only the end counts
			_, text, _ := strings.Cut(body.String(), "\r\n\r\n")
			if raw := []byte(text); strings.Contains(r.URL.Path, tt.path) {
				raw[len(raw)-1-34] ^= 1
				text = string(raw)
			}
			w.Write([]byte(text))
		}))
		defer liar.Close()
		if status, out, words := sayso("verify", liar.URL+"/v1/log"); status != 1 || !strings.Contains(words, tt.says) {
			t.Errorf("verify = %d %s%s, want %q", status, out, words, tt.says)
		}
	}
}
