package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// A result is all that one run found.
type result struct {
	Date     time.Time `json:"date"`
	Chromium string    `json:"chromium"`
	Widgets  []widget  `json:"widgets"`
	// Rounds holds, for each round, what was found for each widget by ID.
	Rounds []map[string]sample `json:"rounds"`
	// Failed are visits that came to no end, in words.
	Failed []string `json:"failed,omitempty"`
	Took   string   `json:"took"`
	// Busy is how many processes wanted to run during the last minute before
	// the run began and before it ended: others than ours make times noisy.
	Busy []string `json:"busy,omitempty"`
}

// lookAround notes how busy the machine is, where it says so.
func (r *result) lookAround(log io.Writer) {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return
	}
	load, _, _ := strings.Cut(string(text), " ")
	r.Busy = append(r.Busy, load)
	if n, _ := strconv.ParseFloat(load, 64); len(r.Busy) == 1 && n > 1 {
		fmt.Fprintf(log, "The machine is busy (load %s): times will be noisy; measure on a quiet one.\n", load)
	}
}

// measureAll makes rounds until n are made or the limit is reached. Every
// round visits with every widget, each time another one first, so that what
// slows the machine for a while slows them all.
func (b *bench) measureAll(r *result, played []session, n int, limit time.Duration, log io.Writer) {
	start := time.Now()
	r.lookAround(log)
	defer r.lookAround(log)
	defer func() { r.Took = time.Since(start).Round(time.Second).String() }()
	var longest time.Duration
	for round := range n {
		began := time.Now()
		if b.ctx.Err() != nil {
			return
		}
		if began.Add(longest).Sub(start) > limit {
			fmt.Fprintf(log, "The time is up after %d of %d rounds.\n", round, n)
			return
		}
		found := map[string]sample{}
		r.Rounds = append(r.Rounds, found)
		for _, s := range played {
			if round%s.every == 0 {
				b.play(r, s, found, round)
			}
		}
		longest = max(longest, time.Since(began))
		fmt.Fprintf(log, "round %d of %d took %s\n", round+1, n, time.Since(began).Round(time.Second))
	}
}

// play plays one session with every widget.
func (b *bench) play(r *result, s session, found map[string]sample, round int) {
	for i := range r.Widgets {
		w := r.Widgets[(i+round)%len(r.Widgets)]
		if found[w.ID] == nil {
			found[w.ID] = sample{}
		}
		if b.ctx.Err() != nil {
			return
		}
		if err := s.run(b, w, found[w.ID]); err != nil {
			r.Failed = append(r.Failed, fmt.Sprintf("round %d, %s, %s: %v", round+1, w.ID, s.name, err))
		}
	}
}
