package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/io"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// traced finds how long scripts kept the page's main thread busy until the
// banner was seen, on a processor a quarter as fast. Tracing slows a page
// a little, so nothing else is measured in this visit.
func (b *bench) traced(w widget, s sample) error {
	v := newVisitor(b.browser)
	defer v.leave()
	t, err := v.open(w, loopback, 4, false)
	if err != nil {
		return err
	}
	if err := t.startTrace(); err != nil {
		return err
	}
	if err := t.visit(b.origin, w); err != nil {
		return err
	}
	if _, err := t.wait("banner-seen", 0, patience); err != nil {
		return err
	}
	// The mark is taken a moment before the note is said; all of it is in.
	time.Sleep(50 * time.Millisecond)
	events, err := t.endTrace()
	if err != nil {
		return err
	}
	s["traced/script"], err = scriptTime(events)
	return err
}

func (t *tab) startTrace() error {
	_, err := chromedp.Call(t.ctx, tracing.Start, tracing.StartParams{
		TransferMode: tracing.StartTransferModeReturnAsStream,
		TraceConfig:  &tracing.TraceConfig{IncludedCategories: []string{"devtools.timeline", "blink.user_timing"}},
	})
	return err
}

// A traceEvent is one entry of a trace; times are in microseconds.
type traceEvent struct {
	Name string
	Ph   string
	Ts   float64
	Dur  float64
	Pid  int
	Tid  int
	Args struct {
		Data struct {
			URL               string
			DocumentLoaderURL string `json:"documentLoaderURL"`
			// Main is false for the frames within a page.
			Main bool `json:"isOutermostMainFrame"`
		}
	}
}

func (t *tab) endTrace() ([]traceEvent, error) {
	done := chromedp.Events(t.ctx, tracing.TracingComplete)
	if _, err := chromedp.Call(t.ctx, tracing.End, cdp.Empty{}); err != nil {
		return nil, err
	}
	var handle io.StreamHandle
	for e, err := range done {
		if err != nil {
			return nil, err
		}
		handle = e.Stream
		break
	}
	text, err := chromedp.Run(t.ctx, func(ctx context.Context, s *chromedp.Target) ([]byte, error) {
		var all []byte
		for {
			part, err := cdp.Call(ctx, s, io.Read, io.ReadParams{Handle: handle})
			if all = append(all, part.Data...); err != nil || part.EOF {
				return all, err
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var trace struct{ TraceEvents []traceEvent }
	err = json.Unmarshal(text, &trace)
	return trace.TraceEvents, err
}

// scripting are the trace's names for running and compiling scripts.
var scripting = []string{"EvaluateScript", "FunctionCall", "v8.compile", "v8.compileModule", "v8.evaluateModule",
	"RunMicrotasks", "TimerFire", "FireAnimationFrame", "EventDispatch", "FireIdleCallback", "v8.callFunction", "v8.run"}

// scriptTime adds up, in milliseconds, what scripts took from the navigation
// until the banner was seen, without what the observer itself took.
func scriptTime(events []traceEvent) (float64, error) {
	var end traceEvent
	for _, e := range events {
		if e.Name == "compare-banner-seen" && e.Ts > end.Ts {
			end = e
		}
	}
	if end.Name == "" {
		return 0, errors.New("the trace does not say when the banner was seen")
	}
	start := 0.0
	for _, e := range events {
		if e.Name == "navigationStart" && e.Args.Data.Main && e.Pid == end.Pid && e.Ts <= end.Ts {
			start = max(start, e.Ts)
		}
	}
	var all, ours []span
	for _, e := range events {
		if e.Pid != end.Pid || e.Tid != end.Tid || e.Ph != "X" || !slices.Contains(scripting, e.Name) || e.Ts < start || e.Ts >= end.Ts {
			continue
		}
		s := span{e.Ts, min(e.Ts+e.Dur, end.Ts)}
		all = append(all, s)
		if strings.Contains(e.Args.Data.URL, "observe.js") {
			ours = append(ours, s)
		}
	}
	return (covered(all) - covered(ours)) / 1000, nil
}

// A span reaches from one moment to another.
type span struct{ from, to float64 }

// covered is how much time lies in at least one of the spans.
func covered(spans []span) (sum float64) {
	slices.SortFunc(spans, func(a, b span) int {
		if a.from < b.from {
			return -1
		}
		return 1
	})
	end := 0.0
	for _, s := range spans {
		if s.to > end {
			sum += s.to - max(s.from, end)
			end = s.to
		}
	}
	return sum
}
