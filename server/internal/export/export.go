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

// NDJSON writes one JSON object a line.
func NDJSON(w io.Writer, records iter.Seq2[store.Record, error]) (n int, err error) {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	for r, err := range records {
		if err != nil {
			return n, err
		}
		if err := enc.Encode(&r); err != nil {
			return n, err
		}
		n++
	}
	return n, buf.Flush()
}

var head = []string{
	"id", "site", "key", "profile", "policy_version", "text_hash", "lang", "place", "grants", "method", "authority",
	"gpc", "dnt", "band", "band_until", "decided_at", "valid_until", "kid", "previous", "guardian",
}

// CSV writes a head and one row for each record (RFC 4180). The grants are JSON.
func CSV(w io.Writer, records iter.Seq2[store.Record, error]) (n int, err error) {
	out := csv.NewWriter(w)
	out.Write(head) // an error stays and comes with Flush
	for r, err := range records {
		if err != nil {
			return n, err
		}
		grants, err := json.Marshal(r.Grants)
		if err != nil {
			return n, fmt.Errorf("record %s: %w", r.ID, err)
		}
		row := []string{
			r.ID, r.Site, r.Key, r.Profile, r.PolicyVersion, r.TextHash, r.Lang, r.Place, string(grants), string(r.Method),
			string(r.Authority), strconv.FormatBool(r.GPC), strconv.FormatBool(r.DNT), string(r.Band), r.BandUntil,
			r.DecidedAt.Format(time.RFC3339), r.ValidUntil.Format(time.RFC3339), r.KeyID, r.Previous, r.Guardian.Text(),
		}
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := out.Write(row); err != nil {
			return n, err
		}
		n++
	}
	out.Flush()
	return n, out.Error()
}

// inert keeps a spreadsheet from taking a value for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
