package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"sayso/server/internal/keyring"
	"sayso/server/internal/ledger"
	"sayso/server/internal/store/relational"
)

// verify checks a log: its chain, checkpoints, what was shown, and receipts.
// The log is the database of a server, a backup of one, or what another server
// serves under /v1/log.
func verify(args []string) int {
	flags, data := recordFlags("verify", "[https://…/v1/log] [CHECKPOINT OR RECEIPT FILE...]")
	key := flags.String("key", "", "public `key` of a remote log, as /v1/log/key gave it earlier; without it the server vouches for itself")
	if err := flags.Parse(args); err != nil {
		return helpOrUsage(err)
	}
	remote, names := "", flags.Args()
	if len(names) > 0 && isAddress(names[0]) {
		remote, names = names[0], names[1:]
	}
	checkpoints, receipts, err := evidence(names)
	if err != nil {
		fmt.Fprintln(os.Stderr, "sayso:", err)
		return statusUsage
	}
	if remote != "" {
		return verifyRemote(remote, *key, checkpoints, receipts)
	}
	return onCopy(*data, func(ctx context.Context, db *relational.DB) error {
		r, err := ledger.Verify(ctx, db, checkpoints...)
		if err != nil {
			return err
		}
		if err := checkReceipts(ctx, db, receipts); err != nil {
			return err
		}
		fmt.Printf("The log holds: %d entries (%d erased), %d checkpoints, %d receipts, %d parts of what was shown, root %v\n",
			r.Entries, r.Erased, r.Checkpoints, len(receipts), r.Parts, r.Root)
		return nil
	})
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// evidence reads files that somebody kept. A receipt is one line that begins
// as JSON does in base64url; everything else should be a checkpoint.
func evidence(names []string) (checkpoints, receipts []string, err error) {
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		if text := strings.TrimSpace(string(raw)); strings.HasPrefix(text, "eyJ") && !strings.Contains(text, "\n") {
			receipts = append(receipts, text)
		} else {
			checkpoints = append(checkpoints, string(raw))
		}
	}
	return checkpoints, receipts, nil
}

func checkReceipts(ctx context.Context, db *relational.DB, receipts []string) error {
	if len(receipts) == 0 {
		return nil
	}
	ring, err := keyring.Read(ctx, db)
	if err != nil {
		return err
	}
	var errs []error
	for _, token := range receipts {
		_, err := ledger.CheckReceipt(ctx, db, ring, token)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func verifyRemote(address, key string, checkpoints, receipts []string) int {
	m := newMeter("verifying", -1)
	r := ledger.Remote{
		URL: address, Key: key, Kept: checkpoints, Client: &http.Client{Timeout: time.Minute},
		Progress: func(entries, _ int64) { m.at(entries) },
	}
	ctx := context.Background()
	report, err := r.Verify(ctx)
	m.end()
	for _, token := range receipts {
		if err == nil {
			err = r.CheckReceipt(ctx, token)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sayso:", err)
		return statusNo
	}
	fmt.Printf("The log holds: %d entries, %d checkpoints, %d receipts, root %v, key %s\n",
		report.Entries, report.Checkpoints, len(receipts), report.Root, r.Key)
	return statusDone
}
