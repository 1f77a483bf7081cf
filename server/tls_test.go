package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// certify writes a self-signed certificate with a serial number, and its key.
func certify(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{key: {Type: "PRIVATE KEY", Bytes: secret}, cert: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// serial is that of the certificate that a server shows.
func serial(t *testing.T, base string) int64 {
	t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(base, "https://"), &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if v := conn.ConnectionState().Version; v < tls.VersionTLS12 {
		t.Errorf("TLS version %x", v)
	}
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

// The server speaks TLS with the files on disk, and takes up new ones while it
// runs.
func TestCertificatesOnDisk(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certify(t, cert, key, 1)
	p := start(t, filepath.Join(dir, "data"), "--tls-cert", cert, "--tls-key", key)
	if got := serial(t, p.base); !strings.HasPrefix(p.base, "https://") || got != 1 {
		t.Errorf("%s shows certificate %d, want 1", p.base, got)
	}
	certify(t, cert, key, 2)
	later := time.Now().Add(time.Minute) // clocks of file systems are coarse
	if err := os.Chtimes(cert, later, later); err != nil {
		t.Fatal(err)
	}
	if got := serial(t, p.base); got != 2 {
		t.Errorf("after a renewal it shows certificate %d, want 2", got)
	}
	if err := os.WriteFile(cert, []byte("half a fi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := serial(t, p.base); got != 2 {
		t.Errorf("with a broken file it shows certificate %d, want 2 still", got)
	}
}

// With ACME, no certificate is asked for in the name of a host that the
// operator did not name.
func TestACMEAsksForNamedHostsOnly(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir, "--acme-hosts", "consent.example", "--acme-directory", "https://127.0.0.1:1/directory")
	for _, name := range []string{"evil.example", ""} {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(p.base, "https://"), &tls.Config{InsecureSkipVerify: true, ServerName: name})
		if err == nil {
			conn.Close()
			t.Errorf("a certificate for %q was shown", name)
		}
	}
}

// The server needs no rights of root and writes nowhere but in its data
// folder.
func TestRunsAsNobodyOnReadOnlyDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become somebody else; run this test as root")
	}
	dir, err := os.MkdirTemp("", "sayso-nobody")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const nobody = 65534
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(data, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(os.Args[0]) // where it lies, nobody may not go
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "sayso"), program, 0o555)
	}
	if err == nil {
		err = os.Chmod(dir, 0o555)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, "sayso"))
	cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	p := startAs(t, cmd, data)
	p.recordOne(t)
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(found) != 2 {
		t.Errorf("the folder above the data holds %v, %v", found, err)
	}
}
