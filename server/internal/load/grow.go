package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
)

// window is how many choices are timed together.
const window = 10_000

// grow fills one log and prints what a choice costs at several sizes, as the
// median of up to nine windows before, and what the process holds in the end.
func grow(name string, db *relational.DB, entries int) error {
	fmt.Printf("One log of %d choices in %s, %d clients\n", entries, name, clients)
	var took []float64 // µs a choice, of each window
	for size := 0; size < entries; {
		n := min(window, entries-size)
		each, err := fill(db, n)
		if err != nil {
			return err
		}
		size += n
		took = append(took, float64(each)/1e3)
		if size == window || size == 10*window || size%(25*window) == 0 || size == entries {
			now := median(slices.Clone(took[max(0, len(took)-9):]))
			fmt.Printf("  at %9d: %7.1f µs a choice, %.2f times the first %d\n", size, now, now/took[0], window)
		}
	}
	if err := find(db); err != nil {
		return err
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("  heap in use %.1f MiB, resident %s\n", float64(m.HeapInuse)/(1<<20), resident())
	return nil
}

// find prints how long it takes to find a choice by its id: the first that was
// recorded, and the last.
func find(db *relational.DB) error {
	ctx := context.Background()
	last, _, err := db.Append(ctx, choice())
	if err != nil {
		return err
	}
	var first store.Record
	for first, err = range db.Records(ctx) {
		break
	}
	if err != nil {
		return err
	}
	const times = 100
	var took [2]time.Duration
	for i, id := range []string{first.ID, last.ID} {
		start := time.Now()
		for range times {
			if _, err := db.ByID(ctx, id); err != nil {
				return err
			}
		}
		took[i] = (time.Since(start) / times).Round(time.Microsecond)
	}
	fmt.Printf("  the first choice is found by its id in %s, the last in %s\n", took[0], took[1])
	return nil
}

// fill adds n choices and gives the time that each cost.
func fill(db *relational.DB, n int) (time.Duration, error) {
	var (
		wg     sync.WaitGroup
		next   atomic.Int64
		failed atomic.Pointer[error]
	)
	start := time.Now()
	for range clients {
		wg.Go(func() {
			for next.Add(1) <= int64(n) && failed.Load() == nil {
				if _, _, err := db.Append(context.Background(), choice()); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return 0, *e
	}
	return time.Since(start) / time.Duration(n), nil
}

// resident is the memory of this process, where the system says so.
func resident() string {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	_, after, found := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(after, "\n")
	if !found {
		return "unknown"
	}
	return strings.TrimSpace(line)
}
