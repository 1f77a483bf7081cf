package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"sayso/app/policy"
	"sayso/app/wire"
	"sayso/server/internal/export"
	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
)

// A writer writes records in one format and counts them.
type writer func(context.Context, *relational.DB, io.Writer, export.Source) (int, error)

var formats = map[string]writer{
	"ndjson": func(_ context.Context, _ *relational.DB, w io.Writer, all export.Source) (int, error) {
		return export.NDJSON(w, all)
	},
	"csv": func(_ context.Context, _ *relational.DB, w io.Writer, all export.Source) (int, error) {
		return export.CSV(w, all)
	},
	"dpv": func(ctx context.Context, db *relational.DB, w io.Writer, all export.Source) (int, error) {
		known := map[string]*export.Promises{}
		return export.DPV(w, all, func(hash string) (*export.Promises, error) { return promises(ctx, db, known, hash) })
	},
}

// exportRecords writes all records to standard output.
func exportRecords(args []string) int {
	flags, data := recordFlags("export", "")
	format := flags.String("format", "ndjson", "`ndjson, csv or dpv`: dpv is a consent receipt and record of ISO/IEC TS 27560 a line, as JSON-LD")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	write := formats[*format]
	if write == nil {
		fmt.Fprintf(os.Stderr, "sayso: format is %q; write ndjson, csv or dpv\n", *format)
		return statusUsage
	}
	return onCopy(*data, func(ctx context.Context, db *relational.DB) error {
		size, err := db.Size(ctx)
		if err != nil {
			return err
		}
		m := newMeter("exporting", size)
		n, err := write(ctx, db, os.Stdout, export.Source{Records: counted(db.Records(ctx), m), Erased: counted(db.Erased(ctx), m)})
		m.end()
		fmt.Fprintf(os.Stderr, "%d records\n", n)
		return err
	})
}

// counted yields what all yields and moves the meter on.
func counted[T any](all iter.Seq2[T, error], m meter) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v, err := range all {
			if m.step(); !yield(v, err) {
				return
			}
		}
	}
}

// promises reads what the service promised in a notice, once for each notice.
// Of a notice that was not kept nothing is known, and nothing is said.
func promises(ctx context.Context, db *relational.DB, known map[string]*export.Promises, hash string) (*export.Promises, error) {
	if p := known[hash]; p != nil {
		return p, nil
	}
	out := &export.Promises{}
	known[hash] = out
	shown, err := db.Part(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	var (
		n       store.Notice
		profile policy.Profile
		plan    struct {
			wire.Plan
			Defaults json.RawMessage `json:"defaults"`
		}
	)
	if err := json.Unmarshal(shown.Content, &n); err != nil {
		return nil, fmt.Errorf("notice %s: %w", hash, err)
	}
	promised, err := db.Part(ctx, n.Promises)
	if err != nil {
		return nil, fmt.Errorf("notice %s: its profile: %w", hash, err)
	}
	if err := errors.Join(json.Unmarshal(n.Plan, &plan), json.Unmarshal(promised.Content, &profile)); err != nil {
		return nil, fmt.Errorf("notice %s: %w", hash, err)
	}
	*out = export.Promises{
		Name: profile.Name, Controller: profile.Controller.Text, Contact: profile.Contact.Text,
		StorageLocation: profile.StorageLocation.Text, Rights: plan.Rights,
	}
	return out, nil
}
