package main

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sayso/server/internal/api"
	"sayso/server/internal/keyring"
	"sayso/server/internal/ledger"
	"sayso/server/internal/settings"
	"sayso/server/internal/store"
	"sayso/server/internal/store/storetest"
	"sayso/web"
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

// What need not be kept any more by a profile that has changed is forgotten
// without a restart.
func TestForgetsByTheFilesAsTheyAre(t *testing.T) {
	dir := t.TempDir()
	shipped, err := os.ReadFile("internal/profile/profiles/krowork-intl.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const years, months = "record: contract, keep: {years: 5}", "record: contract, keep: {months: 6}"
	name := filepath.Join(dir, "krowork-intl.yaml")
	if err := os.WriteFile(name, shipped, 0o600); err != nil || !strings.Contains(string(shipped), years) {
		t.Fatalf("the shipped profile has no %q (%v)", years, err)
	}
	set := settings.Default()
	set.Data, set.Profiles = filepath.Join(dir, "data"), []string{name}
	db, err := openStore(t.Context(), set.Data, "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := storetest.Record("krowork", 1)
	r.Place, r.DecidedAt, r.ValidUntil = "KR", time.Now().AddDate(-2, 0, 0), time.Now().AddDate(-1, 0, 0)
	if _, _, err := db.Append(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	l := inProcess(t, &set, db)
	go forgetEach(t.Context(), 10*time.Millisecond, l.Keeper, db, l.config.Log)
	time.Sleep(50 * time.Millisecond) // a few runs; more would find nothing either
	if _, err := db.ByID(t.Context(), r.ID); err != nil {
		t.Fatalf("after one year of five: %v", err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(shipped), years, months, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	l.look()
	for end := time.Now().Add(60 * time.Second); err == nil && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		_, err = db.ByID(t.Context(), r.ID)
	}
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after one year of six months: %v, want ErrNotFound", err)
	}
}

// inProcess is a live server of this process.
func inProcess(t *testing.T, set *settings.Settings, db store.Store) *live {
	t.Helper()
	ring, err1 := keyring.Load(t.Context(), db, time.Now())
	log, err2 := ledger.New(t.Context(), db, ledger.Name(""), time.Now)
	config := api.Config{
		Store: db, Ring: ring, Ledger: log, Built: web.Built(), Words: web.Words(), Demo: web.Demo(), OpenAPI: openapi,
		PostsPerSecond: 1, Burst: 1, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}
	err3 := configure(&config, set)
	l, err4 := newLive(t.Context(), config, set)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	return l
}
