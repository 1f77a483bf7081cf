package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
)

// grow fills one log and prints what a choice costs at several sizes, and what
// the process holds in the end.
func grow(file string, entries int) error {
	db, err := sqlite.Open(context.Background(), file)
	if err != nil {
		return err
	}
	defer db.Close()
	const window = 10_000
	fmt.Printf("One log of %d choices in SQLite, %d clients\n", entries, clients)
	var first time.Duration
	for size := 0; size < entries; {
		n := min(window, entries-size)
		each, err := fill(db, n)
		if err != nil {
			return err
		}
		size += n
		if first == 0 {
			first = each
		}
		if size == window || size == 10*window || size == 50*window || size == entries {
			fmt.Printf("  at %9d: %7.1f µs a choice, %.2f times the first %d\n", size, float64(each)/1e3, float64(each)/float64(first), window)
		}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("  heap in use %.1f MiB, resident %s, file %.0f MiB\n", float64(m.HeapInuse)/(1<<20), resident(), megabytes(file))
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

func megabytes(file string) float64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return float64(info.Size()) / (1 << 20)
}
