package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
)

// A taskLine is one task as "sayso tasks" writes it.
type taskLine struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Site      string     `json:"site"`
	Decision  string     `json:"decision"`
	Rules     []string   `json:"rules"`
	CreatedAt time.Time  `json:"created_at"`
	DoneAt    *time.Time `json:"done_at"`
}

// tasks lists what people have to do, one JSON object a line, or says that the
// tasks with these ids are done.
func tasks(args []string) int {
	flags, data := recordFlags("tasks", "[TASK...]")
	all := flags.Bool("all", false, "list those that are done too")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	return onRecord(*data, func(ctx context.Context, db *relational.DB) error {
		if flags.NArg() == 0 {
			return listTasks(ctx, db, *all)
		}
		var errs []error
		for _, id := range flags.Args() {
			err := db.FinishTask(ctx, id, time.Now())
			if errors.Is(err, store.ErrNotFound) {
				err = fmt.Errorf("%s: there is no such task, or it was done before", id)
			}
			if err == nil {
				fmt.Println(id)
			}
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
}

func listTasks(ctx context.Context, db store.Tasks, all bool) error {
	found, err := db.Tasks(ctx, all)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	for _, t := range found {
		line := taskLine{ID: t.ID, Kind: t.Kind, Site: t.Site, Decision: t.Decision, Rules: t.Rules, CreatedAt: t.CreatedAt}
		if !t.DoneAt.IsZero() {
			line.DoneAt = &t.DoneAt
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "%d tasks\n", len(found))
	return nil
}
