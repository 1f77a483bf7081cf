package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// withServer runs bin/sayso on a free port with an empty data folder while do
// works, and stops it afterwards. do gets the server's address; more are further
// arguments.
func withServer(do func(base string) error, more ...string) error {
	data, err := os.MkdirTemp("", "sayso-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	cmd := exec.Command("bin/sayso", append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, more...)...)
	out, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting bin/sayso: %w; run make build", err)
	}
	base, err := address(out)
	if err == nil {
		err = do(base)
	}
	stop := cmd.Process.Signal(syscall.SIGTERM)
	io.Copy(io.Discard, out)
	cmd.Wait() // its exit status says nothing that err and stop do not
	return errors.Join(err, stop)
}

// address finds the first http:// address that the server prints.
func address(out io.Reader) (string, error) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		for word := range strings.FieldsSeq(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				return strings.TrimRight(word, "/."), nil
			}
		}
	}
	return "", errors.New("bin/sayso printed no address; run it by hand to see why")
}

// wireBytes is how many bytes the body of url has on the wire in brotli.
func wireBytes(url string) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept-Encoding", "br")
	req.Header.Set("Accept-Language", "en")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil {
		return 0, err
	}
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answered %s", url, res.Status)
	}
	if res.Header.Get("Content-Encoding") != "br" {
		return 0, fmt.Errorf("%s came without brotli", url)
	}
	return int(n), nil
}
