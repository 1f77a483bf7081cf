package export_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/export"
	"sayso/server/internal/store"
	"sayso/server/internal/store/storetest"
)

func two(end error) iter.Seq2[store.Record, error] {
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
	for want := range two(nil) {
		var got store.Record
		if err := dec.Decode(&got); err != nil {
			t.Fatal(err)
		}
		want.ID, want.Previous = got.ID, got.Previous // random
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestCSV(t *testing.T) {
	var b strings.Builder
	if n, err := export.CSV(&b, two(nil)); n != 2 || err != nil {
		t.Fatalf("CSV = %d, %v", n, err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[1]) != len(rows[0]) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := rows[2][6]; got != "'=1+1" {
		t.Errorf("a formula is written as %q", got)
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
