package sqlite_test

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"sayso/server/internal/ledger"
	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
	"sayso/server/internal/store/storetest"
)

func open(t *testing.T, file string) *relational.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.Store {
		file := filepath.Join(t.TempDir(), "data", "sayso ?#.db")
		return func() store.Store { return open(t, file) }
	})
}

// The file holds the signing key.
func TestOnlyTheOwnerMayRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sayso.db")
	open(t, file).Close()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode = %o, want 600", got)
	}
}

// A backup that is made while others write is whole, and has all that was
// acknowledged before it began.
func TestBackupWhileServing(t *testing.T) {
	dir := t.TempDir()
	file, to := filepath.Join(dir, "sayso.db"), filepath.Join(dir, "copy.db")
	db := open(t, file)
	defer db.Close()
	var (
		writers sync.WaitGroup
		next    atomic.Int64
		stop    = make(chan struct{})
	)
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, _, err := db.Append(t.Context(), storetest.Record("a", int(next.Add(1)))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for size := int64(0); size < 300; {
		var err error
		if size, err = db.Size(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	before, err := db.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Backup(t.Context(), file, to); err != nil {
		t.Fatal(err)
	}
	close(stop)
	writers.Wait()
	backup, err := sqlite.OpenCopy(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	report, err := ledger.Verify(t.Context(), backup)
	if err != nil || report.Entries < before {
		t.Errorf("the backup: %+v, %v; want at least %d entries", report, err, before)
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(map[int]string{1: "alone", 64: "64 clients"}[clients], func(b *testing.B) {
			db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "sayso.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			b.ReportAllocs()
			var (
				wg   sync.WaitGroup
				next atomic.Int64
			)
			for range clients {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if _, _, err := db.Append(b.Context(), storetest.Record("a", int(n))); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "choices/s")
		})
	}
}
