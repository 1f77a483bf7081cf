package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFigures(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []float64
		want   figure
	}{
		{"one", []float64{7}, figure{7, 7, 7, 1}},
		{"an odd number, in any order", []float64{5, 1, 3}, figure{3, 2, 4, 3}},
		{"an even number", []float64{1, 2, 3, 4}, figure{2.5, 1.75, 3.25, 4}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := figureOf(tt.values)
			if diff := cmp.Diff(tt.want, got); !ok || diff != "" {
				t.Errorf("figureOf (-want +got):\n%s", diff)
			}
		})
	}
	if _, ok := figureOf(nil); ok {
		t.Error("nothing has a middle")
	}
}

// A slow round is slow for all: the ratio is taken within the round.
func TestRatiosAreOfTheSameRound(t *testing.T) {
	m := &measure{key: "k", scale: 1}
	r := &result{Rounds: []map[string]sample{
		{reference: {"k": 100}, "a": {"k": 50}},
		{reference: {"k": 900}, "a": {"k": 450}},
		{reference: {"k": 200}, "a": {}},
		{"a": {"k": 1}},
	}}
	got, _ := r.ratio(m, "a")
	if want := (figure{0.5, 0.5, 0.5, 2}); got != want {
		t.Errorf("ratio = %v, want %v", got, want)
	}
}

func TestAboveTheBarePage(t *testing.T) {
	m := &measure{key: "k", scale: 2, above: true}
	r := &result{Rounds: []map[string]sample{{bare: {"k": 10}, "a": {"k": 30}}, {"a": {"k": 30}}}}
	got, _ := r.of(m, "a")
	if want := (figure{10, 10, 10, 1}); got != want {
		t.Errorf("of = %v, want %v", got, want)
	}
}

func TestScriptTime(t *testing.T) {
	event := func(name string, ts, dur float64, url string) (e traceEvent) {
		e = traceEvent{Name: name, Ph: "X", Ts: ts, Dur: dur, Pid: 1, Tid: 2}
		e.Args.Data.URL = url
		return e
	}
	page := func(ts float64) traceEvent {
		e := event("navigationStart", ts, 0, "")
		e.Args.Data.Main = true
		return e
	}
	other := event("FunctionCall", 1000, 9000, "")
	other.Tid = 3
	events := []traceEvent{
		page(500), page(900),
		event("navigationStart", 9800, 0, ""), // a frame within the page

		event("EvaluateScript", 600, 100, "about:blank"),                                      // before the navigation
		event("EvaluateScript", 1000, 2000, "a.js"), event("FunctionCall", 1500, 500, "a.js"), // within it
		event("FireAnimationFrame", 4000, 1000, ""), event("FunctionCall", 4200, 600, "observe.js"), // ours
		other,
		event("FunctionCall", 9500, 5000, "a.js"), // until the banner, no further
		event("compare-banner-seen", 10000, 0, ""),
	}
	got, err := scriptTime(events)
	if want := 2.0 + 0.4 + 0.5; err != nil || got != want {
		t.Errorf("scriptTime = %v, %v; want %v", got, err, want)
	}
}
