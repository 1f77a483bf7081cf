package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A meter shows on standard error how far a long command has come, if a person
// is there to see it: a program that reads standard error gets words only.
type meter struct{ bar *progressbar.ProgressBar }

// newMeter shows the word what before the progress towards total; -1 is a
// total that nobody knows.
func newMeter(what string, total int64) meter {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return meter{}
	}
	return meter{progressbar.NewOptions64(total,
		progressbar.OptionSetDescription(what), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth(),
	)}
}

// step counts one more.
func (m meter) step() {
	if m.bar != nil {
		m.bar.Add(1)
	}
}

// at sets how many are done.
func (m meter) at(done int64) {
	if m.bar != nil {
		m.bar.Set64(done)
	}
}

// end takes the meter off the screen.
func (m meter) end() {
	if m.bar != nil {
		m.bar.Finish()
	}
}
