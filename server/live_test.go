package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ask gets a path of p: the status and the body.
func (p *process) ask(t *testing.T, path string) (int, string) {
	t.Helper()
	res, err := http.Get(p.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// until asks for path until the answer holds want.
func (p *process) until(t *testing.T, when, path, want string) {
	t.Helper()
	var status int
	var body string
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if status, body = p.ask(t, path); strings.Contains(body, want) {
			return
		}
	}
	t.Fatalf("%s: GET %s = %d %.300s, want %q", when, path, status, body, want)
}

// Files that change are taken over without a restart. A broken one changes
// nothing, and is spoken of until it is whole again.
func TestFilesAreTakenOver(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "shop.yaml")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const head = "id: shop\nservice: krowork\norigins: [https://shop.example]\n"
	write(name, head+"leave: https://shop.example/one\n")
	p := start(t, filepath.Join(dir, "data"), "--sites", filepath.Join(dir, "*.yaml"))
	p.until(t, "at first", "/v1/view?site=shop", "https://shop.example/one")
	p.until(t, "at first", "/readyz", "ok")

	write(name, head+"leave: https://shop.example/another\n")
	p.until(t, "after a change", "/v1/view?site=shop", "https://shop.example/another")

	write(name, head+"leaf: https://shop.example/third\n")
	p.until(t, "when broken", "/readyz", "the last good files are in use")
	if status, body := p.ask(t, "/v1/view?site=shop"); status != http.StatusOK || !strings.Contains(body, "https://shop.example/another") {
		t.Errorf("when broken, the view is %d %.300s", status, body)
	}

	write(name, head+"leave: https://shop.example/fourth\n")
	write(filepath.Join(dir, "more.yaml"), "id: more\nservice: kaadas\norigins: [https://more.example]\n")
	p.until(t, "when whole again", "/v1/view?site=shop", "https://shop.example/fourth")
	p.until(t, "with one more file", "/v1/view?site=more", "kaadas")
	if _, body := p.ask(t, "/readyz"); body != "ok\n" {
		t.Errorf("/readyz still says %q", body)
	}
	p.cmd.Process.Signal(os.Interrupt)
	<-p.done
	for _, want := range []string{"took over the changed files", `shop.yaml:4:1: unknown field \"leaf\"`} {
		if !strings.Contains(p.log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, p.log.String())
		}
	}
}
