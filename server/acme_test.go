package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A pebble is Pebble, the certificate authority with which Let's Encrypt
// tests ACME clients, on this machine. It comes as Debian's package; make tools
// installs it.
type pebble struct {
	dir                string // its folder
	directory, control string // addresses: of ACME, and of its own interface
	running            *exec.Cmd
	client             *http.Client // trusts Pebble's own certificate
}

// freeAddress is an address on which nothing listens now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// newPebble chooses addresses, and makes the certificate with which Pebble
// itself speaks TLS: processes that are started afterwards trust it.
func newPebble(t *testing.T) *pebble {
	t.Helper()
	for _, name := range []string{"pebble", "pebble-challtestsrv"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("pebble is not installed; apt-get install pebble")
		}
	}
	a := &pebble{dir: t.TempDir(), directory: freeAddress(t), control: freeAddress(t)}
	cert := filepath.Join(a.dir, "cert.pem")
	certify(t, cert, filepath.Join(a.dir, "key.pem"), 1)
	t.Setenv("SSL_CERT_FILE", cert)
	raw, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(raw)
	a.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "localhost"}}}
	return a
}

// start starts Pebble, and a name server for which every name is this machine.
// Pebble looks for whom it certifies on the port.
func (a *pebble) start(t *testing.T, port int) {
	t.Helper()
	names := freeAddress(t)
	a.run(t, "pebble-challtestsrv", "-dns01", names, "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", freeAddress(t))
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": a.directory, "managementListenAddress": a.control, "certificate": "cert.pem", "privateKey": "key.pem", "tlsPort": port, "httpPort": port,
	}})
	if err == nil {
		err = os.WriteFile(filepath.Join(a.dir, "config.json"), config, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.running = a.run(t, "pebble", "-config", "config.json", "-dnsserver", names)
	for _, address := range []string{names, a.directory, a.control} {
		eventually(t, "starting pebble", func() error {
			conn, err := net.Dial("tcp", address)
			if err == nil {
				conn.Close()
			}
			return err
		})
	}
}

func (a *pebble) run(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = a.dir, append(os.Environ(), "PEBBLE_VA_NOSLEEP=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd
}

// roots is what whoever trusts Pebble has in store.
func (a *pebble) roots(t *testing.T) *x509.CertPool {
	t.Helper()
	resp, err := a.client.Get("https://" + a.control + "/roots/0")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(raw) {
		t.Fatalf("pebble's root: %v\n%s", err, raw)
	}
	return pool
}

// eventually tries until try succeeds.
func eventually(t *testing.T, what string, try func() error) {
	t.Helper()
	err := try()
	for end := time.Now().Add(60 * time.Second); err != nil && time.Now().Before(end); err = try() {
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// The server gets a certificate from a real authority when the first visitor
// comes, serves with it, and has it still after a restart without the
// authority.
func TestACMEGetsACertificate(t *testing.T) {
	const host = "consent.example"
	a := newPebble(t)
	data := t.TempDir()
	flags := []string{"--acme-hosts", host, "--acme-directory", fmt.Sprintf("https://localhost:%d/dir", port(t, a.directory))}
	p := start(t, data, flags...)
	at, err := url.Parse(p.base)
	if err != nil {
		t.Fatal(err)
	}
	a.start(t, port(t, at.Host))
	roots := a.roots(t)
	first := healthy(t, host, at.Host, roots)
	p.cmd.Process.Kill()
	<-p.done
	a.running.Process.Kill()

	p = start(t, data, flags...)
	if at, err = url.Parse(p.base); err != nil {
		t.Fatal(err)
	}
	if again := healthy(t, host, at.Host, roots); again != first {
		t.Errorf("after a restart it shows certificate %s, want %s", again, first)
	}
}

func port(t *testing.T, address string) int {
	t.Helper()
	found, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return found.Port
}

// healthy asks the server at an address for /healthz, as a visitor of host who
// trusts roots, and gives the certificate's serial number.
func healthy(t *testing.T, host, address string, roots *x509.CertPool) (serial string) {
	t.Helper()
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, TLSHandshakeTimeout: time.Minute, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", address)
		},
	}}
	eventually(t, "asking "+host, func() error {
		resp, err := client.Get("https://" + host + "/healthz")
		if err != nil {
			return err
		}
		resp.Body.Close()
		serial = resp.TLS.PeerCertificates[0].SerialNumber.String()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("/healthz = %s", resp.Status)
		}
		return nil
	})
	return serial
}
