package profile

import (
	"testing"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
	"sayso/app/rules/matrix"
	"sayso/server/internal/zone"
)

// BenchmarkDecide measures an ordinary visitor of each service: an adult of
// unknown age in a known place. The aim is under 5 microseconds and 20
// allocations.
func BenchmarkDecide(b *testing.B) {
	book, err := Shipped()
	if err != nil {
		b.Fatal(err)
	}
	engine, err := rules.New(book)
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, row := range []struct{ service, country, sub string }{
		{"krowork", "DE", ""}, {"krowork", "US", "US-CA"}, {"kaadas", "CN", ""}, {"kalodata", "US", "US-CA"}, {"kalos", "FR", ""}, {"egretsoft", "JP", ""},
	} {
		b.Run(row.service+"/"+row.country, func(b *testing.B) {
			v := rules.Visitor{Now: now, Today: consent.DateOf(now), Place: consent.ParsePlace(row.country, row.sub)}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Decide(row.service, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMatrix asks about every visitor of the matrix once; the aim is
// under 10 seconds.
func BenchmarkMatrix(b *testing.B) {
	book, err := Shipped()
	if err != nil {
		b.Fatal(err)
	}
	engine, err := rules.New(book)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n = 0
		for c := range matrix.All(engine, matrix.Lanes, zone.Today) {
			if _, err := engine.Decide(c.Lane.Service, &c.Visitor); err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64(n), "cases")
}
