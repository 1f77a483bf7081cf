package main

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"sayso/app/wire"
	"sayso/server/internal/zone"
)

// A malformed line answers with an error object, and the rest goes on.
func TestStream(t *testing.T) {
	_, engine, err := loadEngine(nil)
	if err != nil {
		t.Fatal(err)
	}
	in := strings.Join([]string{
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z"}}`,
		``,
		`nonsense`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","gpc":"yes"}}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z"}} {}`,
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","now":"2026-11-23T12:00:00Z"}}`,
		`{"service":"kalos","visitor":{"Now":"2026-11-23T12:00:00Z"}}`,
		`{"service":"kalos","visitor":{}}`,
		strings.Repeat(" ", maxLine+1),
		`{"service":"kalos","visitor":{"now":"2026-11-23T12:00:00Z","lang":null,"prior":null}}`,
	}, "\n")
	var out bytes.Buffer
	status := stream(strings.NewReader(in), &out, func(line []byte) ([]byte, bool) { return wire.Decide(engine, line, zone.Today) })
	if status != statusNo {
		t.Errorf("status is %d, want %d", status, statusNo)
	}
	want := []string{`{"profile":"kalos"`, `"field":""`, `"field":"gpc"`, `"field":""`, `"field":"now"`, `"field":"Now"`, `"field":"now"`, `is longer than`, `{"profile":"kalos"`}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d answers, want %d:\n%s", len(lines), len(want), out.String())
	}
	for i, w := range want {
		if !strings.Contains(lines[i], w) {
			t.Errorf("answer %d is %s, want %s", i, lines[i], w)
		}
	}
}

// 100,000 lines pass through in constant memory.
func TestStreamHoldsNothing(t *testing.T) {
	_, engine, err := loadEngine(nil)
	if err != nil {
		t.Fatal(err)
	}
	const lines = 100_000
	in, w := io.Pipe()
	go func() {
		line := []byte(`{"service":"krowork","visitor":{"now":"2026-11-23T12:00:00Z","country":"DE","birth_date":"1990-01-01"}}` + "\n")
		for range lines {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
		w.Close()
	}()
	counter := &heapWatch{}
	status := stream(in, counter, func(line []byte) ([]byte, bool) { return wire.Decide(engine, line, zone.Today) })
	if status != statusDone || counter.lines != lines {
		t.Fatalf("status %d, %d answers", status, counter.lines)
	}
	if growth := int64(counter.last) - int64(counter.first); growth > 4<<20 {
		t.Errorf("the heap grew by %d bytes", growth)
	}
	t.Logf("%d lines; heap %d KB after the first tenth, %d KB at the end", lines, counter.first>>10, counter.last>>10)
}

// A heapWatch counts lines and looks at the heap after a tenth and at the end.
type heapWatch struct {
	lines       int
	first, last uint64
}

func (h *heapWatch) Write(b []byte) (int, error) {
	before := h.lines
	h.lines += bytes.Count(b, []byte("\n"))
	if before < 10_000 && h.lines >= 10_000 {
		h.first = heap()
	}
	if h.lines == 100_000 {
		h.last = heap()
	}
	return len(b), nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
