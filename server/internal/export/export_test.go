package export_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/export"
	"sayso/server/internal/store"
	"sayso/server/internal/store/storetest"
)

// two records and an erased one. With an error the records end in it.
func two(end error) export.Source {
	return export.Source{Records: records(end), Erased: func(yield func(store.Tombstone, error) bool) {
		yield(store.Tombstone{ID: gone, Entry: 2, ErasedAt: time.Unix(1_800_000_000, 0).UTC(), Why: "=visitor"}, nil)
	}}
}

const gone = "11111111-1111-4111-8111-111111111111"

func records(end error) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		first, second := storetest.Record("a", 1), storetest.Record("a", 2)
		second.Lang = "=1+1"
		if yield(first, nil) && yield(second, nil) && end != nil {
			yield(store.Record{}, end)
		}
	}
}

func TestNDJSON(t *testing.T) {
	var b strings.Builder
	if n, err := export.NDJSON(&b, two(nil)); n != 2 || err != nil {
		t.Fatalf("NDJSON = %d, %v", n, err)
	}
	dec := json.NewDecoder(strings.NewReader(b.String()))
	for want := range records(nil) {
		var got store.Record
		if err := dec.Decode(&got); err != nil {
			t.Fatal(err)
		}
		want.ID, want.Previous = got.ID, got.Previous // random
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	var last struct{ Erased store.Tombstone }
	if err := dec.Decode(&last); err != nil || last.Erased.ID != gone || last.Erased.Entry != 2 {
		t.Errorf("the last line = %+v, %v; want the erased choice", last, err)
	}
}

func TestCSV(t *testing.T) {
	var b strings.Builder
	if n, err := export.CSV(&b, two(nil)); n != 2 || err != nil {
		t.Fatalf("CSV = %d, %v", n, err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 4 || len(rows[1]) != len(rows[0]) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := rows[2][6]; got != "'=1+1" {
		t.Errorf("a formula is written as %q", got)
	}
	if last := rows[3]; last[0] != gone || last[23] != "2027-01-15T08:00:00Z" || last[24] != "'=visitor" || last[1] != "" {
		t.Errorf("the erased choice is written as %q", last)
	}
}

func TestBrokenSource(t *testing.T) {
	broken := errors.New("the disk is gone")
	for name, write := range map[string]func(*strings.Builder) (int, error){
		"NDJSON": func(b *strings.Builder) (int, error) { return export.NDJSON(b, two(broken)) },
		"CSV":    func(b *strings.Builder) (int, error) { return export.CSV(b, two(broken)) },
	} {
		if _, err := write(&strings.Builder{}); !errors.Is(err, broken) {
			t.Errorf("%s = %v, want the source's error", name, err)
		}
	}
}
