package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/notice"
	"sayso/server/internal/store/relational"
)

// asksForDecision reports whether explain is asked for a recorded choice, and
// not for cases on standard input.
func asksForDecision(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool {
		return strings.HasPrefix(strings.TrimLeft(a, "-"), "decision") && strings.HasPrefix(a, "-")
	})
}

// explainDecision is "sayso explain --decision ID": a recorded choice as prose,
// with what was shown at that time, and its drawings as files.
func explainDecision(args []string) int {
	flags, data := recordFlags("explain", "")
	id := flags.String("decision", "", "`id` of a recorded choice")
	dir := flags.String("draw", "", "write what was shown as files to this `folder`")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	if flags.NArg() > 0 || *id == "" {
		flags.Usage()
		return statusUsage
	}
	return onRecord(*data, func(ctx context.Context, db *relational.DB) error {
		shown, err := notice.Find(ctx, db, *id)
		if err != nil {
			return err
		}
		if err := writeShown(os.Stdout, shown); err != nil || *dir == "" {
			return err
		}
		return shown.Draw(*dir)
	})
}

func writeShown(w io.Writer, s *notice.Shown) error {
	r, n := s.Entry.Record, &s.Notice
	fmt.Fprintf(w, "Decision %s, entry %d of the log: %s on the site %s, by %s, on %s.\n",
		r.ID, s.Entry.Number, r.Method, r.Site, r.Authority, utc(r.DecidedAt))
	fmt.Fprintf(w, "It holds until %s. Granted: %s. Refused: %s.\n", utc(r.ValidUntil), keys(r.Grants, true), keys(r.Grants, false))
	fmt.Fprintf(w, "Signals with the choice: GPC %s, DNT %s.\n", onOff[r.GPC], onOff[r.DNT])
	place := n.Place
	if place == "" {
		place = "an unknown place"
	}
	fmt.Fprintf(w, "\nWhat was shown, in %s, to visitors in %s (notice %s):\n", n.Lang, place, r.TextHash)
	var plan struct {
		wire.Plan
		Defaults json.RawMessage `json:"defaults"` // in the profile's order
	}
	if err := json.Unmarshal(n.Plan, &plan); err != nil {
		return fmt.Errorf("decision %s: its plan: %w", r.ID, err)
	}
	fmt.Fprintf(w, "Profile %s, policy %s (%s); access %s; the banner was %s.\n", plan.Profile, plan.PolicyVersion, plan.PolicyState, plan.Access, plan.Banner)
	fmt.Fprintf(w, "Before the choice: %s\n", plan.Defaults)
	fmt.Fprintf(w, "Could do: %s. Was told: %s.\n", list(plan.Actions), list(plan.Notes))
	fmt.Fprintln(w, "Because:")
	for _, c := range n.Why {
		fmt.Fprintf(w, "  %-12s %s [%s]\n", c.ID, c.Says, c.Source)
	}
	fmt.Fprintln(w, "In these words:")
	for _, line := range s.Text() {
		fmt.Fprintf(w, "  %s\n", line)
	}
	fmt.Fprintf(w, "Parts: words %s, profile %s, banner %s, panel %s\n", n.Words, n.Promises, orNone(n.Banner), n.Panel)
	return nil
}

var onOff = map[bool]string{true: "on", false: "off"}

func orNone(hash string) string {
	if hash == "" {
		return "none"
	}
	return hash
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// keys lists the keys that were granted, or refused.
func keys(g consent.Grants, granted bool) string {
	var all []string
	for k, v := range g {
		if v == granted {
			all = append(all, string(k))
		}
	}
	if len(all) == 0 {
		return "nothing"
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
