package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"sayso/server/internal/ledger"
	"sayso/server/internal/store"
	"sayso/server/internal/store/postgres"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/storetest"
)

// start runs a PostgreSQL of its own in a temporary folder, on a free port of
// this machine, and returns the address of a database in it.
func start(t *testing.T) (url func(name string) string) {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		t.Skip("PostgreSQL is not installed; run apt-get install postgresql")
	}
	bin := found[len(found)-1]
	dir, err := os.MkdirTemp("", "sayso-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	run := command(t, dir)
	data := filepath.Join(dir, "data")
	if out, err := run(filepath.Join(bin, "initdb"), "-D", data, "-U", "sayso", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	server := run(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-c", "listen_addresses=127.0.0.1")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT) // fast shutdown
		server.Wait()
	})
	url = func(name string) string {
		return fmt.Sprintf("postgres://sayso@127.0.0.1:%d/%s?sslmode=disable", port, name)
	}
	waitFor(t, url("postgres"))
	return url
}

// command runs programs as the user postgres where we are root, because
// PostgreSQL refuses to.
func command(t *testing.T, dir string) func(name string, args ...string) *exec.Cmd {
	t.Helper()
	var as *syscall.SysProcAttr
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("root cannot run PostgreSQL and there is no user postgres; run apt-get install postgresql")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	return func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.SysProcAttr = dir, as
		return cmd
	}
}

func waitFor(t *testing.T, url string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 100 {
		if err = db.Ping(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("PostgreSQL does not answer: %v", err)
}

// create makes an empty database.
func create(t *testing.T, url func(string) string, name string) {
	t.Helper()
	db, err := sql.Open("pgx", url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE DATABASE ` + name); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, url string) *relational.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestPostgres(t *testing.T) {
	url := start(t)
	t.Run("contract", func(t *testing.T) {
		n := 0
		storetest.Run(t, func(t *testing.T) func() store.Store {
			n++
			name := fmt.Sprintf("contract%d", n)
			create(t, url, name)
			return func() store.Store { return open(t, url(name)) }
		})
	})
	t.Run("three servers share one database", func(t *testing.T) { three(t, url) })
	t.Run("a month has a table of its own", func(t *testing.T) { monthly(t, url) })
}

// monthly: the choices of a month stand in a table of their own, and when
// nobody need keep them, the table goes.
func monthly(t *testing.T, url func(string) string) {
	create(t, url, "monthly")
	db := open(t, url("monthly"))
	defer db.Close()
	plain, err := sql.Open("pgx", url("monthly"))
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	rows := func(table string) (n int) { // -1: there is no such table
		if err := plain.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
			return -1
		}
		return n
	}
	if err := db.Prepare(t.Context(), time.Date(2031, 12, 5, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for i, month := range []time.Month{12, 12, 13, 6} {
		r := storetest.Record("a", i)
		r.DecidedAt = time.Date(2031, month, 31, 23, 59, 59, 0, time.UTC)
		if _, _, err := db.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for table, want := range map[string]int{"choices_203112": 2, "choices_203201": 1, "choices_rest": 1, "choices_203202": 0, "choices": 4} {
		if got := rows(table); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
	if dropped, err := db.DropMonth(t.Context(), 203112, 2, store.Erasure{At: time.Now(), Who: "retention", Why: "a test"}); err != nil || !dropped {
		t.Fatalf("DropMonth = %v, %v", dropped, err)
	}
	if got := rows("choices_203112"); got != -1 || rows("choices") != 2 {
		t.Errorf("afterwards choices_203112 has %d rows, and choices %d; want none such, and 2", got, rows("choices"))
	}
	if report, err := ledger.Verify(t.Context(), db); err != nil || report.Erased != 2 {
		t.Errorf("Verify = %+v, %v", report, err)
	}
}

// three servers start at once on an empty database and record at once, each
// choice twice, on two of them: the log is one, whole, and each choice is once
// in it.
func three(t *testing.T, url func(string) string) {
	create(t, url, "shared")
	servers := make([]*relational.DB, 3)
	var started sync.WaitGroup
	for i := range servers {
		started.Go(func() {
			db, err := postgres.Open(context.Background(), url("shared"))
			if err != nil {
				t.Error(err)
			}
			servers[i] = db
		})
	}
	started.Wait()
	if t.Failed() {
		return
	}
	const choices = 300
	var wg sync.WaitGroup
	for i := range 2 * choices {
		wg.Go(func() {
			if _, _, err := servers[i%3].Append(context.Background(), storetest.Record("a", i%choices)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	report, err := ledger.Verify(t.Context(), servers[0])
	if err != nil || report.Entries != choices {
		t.Errorf("Verify = %+v, %v; want %d entries", report, err, choices)
	}
	for _, db := range servers {
		db.Close()
	}
}
