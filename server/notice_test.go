package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"sayso/app/wire"
)

// renamed writes the profile krowork-intl with another product name, as a new
// edition of it would have.
func renamed(t *testing.T, dir string) string {
	t.Helper()
	raw, err := os.ReadFile("internal/profile/profiles/krowork-intl.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "krowork-intl.yaml")
	raw = bytes.Replace(raw, []byte("name: Krowork"), []byte("name: Kroworld"), 1)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// recordOne records a choice of the demo site krowork in Brazil and returns
// its decision id.
func (p *process) recordOne(t *testing.T) string {
	t.Helper()
	resp, err := http.Get(p.base + "/v1/plan?site=krowork&place=BR&lang=pt-BR")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var plan struct{ Plan string }
	if err := json.NewDecoder(resp.Body).Decode(&plan); err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(wire.Submission{Site: "krowork", Plan: plan.Plan, Method: "accept_all", Key: uuid.NewString()})
	answer, err := http.Post(p.base+"/v1/choices", "text/plain", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var a wire.Answer
	if err := json.NewDecoder(answer.Body).Decode(&a); err != nil || a.Decision == "" {
		t.Fatalf("choice = %d, %v", answer.StatusCode, err)
	}
	return a.Decision
}

// stop kills p: what it acknowledged is on disk.
func (p *process) stop() {
	p.cmd.Process.Kill()
	<-p.done
}

// Years later, after the profile has changed, the notice behind a choice is
// still printed and drawn as it was; a notice that somebody changed is not.
func TestExplainDecision(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	p := start(t, data)
	id := p.recordOne(t)
	p.stop()
	p = start(t, data, "--profiles", renamed(t, dir))
	newer := p.recordOne(t)
	p.stop()
	for _, tt := range []struct{ id, has, lacks string }{{id, "Krowork", "Kroworld"}, {newer, "Kroworld", "Krowork "}} {
		drawn := filepath.Join(dir, tt.id)
		status, out, words := sayso("explain", "--data", data, "--decision", tt.id, "--draw", drawn)
		for _, want := range []string{"Decision " + tt.id, "in pt-BR, to visitors in BR", "profile krowork-intl", "KRO-", "accept_all"} {
			if status != 0 || !strings.Contains(strings.ToLower(out), strings.ToLower(want)) {
				t.Fatalf("explain = %d, lacks %q:\n%s%s", status, want, out, words)
			}
		}
		for _, name := range []string{"banner.html", "panel.html", "plan.json", "words.json", "profile.json", "record.json"} {
			text, err := os.ReadFile(filepath.Join(drawn, name))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := html.Parse(bytes.NewReader(text)); strings.HasSuffix(name, ".html") && (err != nil || !bytes.Contains(text, []byte(`lang="pt-BR"`))) {
				t.Errorf("%s: %v\n%.200s", name, err, text)
			}
			if strings.HasSuffix(name, ".json") && !json.Valid(text) {
				t.Errorf("%s is no JSON: %.200s", name, text)
			}
		}
		profile, _ := os.ReadFile(filepath.Join(drawn, "profile.json"))
		if !strings.Contains(string(profile), `"name":"`+tt.has+`"`) {
			t.Errorf("decision %s was shown under %.80s, want the name %s", tt.id, profile, tt.has)
		}
	}
	if status, _, words := sayso("explain", "--data", data, "--decision", uuid.NewString()); status != 1 || !strings.Contains(words, "there is no such decision") {
		t.Errorf("explaining nothing = %d %s", status, words)
	}
	hand(t, filepath.Join(data, "sayso.db"), `UPDATE parts SET content = CAST('<p>' AS BLOB) WHERE kind = 'banner'`)
	if status, _, words := sayso("explain", "--data", data, "--decision", id); status != 1 || !strings.Contains(words, "is not the one that was hashed") {
		t.Errorf("explaining a notice that was changed by hand = %d %s", status, words)
	}
}
