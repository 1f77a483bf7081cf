package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sayso/server/internal/site"
)

// Whether by flags or by answers, what comes out is a site file that the server
// reads; what it would refuse is not written.
func TestInit(t *testing.T) {
	name := filepath.Join(t.TempDir(), "shop.yaml")
	args := []string{"--out", name, "--id", "shop", "--service", "krowork", "--origins", "https://www.shop.co.uk,https://shop.co.uk",
		"--languages", "en, pt-BR", "--policy", "https://shop.co.uk/privacy", "--share", "shop.co.uk", "--services", "google-analytics,youtube", "--signals", "google,gpp"}
	if status := initSite(args); status != statusDone {
		t.Fatalf("init = %d", status)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "shop" || len(s.Origins) != 2 || len(s.Languages) != 2 || s.Share != "shop.co.uk" || len(s.Services) != 2 || s.Signals.Google == nil || !s.Signals.GPP {
		t.Errorf("it wrote\n%s", text)
	}
	if status := initSite(args); status != statusNo {
		t.Errorf("a file that is there: %d, want %d", status, statusNo)
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if status := initSite([]string{"--out", bad, "--id", "shop", "--service", "krowork", "--origins", "shop.example"}); status != statusNo {
		t.Errorf("a bad origin: %d, want %d", status, statusNo)
	}
	if _, err := os.Stat(bad); err == nil {
		t.Error("a bad file was written")
	}
}

func TestInitAsks(t *testing.T) {
	all := answers()
	all[0].value = "shop" // by flag
	var asked strings.Builder
	err := askFor(all, strings.NewReader("krowork\n https://shop.example \n\n\n\n\nuet\n"), &asked)
	if err != nil {
		t.Fatal(err)
	}
	text, err := siteFile(all)
	want := "# A Sayso site file. \"sayso schema site\" lists all that can stand here.\nid: shop\nservice: krowork\norigins:\n- https://shop.example\nsignals:\n  uet: true\n"
	if err != nil || string(text) != want {
		t.Errorf("it writes %v\n%s\nwant\n%s", err, text, want)
	}
	if strings.Contains(asked.String(), "short name") || !strings.Contains(asked.String(), "The origins of its pages") {
		t.Errorf("it asked %q", asked.String())
	}
	if err := askFor(answers(), strings.NewReader("shop\n"), &asked); err == nil || !strings.Contains(err.Error(), "give --service") {
		t.Errorf("answers that end: %v", err)
	}
}
