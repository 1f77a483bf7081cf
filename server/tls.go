package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	authority "golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"sayso/server/internal/settings"
)

// certificates is how the server speaks TLS, or nil for plain HTTP.
func certificates(set *settings.Settings) (*tls.Config, error) {
	switch {
	case set.TLSCert != "":
		pair := &filePair{cert: set.TLSCert, key: set.TLSKey}
		if _, err := pair.get(nil); err != nil {
			return nil, err
		}
		return &tls.Config{GetCertificate: pair.get, MinVersion: tls.VersionTLS12}, nil
	case len(set.ACMEHosts) > 0:
		m := &autocert.Manager{
			// Asking for a certificate is agreeing to the authority's terms.
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(set.ACMEHosts...),
			Cache: autocert.DirCache(filepath.Join(set.Data, "acme")), Client: &authority.Client{DirectoryURL: set.ACMEDirectory},
		}
		c := m.TLSConfig()
		c.MinVersion = tls.VersionTLS12
		return c, nil
	}
	return nil, nil
}

// A filePair is a certificate and its key on disk. It is read again when a
// file has changed, as tools that renew certificates do it.
type filePair struct {
	cert, key string

	mu      sync.Mutex
	changed [2]time.Time
	read    *tls.Certificate
}

// get gives the certificate for a handshake. Files that cannot be read while
// they are being replaced leave the one before in use.
func (p *filePair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var changed [2]time.Time
	for i, name := range []string{p.cert, p.key} {
		if info, err := os.Stat(name); err == nil {
			changed[i] = info.ModTime()
		}
	}
	if p.read != nil && changed == p.changed {
		return p.read, nil
	}
	pair, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err == nil {
		p.read, p.changed = &pair, changed
	} else if p.read == nil {
		return nil, fmt.Errorf("reading the certificate: %w", err)
	}
	return p.read, nil
}
