// Package trace tells an OpenTelemetry collector how requests went. What it
// tells names no visitor: routes are patterns, and there is no address, query
// or header among it.
package trace

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Start makes a tracer that sends what it is told to a collector, as OTLP over
// HTTP. The function stop sends what is left. A collector that does not answer
// costs spans, never an answer to a visitor.
func Start(ctx context.Context, collector string) (tracer trace.Tracer, stop func(context.Context) error, err error) {
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimSuffix(collector, "/")+"/v1/traces"))
	if err != nil {
		return nil, nil, fmt.Errorf("reaching the collector %s: %w", collector, err)
	}
	p := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "sayso"))))
	return p.Tracer("sayso"), p.Shutdown, nil
}
