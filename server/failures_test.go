package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sayso/server/internal/ledger"
	"sayso/server/internal/store/pgtest"
	"sayso/server/internal/store/postgres"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
)

// holds reports whether every acknowledged choice is in db exactly once, and
// the log holds.
func holds(t *testing.T, db *relational.DB, acknowledged []string) {
	t.Helper()
	kept := map[string]int{}
	for r, err := range db.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kept[r.Key]++
	}
	for _, key := range acknowledged {
		if kept[key] != 1 {
			t.Errorf("acknowledged choice %s is there %d times", key, kept[key])
		}
	}
	for key, n := range kept {
		if n != 1 {
			t.Errorf("choice %s is there %d times", key, n)
		}
	}
	if _, err := ledger.Verify(t.Context(), db); err != nil {
		t.Errorf("the log does not hold: %v", err)
	}
	t.Logf("%d acknowledged, %d kept", len(acknowledged), len(kept))
}

// a tmpfs of its own stands in for a disk that can be filled or made read-only.
func disk(t *testing.T, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("only root can mount a small disk: %s", out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	return dir
}

// tries makes choices until one is answered with want, and returns the keys of
// those that were acknowledged on the way.
func (p *process) tries(t *testing.T, token string, want int) (acknowledged []string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		key := uuid.NewString()
		got := p.choose(token, key)
		if got == http.StatusCreated {
			acknowledged = append(acknowledged, key)
		}
		if got == want {
			return acknowledged
		}
		if want == http.StatusCreated {
			time.Sleep(100 * time.Millisecond)
		}
	}
	t.Fatalf("no choice was answered with %d\n%s", want, p.log.String())
	return nil
}

// ready asks /readyz.
func (p *process) ready() int {
	resp, err := http.Get(p.base + "/readyz")
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

const unlimited = "--posts-per-second=1000000"

// A full disk refuses clearly; with room again, the same process goes on.
func TestDiskFull(t *testing.T) {
	dir := disk(t, "2m")
	filler := filepath.Join(dir, "filler")
	p := start(t, filepath.Join(dir, "data"), unlimited, "--posts-burst=1000000")
	token := p.token(t)
	acknowledged := p.tries(t, token, http.StatusCreated)
	fill(t, filler)
	acknowledged = append(acknowledged, p.tries(t, token, http.StatusServiceUnavailable)...)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	acknowledged = append(acknowledged, p.tries(t, token, http.StatusCreated)...)
	p.cmd.Process.Kill()
	<-p.done
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "data", "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	holds(t, db, acknowledged)
}

// fill writes until the disk is full.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
}

// On a read-only disk a server says so and does not start; nothing is lost, and
// it starts once the disk can be written.
func TestReadOnlyDisk(t *testing.T) {
	dir := disk(t, "16m")
	data := filepath.Join(dir, "data")
	p := start(t, data)
	acknowledged := p.tries(t, p.token(t), http.StatusCreated)
	p.cmd.Process.Kill()
	<-p.done
	remount := func(how string) {
		t.Helper()
		if out, err := exec.Command("mount", "-o", "remount,"+how, dir).CombinedOutput(); err != nil {
			t.Fatalf("remounting: %s", out)
		}
	}
	remount("ro")
	cmd := exec.Command(os.Args[0], "serve", "--addr", "127.0.0.1:0", "--data", data)
	cmd.Env = append(os.Environ(), "SAYSO_PLAY=1")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "read-only") {
		t.Errorf("on a read-only disk it ends with %v and says %s", err, out)
	}
	remount("rw")
	p = start(t, data)
	acknowledged = append(acknowledged, p.tries(t, p.token(t), http.StatusCreated)...)
	p.cmd.Process.Kill()
	<-p.done
	db, err := sqlite.Open(t.Context(), filepath.Join(data, "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	holds(t, db, acknowledged)
}

// A database that restarts is missed, said so, and found again.
func TestDatabaseRestart(t *testing.T) {
	server := pgtest.New(t)
	url := server.MustCreate(t, "restart")
	p := start(t, t.TempDir(), "--database", url, unlimited, "--posts-burst=1000000")
	token := p.token(t)
	acknowledged := p.tries(t, token, http.StatusCreated)
	server.Stop()
	acknowledged = append(acknowledged, p.tries(t, token, http.StatusServiceUnavailable)...)
	if got := p.ready(); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz without a database = %d, want 503", got)
	}
	if err := server.Run(); err != nil {
		t.Fatal(err)
	}
	acknowledged = append(acknowledged, p.tries(t, token, http.StatusCreated)...)
	if got := p.ready(); got != http.StatusOK {
		t.Errorf("/readyz with the database back = %d, want 200", got)
	}
	holds(t, openPostgres(t, url), acknowledged)
}

func openPostgres(t *testing.T, url string) *relational.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Three servers share one PostgreSQL. One is killed under load: nothing that
// was acknowledged is lost, and clients see at most a retry at another server.
func TestOneOfThreeServersIsKilled(t *testing.T) {
	server := pgtest.New(t)
	url := server.MustCreate(t, "nodes")
	var nodes []*process
	for range 3 {
		nodes = append(nodes, start(t, t.TempDir(), "--database", url, unlimited, "--posts-burst=1000000"))
	}
	token := nodes[0].token(t)
	var (
		wg           sync.WaitGroup
		mu           sync.Mutex
		acknowledged []string
		retries      atomic.Int64
	)
	for client := range 9 {
		wg.Go(func() {
			for i := range 30 {
				if client == 0 && i == 10 {
					nodes[1].cmd.Process.Kill()
				}
				key := uuid.NewString()
				for try := range 3 {
					if got := nodes[(client+try)%3].choose(token, key); got == http.StatusCreated || got == http.StatusOK {
						mu.Lock()
						acknowledged = append(acknowledged, key)
						mu.Unlock()
						break
					}
					retries.Add(1)
					if try == 2 {
						t.Error("a client found no server that records")
					}
				}
			}
		})
	}
	wg.Wait()
	if len(acknowledged) != 9*30 {
		t.Errorf("%d of %d choices were acknowledged", len(acknowledged), 9*30)
	}
	t.Logf("%d retries", retries.Load())
	holds(t, openPostgres(t, url), acknowledged)
}
