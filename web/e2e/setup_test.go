//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What the tests share: one server binary and one browser. Each test has a
// browser context of its own, which is as good as a fresh profile.
var (
	binary  string
	browser context.Context
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "sayso-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	chromium, err := findChromium()
	if err != nil {
		return 0, err
	}
	if err := installPackages(); err != nil {
		return 0, err
	}
	if binary, err = buildServer(dir); err != nil {
		return 0, err
	}
	if shopSite, err = newShop(); err != nil {
		return 0, err
	}
	if consent, err = startServer(filepath.Join(dir, "server")); err != nil {
		return 0, err
	}
	defer consent.stop()
	stop, err := startBrowser(chromium, filepath.Join(dir, "profile"))
	if err != nil {
		return 0, err
	}
	defer stop()
	defer stopEngines()
	return m.Run(), nil
}

// findChromium finds a browser, or installs Debian's where we may.
func findChromium() (string, error) {
	for _, name := range []string{os.Getenv("SAYSO_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	if err := apt("chromium"); err != nil {
		return "", err
	}
	return exec.LookPath("chromium")
}

// apt installs Debian packages as root; anybody else is told what to type.
func apt(packages ...string) error {
	install := append([]string{"install", "-y", "--no-install-recommends"}, packages...)
	if _, err := exec.LookPath("apt-get"); err != nil || os.Getuid() != 0 {
		return fmt.Errorf("%v is missing; type: sudo apt-get update && sudo apt-get %s", packages, strings.Join(install, " "))
	}
	for _, args := range [][]string{{"update"}, install} {
		cmd := exec.Command("apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// installPackages brings what the tests need from npm, unless it is there.
func installPackages() error {
	if _, err := exec.LookPath("npm"); err != nil {
		if err := apt("nodejs", "npm"); err != nil {
			return err
		}
	}
	lock, err := os.Stat("package-lock.json")
	if err != nil {
		return err
	}
	if have, err := os.Stat("node_modules/.package-lock.json"); err == nil && !have.ModTime().Before(lock.ModTime()) {
		return nil
	}
	if out, err := exec.Command("npm", "ci", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in web/e2e: %w\n%s", err, out)
	}
	return nil
}

// buildServer builds the command with what web/built holds now.
func buildServer(dir string) (string, error) {
	for _, name := range []string{"loader.js", "loader-hosting.js", "panel.js", "banner.css", "panel.css", "panel.wasm"} {
		if _, err := os.Stat(filepath.Join("..", "built", name)); errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf(`web/built/%s is missing; run "make build" first`, name)
		}
	}
	path := filepath.Join(dir, "sayso")
	if out, err := exec.Command("go", "build", "-o", path, "sayso/server").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// startBrowser starts the one Chromium. Frames of other sites stay in the
// process of their page, so that one network log shows them too.
func startBrowser(chromium, profile string) (stop func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("enable-features", "GlobalPrivacyControl,GlobalPrivacyControlTest"),
		chromedp.Flag("disable-site-isolation-trials", true), chromedp.Flag("disable-features", "IsolateOrigins,site-per-process"),
	)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	browser = ctx
	stop = func() { cancel(); cancelAllocator() }
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("starting %s: %w", chromium, err)
	}
	return stop, nil
}
