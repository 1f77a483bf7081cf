package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"sayso/app/wire"
	"sayso/server/internal/store/pgtest"
	"sayso/server/internal/store/sqlite"
	"sayso/web"
)

// TestMain lets this test binary stand in for sayso: with SAYSO_PLAY set it is
// the command.
func TestMain(m *testing.M) {
	if os.Getenv("SAYSO_PLAY") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A process is a serving sayso.
type process struct {
	cmd  *exec.Cmd
	base string // http://127.0.0.1:port
	log  bytes.Buffer
	done chan error
}

// start runs sayso serve on a free port and waits until it says where.
func start(t *testing.T, data string, args ...string) *process {
	t.Helper()
	return startAs(t, exec.Command(os.Args[0]), data, args...)
}

// startAs is start with a command that may have another user and folder.
func startAs(t *testing.T, cmd *exec.Cmd, data string, args ...string) *process {
	t.Helper()
	if _, err := fs.Stat(web.Built(), "loader.js"); err != nil {
		t.Skip(`web/built is empty, so there is nothing to serve; run "make build"`)
	}
	p := &process{cmd: cmd, done: make(chan error, 1)}
	p.cmd.Args = append(p.cmd.Args, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, args...)...)
	p.cmd.Env = append(os.Environ(), "SAYSO_PLAY=1")
	out, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for p.base == "" && lines.Scan() {
		fmt.Fprintln(&p.log, lines.Text())
		if _, after, ok := strings.Cut(lines.Text(), "Open "); ok {
			p.base, _, _ = strings.Cut(after, "/ ")
		}
	}
	if p.base == "" {
		t.Fatalf("sayso serve did not start:\n%s", p.log.String())
	}
	go func() {
		for lines.Scan() {
			fmt.Fprintln(&p.log, lines.Text())
		}
		p.done <- p.cmd.Wait()
	}()
	return p
}

// token asks for a plan of the demo site krowork.
func (p *process) token(t *testing.T) string {
	t.Helper()
	resp, err := http.Get(p.base + "/v1/plan?site=krowork")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var plan struct{ Plan string }
	if err := json.NewDecoder(resp.Body).Decode(&plan); err != nil {
		t.Fatal(err)
	}
	return plan.Plan
}

// choose posts one choice and reports the answer's status, or 0.
func (p *process) choose(token, key string) int {
	body, _ := json.Marshal(wire.Submission{Site: "krowork", Plan: token, Method: "accept_all", Key: key})
	resp, err := http.Post(p.base+"/v1/choices", "text/plain", bytes.NewReader(body))
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// A choice that was answered with 201 is there after kill -9 at a random
// moment, once, and the log holds, in either database. SAYSO_KILLS says how
// often to kill; 3 when unset.
func TestKilledServerLosesNothing(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		data := t.TempDir()
		acknowledged := killOften(t, data)
		db, err := sqlite.Open(t.Context(), filepath.Join(data, "sayso.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		holds(t, db, acknowledged)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := pgtest.New(t).MustCreate(t, "killed")
		holds(t, openPostgres(t, url), killOften(t, t.TempDir(), "--database", url))
	})
}

// killOften loads a server, kills it, and starts it again. It gives the keys of
// the choices that were acknowledged.
func killOften(t *testing.T, data string, args ...string) (acknowledged []string) {
	t.Helper()
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("SAYSO_KILLS")); err == nil {
		kills = n
	}
	for range kills {
		p := start(t, data, append(args, unlimited, "--posts-burst=1000000")...)
		token := p.token(t)
		var (
			wg sync.WaitGroup
			mu sync.Mutex
		)
		for range 8 {
			wg.Go(func() {
				for {
					key := uuid.NewString()
					switch p.choose(token, key) {
					case 201:
						mu.Lock()
						acknowledged = append(acknowledged, key)
						mu.Unlock()
					case 0:
						return // killed
					}
				}
			})
		}
		time.Sleep(time.Duration(100+rand.IntN(250)) * time.Millisecond)
		p.cmd.Process.Kill()
		wg.Wait()
		<-p.done
	}
	if len(acknowledged) < 10*kills {
		t.Errorf("only %d choices were acknowledged; that proves little", len(acknowledged))
	}
	return acknowledged
}

// A stop lets what is under way finish, and ends with status 0.
func TestGracefulStop(t *testing.T) {
	p := start(t, t.TempDir())
	if got := p.choose(p.token(t), uuid.NewString()); got != 201 {
		t.Fatalf("choice = %d, want 201", got)
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.done:
		if err != nil {
			t.Errorf("ended with %v:\n%s", err, p.log.String())
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}
}

// Each mistake of an operator is named before anything is served.
func TestServeSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(bad, []byte("id: shop\nservice: krowork\norigns: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--adr=:1"}, 2, "flag provided but not defined: -adr"},
		{[]string{"--sites", bad}, 1, bad + `:3:1: unknown field "origns"; write one of id, service`},
		{[]string{"--sites", filepath.Join(dir, "none*.yaml")}, 1, "finds no file"},
		{[]string{"--mmdb", filepath.Join(dir, "none.mmdb")}, 1, "opening the place file"},
		{[]string{"--trusted-proxy", "everybody"}, 1, `trusted proxy is "everybody"; write an address`},
		{[]string{"--public-url", "consent.example"}, 1, "write scheme, host and perhaps a path"},
		{[]string{"--addr", "256.0.0.1:1"}, 1, "listening"},
	} {
		cmd := exec.Command(os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data")}, tt.args...)...)
		cmd.Env = append(os.Environ(), "SAYSO_PLAY=1")
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != tt.status || !strings.Contains(string(out), tt.says) {
			t.Errorf("serve %q = status %d, %s\nwant %d, %q", tt.args, got, out, tt.status, tt.says)
		}
	}
}
