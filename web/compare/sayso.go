package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// binary is what make build leaves behind.
const binary = "bin/sayso"

// siteFile describes the article's site to Sayso: two optional categories,
// opt-in, as the peers are set up.
const siteFile = `id: article
service: krowork
origins: [%q]
`

// startSayso runs the server on a free port with an empty store, for pages of
// origin. It returns the address of the script for them. Stop ends it.
func startSayso(origin string) (script string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "sayso-compare-")
	if err != nil {
		return "", nil, err
	}
	name := filepath.Join(dir, "site.yaml")
	if err := os.WriteFile(name, fmt.Appendf(nil, siteFile, origin), 0o644); err != nil {
		return "", nil, err
	}
	cmd := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--sites", name,
		"--demo", "false", "--posts-burst", "10000")
	out, err := cmd.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		os.RemoveAll(dir)
		return "", nil, fmt.Errorf("starting %s: %w; run make build", binary, err)
	}
	stop = func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait() // how it ended says nothing that the measures do not
		os.RemoveAll(dir)
	}
	address, err := firstAddress(out)
	if err == nil {
		script = address + "/sayso.js?site=article"
		err = warm(script)
	}
	if err != nil {
		stop()
		return "", nil, err
	}
	return script, stop, nil
}

// firstAddress finds the first http:// address that the server prints, and
// keeps reading so that the server never waits for us.
func firstAddress(out io.Reader) (string, error) {
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		for word := range strings.FieldsSeq(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				go io.Copy(io.Discard, out)
				return strings.TrimRight(word, "/."), nil
			}
		}
	}
	return "", errors.New(binary + " printed no address:\n" + said.String())
}

// warm asks once, as the first visitor of the day does: a variant is drawn
// and packed for the first one and kept for the rest.
func warm(script string) error {
	req, err := http.NewRequest(http.MethodGet, script, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "br")
	req.Header.Set("Accept-Language", "en-US,en;q=0.9")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("%s answered %s: %s", script, res.Status, text)
	}
	return nil
}
