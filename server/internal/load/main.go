// Command load measures the record side by side with the database beneath it:
// the same rows, committed by the bare engine with the same durability. It
// prints ratios, which one machine and another have in common; make bench runs
// it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sayso/server/internal/store/pgtest"
	"sayso/server/internal/store/postgres"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
)

func main() {
	spell := flag.Duration("spell", 2*time.Second, "how long each measure takes")
	rounds := flag.Int("rounds", 3, "how often each measure is taken; medians are printed")
	entries := flag.Int("entries", 1_000_000, "how many choices the growing logs get; 0 leaves them out")
	only := flag.String("only", "", "`engine` to measure alone: sqlite or postgres")
	flag.BoolVar(&randomKeys, "random-keys", false, "give choices keys without the time in front, as other clients may")
	flag.Parse()
	if err := run(*spell, *rounds, *entries, *only); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(spell time.Duration, rounds, entries int, only string) error {
	dir, err := os.MkdirTemp("", "sayso-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if only != "postgres" {
		if err := measure("SQLite", inFile(dir), spell, rounds, entries); err != nil {
			return err
		}
	}
	if only != "sqlite" {
		pg, err := pgtest.Start()
		switch {
		case errors.Is(err, pgtest.ErrMissing):
			fmt.Println("PostgreSQL:", err)
		case err != nil:
			return err
		default:
			defer pg.Close()
			if err := measure("PostgreSQL", inServer(pg), spell, rounds, entries); err != nil {
				return err
			}
		}
	}
	if only != "" {
		return nil
	}
	return requests()
}

// measure takes the measures of one engine.
func measure(name string, open engine, spell time.Duration, rounds, entries int) error {
	if rounds > 0 {
		if err := compare(name, open, spell, rounds); err != nil {
			return err
		}
	}
	if entries == 0 {
		return nil
	}
	db, raw, err := open("growing")
	if err != nil {
		return err
	}
	defer db.Close()
	raw.db.Close()
	return grow(name, db, entries)
}

// An engine opens a new database: as our store, and bare.
type engine func(name string) (*relational.DB, *bare, error)

func inFile(dir string) engine {
	return func(name string) (*relational.DB, *bare, error) {
		file := filepath.Join(dir, name, "sayso.db")
		db, err := sqlite.Open(context.Background(), file)
		if err != nil {
			return nil, nil, err
		}
		twin := filepath.Join(dir, name+"-bare", "sayso.db")
		other, err := sqlite.Open(context.Background(), twin)
		if err != nil {
			return nil, nil, err
		}
		other.Close() // only its tables are wanted
		raw, err := openBare("sqlite", "file:"+twin+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
		return db, raw, err
	}
}

func inServer(pg *pgtest.Server) engine {
	return func(name string) (*relational.DB, *bare, error) {
		var urls [2]string
		for i, kind := range []string{"ours", "bare"} {
			url, err := pg.Create(name + kind)
			if err != nil {
				return nil, nil, err
			}
			urls[i] = url
		}
		db, err := postgres.Open(context.Background(), urls[0])
		if err != nil {
			return nil, nil, err
		}
		other, err := postgres.Open(context.Background(), urls[1])
		if err != nil {
			return nil, nil, err
		}
		other.Close()
		raw, err := openBare("pgx", urls[1])
		return db, raw, err
	}
}

// requests measures whole requests, with everything real but the network.
func requests() error {
	fmt.Println("Whole requests, without the network")
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", "Choice|Script", "-benchmem", "./server/internal/api")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
