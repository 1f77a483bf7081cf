// Package pgtest runs a real PostgreSQL for tests and benchmarks: Debian's, in
// a temporary folder, on a free port of this machine.
package pgtest

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// ErrMissing is returned where PostgreSQL cannot be run.
var ErrMissing = errors.New("PostgreSQL is not installed; type: sudo apt-get install postgresql")

// A Server is a PostgreSQL of our own.
type Server struct {
	dir, bin string
	port     int
	as       *syscall.SysProcAttr
	running  *exec.Cmd
}

// New starts a server for a test and stops it afterwards. The test is skipped
// where PostgreSQL is not installed; make test installs it.
func New(t testing.TB) *Server {
	t.Helper()
	s, err := Start()
	if errors.Is(err, ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Start makes a cluster in a temporary folder and starts it.
func Start() (*Server, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return nil, ErrMissing
	}
	dir, err := os.MkdirTemp("", "sayso-pg")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: found[len(found)-1]}
	if err := s.prepare(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Server) prepare() error {
	if err := s.becomeUser(); err != nil {
		return err
	}
	init := s.command("initdb", "-D", s.data(), "-U", "sayso", "-A", "trust", "-E", "UTF8", "--no-sync")
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	return s.Run()
}

// becomeUser lets root run the programs as the user postgres, because
// PostgreSQL refuses to run as root.
func (s *Server) becomeUser() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return ErrMissing
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	s.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return os.Chown(s.dir, uid, gid)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, s.as
	return cmd
}

// Run starts the server, the first time or again after Stop, and waits until
// it answers.
func (s *Server) Run() error {
	s.running = s.command("postgres", "-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.dir, "-c", "listen_addresses=127.0.0.1")
	if err := s.running.Start(); err != nil {
		return err
	}
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for range 300 {
		if err = db.Ping(); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL does not answer: %w", err)
}

// Stop ends the server at once, and with it every connection.
func (s *Server) Stop() {
	if s.running != nil {
		s.running.Process.Signal(syscall.SIGINT) // "fast" shutdown
		s.running.Wait()
		s.running = nil
	}
}

// Close stops the server and removes its folder.
func (s *Server) Close() {
	s.Stop()
	os.RemoveAll(s.dir)
}

// URL is the address of the database with a name.
func (s *Server) URL(name string) string {
	return fmt.Sprintf("postgres://sayso@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

// Create makes an empty database and returns its address.
func (s *Server) Create(name string) (string, error) {
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	_, err = db.Exec(`CREATE DATABASE ` + name)
	return s.URL(name), err
}

// MustCreate is Create for tests.
func (s *Server) MustCreate(t testing.TB, name string) string {
	t.Helper()
	url, err := s.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}
