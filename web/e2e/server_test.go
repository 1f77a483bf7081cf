//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"testing"
)

// What most tests share: a consent server, and a shop on another origin.
var (
	consent  *server
	shopSite *shop
)

// services are the sites of the shop: one for each shipped service, on demo
// terms so that place, age and time can be played.
var services = []string{"krowork", "kaadas", "kalodata", "kalos", "egretsoft"}

// byFile is one more site, of a service that is written as a file alone.
const byFile = "acme"

// A server is a running sayso.
type server struct {
	url string
	dir string
	cmd *exec.Cmd
}

var readyLine = regexp.MustCompile(`Open (http://[^/ ]+)/`)

// startServer starts the built binary on a free port with a data folder of its
// own, and waits until it listens. More flags come after the usual ones, and win.
func startServer(dir string, more ...string) (*server, error) {
	if err := os.MkdirAll(filepath.Join(dir, "sites"), 0o755); err != nil {
		return nil, err
	}
	for _, id := range append(slices.Clone(services), byFile) {
		text := fmt.Sprintf("id: %[1]s\nservice: %[1]s\norigins: [\"%[2]s\"]\ndemo: true\n", id, shopSite.origin)
		if err := os.WriteFile(filepath.Join(dir, "sites", id+".yaml"), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "sites", "gates.yaml"), []byte(gatesSite()), 0o644); err != nil {
		return nil, err
	}
	cmd := exec.Command(binary, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data"),
		"--profiles", filepath.Join("..", "..", "server", "testdata", "acme.yaml"),
		"--sites", filepath.Join(dir, "sites", "*.yaml"), "--posts-per-second", "1000", "--posts-burst", "1000"}, more...)...)
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{dir: dir, cmd: cmd}
	lines := bufio.NewScanner(out)
	var said string
	for s.url == "" && lines.Scan() {
		said += lines.Text() + "\n"
		if m := readyLine.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
		}
	}
	if s.url == "" {
		cmd.Wait()
		return nil, fmt.Errorf("sayso serve did not start:\n%s", said)
	}
	go func() {
		for lines.Scan() {
			if os.Getenv("SAYSO_E2E_LOG") != "" {
				fmt.Fprintln(os.Stderr, lines.Text())
			}
		}
	}()
	return s, nil
}

// stop ends the server as a service manager would.
func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
}

// ownServer starts a server for one test, which may stop it.
func ownServer(t *testing.T) *server {
	t.Helper()
	s, err := startServer(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}
