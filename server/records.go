package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
	"sayso/server/internal/store/sqlite"
)

// recordFlags are the flags of a command on the record, with --data among them.
func recordFlags(name, rest string) (flags *flag.FlagSet, data *string) {
	flags = flag.NewFlagSet("sayso "+name, flag.ContinueOnError)
	data = flags.String("data", "data", "`folder` of the database, a database file for commands that only read, or the address of a PostgreSQL database: postgres://…")
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "usage: sayso %s [flags] %s\n", name, rest)
		flags.PrintDefaults()
	}
	return flags, data
}

// onRecord opens the database that is there already, runs work on it, and says
// what went wrong.
func onRecord(data string, work func(context.Context, *relational.DB) error) int {
	ctx := context.Background()
	address := ""
	if strings.HasPrefix(data, "postgres://") || strings.HasPrefix(data, "postgresql://") {
		address = data
	} else if _, err := os.Stat(filepath.Join(data, "sayso.db")); err != nil {
		fmt.Fprintf(os.Stderr, "sayso: there is no database in %s; name its folder with --data\n", data)
		return statusUsage
	}
	db, err := openStore(ctx, data, address)
	if err == nil {
		defer db.Close()
		err = work(ctx, db)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sayso:", err)
		return statusNo
	}
	return statusDone
}

// onCopy is onRecord for a database that is only looked at: it may also be a
// file, such as a backup, and nothing in it is changed.
func onCopy(data string, work func(context.Context, *relational.DB) error) int {
	if info, err := os.Stat(data); err != nil || !info.Mode().IsRegular() {
		return onRecord(data, work)
	}
	ctx := context.Background()
	db, err := sqlite.OpenCopy(ctx, data)
	if err == nil {
		defer db.Close()
		err = work(ctx, db)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sayso:", err)
		return statusNo
	}
	return statusDone
}

// erase forgets one visitor's choices by their decision ids.
func erase(args []string) int {
	flags, data := recordFlags("erase", "DECISION...")
	why := flags.String("why", "asked for", "`reason` that the audit keeps")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return statusUsage
	}
	return onRecord(*data, func(ctx context.Context, db *relational.DB) error {
		var errs []error
		for _, id := range flags.Args() {
			err := db.Erase(ctx, id, store.Erasure{At: time.Now(), Who: "operator", Why: *why})
			switch {
			case errors.Is(err, store.ErrNotFound):
				errs = append(errs, fmt.Errorf("%s: there is no such decision, or it was erased before", id))
			case err != nil:
				errs = append(errs, err)
			default:
				fmt.Println(id)
			}
		}
		return errors.Join(errs...)
	})
}

// backup copies the database, as it is at one moment, while it is in use.
func backup(args []string) int {
	flags, data := recordFlags("backup", "FILE")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return statusUsage
	}
	if strings.Contains(*data, "://") {
		fmt.Fprintln(os.Stderr, "sayso: PostgreSQL has its own way to be backed up: pg_dump or pg_basebackup")
		return statusUsage
	}
	return onRecord(*data, func(ctx context.Context, _ *relational.DB) error {
		m := newMeter("backing up", -1)
		defer m.end()
		return sqlite.Backup(ctx, filepath.Join(*data, "sayso.db"), flags.Arg(0))
	})
}

func helpOrUsage(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return statusDone
	}
	return statusUsage
}
