package api

import (
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// span begins the span of a request, below the one that a proxy names
// (traceparent, W3C Trace Context). Without a tracer it costs nothing.
func (s *Server) span(r *http.Request) (*http.Request, func(status int)) {
	if s.tracer == nil {
		return r, func(int) {}
	}
	ctx := r.Context()
	// A visitor's browser must not choose what is traced.
	if s.trust.Believes(r) {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	ctx, span := s.tracer.Start(ctx, r.Method+" "+route(r), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", r.Method), attribute.String("http.route", route(r)),
	))
	return r.WithContext(ctx), func(status int) {
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// under runs work in a span of its own below the one of the request.
func (s *Server) under(r *http.Request, name string, work func(*http.Request) error) error {
	if s.tracer == nil {
		return work(r)
	}
	ctx, span := s.tracer.Start(r.Context(), name)
	defer span.End()
	return work(r.WithContext(ctx))
}
