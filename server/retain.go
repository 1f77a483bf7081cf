package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"sayso/server/internal/keyring"
	"sayso/server/internal/retention"
	"sayso/server/internal/settings"
	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
)

// retain forgets what need not be kept any more.
func retain(args []string) int {
	flags, data := recordFlags("retain", "")
	days := flags.Int("keep-days", settings.Default().KeepDays, "`number` of days that a choice is kept after it has lapsed, where its profile does not say; 0 is for ever")
	profiles := flags.String("profiles", "", "profile `files` or patterns of your own, with commas")
	dry := flags.Bool("dry-run", false, "only say what would be forgotten")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	book, err := readBook(strings.FieldsFunc(*profiles, func(r rune) bool { return r == ',' }))
	if err != nil || flags.NArg() > 0 || *days < 0 {
		if err != nil {
			fmt.Fprintln(os.Stderr, "sayso:", err)
		}
		flags.Usage()
		return statusUsage
	}
	return onRecord(*data, func(ctx context.Context, db *relational.DB) error {
		k := retention.Keeper{Book: book, Unstated: *days}
		r, err := k.Run(ctx, db, time.Now(), *dry)
		if err != nil {
			return err
		}
		for _, line := range r.Erasure {
			fmt.Println(line)
		}
		for _, month := range r.Months {
			fmt.Printf("%d: the whole month\n", month)
		}
		fmt.Fprintf(os.Stderr, "%d choices forgotten, %d kept\n", r.Erased, r.Kept)
		return nil
	})
}

// rotate adds a signing key, which running servers take up within a minute.
func rotate(args []string) int {
	flags, data := recordFlags("rotate", "")
	atOnce := flags.Bool("at-once", false, "sign with the new key now, though browsers may not know it yet; for a key that has leaked")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	if flags.NArg() > 0 {
		flags.Usage()
		return statusUsage
	}
	return onRecord(*data, func(ctx context.Context, db *relational.DB) error {
		id, err := keyring.Rotate(ctx, db, time.Now(), *atOnce)
		if err != nil {
			return err
		}
		fmt.Println(id)
		return db.AddEvent(ctx, store.Event{At: time.Now(), Who: "operator", What: "rotate", Why: "new signing key " + id})
	})
}
