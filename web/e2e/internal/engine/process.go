package engine

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// A process is a program with everything that it started, in a group of its
// own so that nothing is left behind.
type process struct{ cmd *exec.Cmd }

// start starts a program whose home is dir, so that it finds nobody's settings
// and leaves no traces. What it says on standard error has to be read.
func start(dir string, extra []*os.File, env []string, name string, args ...string) (*process, io.Reader, error) {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = append(os.Environ(), append(env, "HOME="+dir, "XDG_CONFIG_HOME="+filepath.Join(dir, "config"),
		"XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "XDG_DATA_HOME="+filepath.Join(dir, "data"))...)
	cmd.ExtraFiles = extra
	said, err := cmd.StderrPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("starting %s: %w", name, err)
	}
	return &process{cmd}, said, nil
}

// stop asks the group to end, and ends it.
func (p *process) stop() {
	if p == nil {
		return
	}
	ended := make(chan struct{})
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
	go func() { p.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
	}
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-ended
}

// until reads lines until one fits, and gives what its first group caught. The
// rest is read and dropped, so that the writer never has to wait.
func until(said io.Reader, line *regexp.Regexp) (string, error) {
	lines := bufio.NewScanner(said)
	var all strings.Builder
	for lines.Scan() {
		if found := line.FindStringSubmatch(lines.Text()); found != nil {
			go io.Copy(io.Discard, said)
			return found[1], nil
		}
		all.WriteString(lines.Text() + "\n")
	}
	return "", fmt.Errorf("it ended and said:\n%s", all.String())
}
