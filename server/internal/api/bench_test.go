package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"sayso/app/wire"
)

// BenchmarkChoice is one choice from its HTTP request to its receipt, with
// everything real but the network.
func BenchmarkChoice(b *testing.B) {
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d clients", clients), func(b *testing.B) {
			w := newBenchWorld(b)
			token := w.token("shop", "X-Place", "BR")
			var (
				wg   sync.WaitGroup
				next atomic.Int64
			)
			b.ReportAllocs()
			b.ResetTimer()
			for range clients {
				wg.Go(func() {
					for next.Add(1) <= int64(b.N) {
						body, _ := json.Marshal(wire.Submission{Site: "shop", Plan: token, Method: "accept_all", Key: uuid.NewString()})
						r := httptest.NewRequest("POST", "/v1/choices", strings.NewReader(string(body)))
						r.Header.Set("X-Place", "BR")
						r.Header.Set("Accept-Encoding", "gzip, br")
						rec := httptest.NewRecorder()
						w.h.ServeHTTP(rec, r)
						if rec.Code != 201 {
							b.Errorf("%d %s", rec.Code, rec.Body)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "choices/s")
		})
	}
}

// BenchmarkScript is a request for /sayso.js whose variant is known.
func BenchmarkScript(b *testing.B) {
	w := newBenchWorld(b)
	r := httptest.NewRequest("GET", "/sayso.js?site=shop", nil)
	r.Header.Set("X-Place", "BR")
	r.Header.Set("Accept-Encoding", "br")
	b.ReportAllocs()
	for b.Loop() {
		rec := httptest.NewRecorder()
		if w.h.ServeHTTP(rec, r); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}

// BenchmarkPlan is a request for /v1/plan, computed anew each time.
func BenchmarkPlan(b *testing.B) {
	w := newBenchWorld(b)
	r := httptest.NewRequest("GET", "/v1/plan?site=shop", nil)
	r.Header.Set("X-Place", "BR")
	b.ReportAllocs()
	for b.Loop() {
		rec := httptest.NewRecorder()
		if w.h.ServeHTTP(rec, r); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}
