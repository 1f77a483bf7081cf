package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"

	otlp "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// A collector gets one span for each request and one for the recording in it,
// and nothing that names a visitor.
func TestTraces(t *testing.T) {
	var (
		mu    sync.Mutex
		spans []string
		all   strings.Builder
	)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			var err error
			if body, err = gzip.NewReader(r.Body); err != nil {
				t.Error(err)
				return
			}
		}
		raw, err := io.ReadAll(body)
		var request otlp.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(raw, &request)
		}
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL, err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, resource := range request.ResourceSpans {
			all.WriteString(resource.String())
			for _, scope := range resource.ScopeSpans {
				for _, span := range scope.Spans {
					spans = append(spans, span.Name)
				}
			}
		}
	}))
	defer collector.Close()
	p := start(t, t.TempDir(), "--traces", collector.URL)
	p.recordOne(t)
	p.cmd.Process.Signal(syscall.SIGTERM) // what is left is sent before the end
	<-p.done
	mu.Lock()
	defer mu.Unlock()
	got := strings.Join(spans, ", ")
	for _, want := range []string{"GET /v1/plan", "POST /v1/choices", "record"} {
		if !strings.Contains(got, want) {
			t.Errorf("spans are %s; want %s among them", got, want)
		}
	}
	for _, secret := range []string{"127.0.0.1", "place=BR", "krowork", "Go-http-client"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("the spans name %q:\n%s", secret, all.String())
		}
	}
}
