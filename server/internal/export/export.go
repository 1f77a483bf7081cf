// Package export writes records for other programs, one at a time, however
// many there are.
package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"sayso/server/internal/store"
)

// A Source is what there is to export. The erased come after the records: they
// tell those who hold older exports what to erase there.
type Source struct {
	Records iter.Seq2[store.Record, error]
	Erased  iter.Seq2[store.Tombstone, error]
}

// NDJSON writes one JSON object a line; those of erased choices are
// {"erased":{…}}.
func NDJSON(w io.Writer, from Source) (n int, err error) {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	for r, err := range from.Records {
		if err != nil {
			return n, err
		}
		if err := enc.Encode(&r); err != nil {
			return n, err
		}
		n++
	}
	for t, err := range from.Erased {
		if err != nil {
			return n, err
		}
		if err := enc.Encode(map[string]store.Tombstone{"erased": t}); err != nil {
			return n, err
		}
	}
	return n, buf.Flush()
}

var head = []string{
	"id", "site", "key", "profile", "policy_version", "text_hash", "lang", "place", "grants", "method", "authority",
	"gpc", "dnt", "band", "band_until", "decided_at", "valid_until", "kid", "previous", "guardian",
	"late", "waited_s", "under_guardianship", "erased_at", "erased_why",
}

// CSV writes a head and one row for each record (RFC 4180). The grants are JSON.
// The row of an erased choice has its id and the last two columns.
func CSV(w io.Writer, from Source) (n int, err error) {
	out := csv.NewWriter(w)
	out.Write(head) // an error stays and comes with Flush
	for r, err := range from.Records {
		if err != nil {
			return n, err
		}
		row, err := rowOf(&r)
		if err != nil {
			return n, err
		}
		if err := out.Write(row); err != nil {
			return n, err
		}
		n++
	}
	for t, err := range from.Erased {
		if err != nil {
			return n, err
		}
		row := make([]string, len(head))
		row[0], row[len(row)-2], row[len(row)-1] = t.ID, t.ErasedAt.Format(time.RFC3339), inert(t.Why)
		if err := out.Write(row); err != nil {
			return n, err
		}
	}
	out.Flush()
	return n, out.Error()
}

func rowOf(r *store.Record) ([]string, error) {
	grants, err := json.Marshal(r.Grants)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", r.ID, err)
	}
	row := []string{
		r.ID, r.Site, r.Key, r.Profile, r.PolicyVersion, r.TextHash, r.Lang, r.Place, string(grants), string(r.Method),
		string(r.Authority), strconv.FormatBool(r.GPC), strconv.FormatBool(r.DNT), string(r.Band), r.BandUntil,
		r.DecidedAt.Format(time.RFC3339), r.ValidUntil.Format(time.RFC3339), r.KeyID, r.Previous, r.Guardian.Text(),
		strconv.FormatBool(r.Late), strconv.Itoa(r.WaitedS), strconv.FormatBool(r.Ward), "", "",
	}
	for i := range row {
		row[i] = inert(row[i])
	}
	return row, nil
}

// inert keeps a spreadsheet from taking a value for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
