package telemetry

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// A Parent is where a trace came from and goes on to: traceparent and tracestate of W3C Trace Context, as
// HTTP headers and CloudEvents' distributed tracing extension both spell them. Empty is no trace.
type Parent struct{ Traceparent, Tracestate string }

// span opens a span under parent, or, where that is empty, under the one in ctx.
func (t *Telemetry) span(ctx context.Context, parent Parent, name string, options ...trace.SpanStartOption) (context.Context, trace.Span, Parent) {
	if t == nil || t.tracer == nil {
		return ctx, trace.SpanFromContext(ctx), parent
	}
	if parent.Traceparent != "" && !trace.SpanContextFromContext(ctx).IsValid() {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": parent.Traceparent, "tracestate": parent.Tracestate})
	}
	ctx, span := t.tracer.Start(ctx, name, options...)
	onward := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, onward)
	return ctx, span, Parent{onward["traceparent"], onward["tracestate"]}
}

// Request measures a request that began at a moment under parent. It returns the context to work on it
// under, what to hand on as its parent, and what to call once it is answered with a status.
func (t *Telemetry) Request(ctx context.Context, parent Parent, function, method string, began time.Time) (context.Context, Parent, func(status int, inspection string)) {
	if t == nil {
		return ctx, parent, func(int, string) {}
	}
	ctx, span, onward := t.span(ctx, parent, method+" "+function, trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(began))
	return ctx, onward, func(status int, inspection string) {
		outcome := "answered"
		switch {
		case status >= 500:
			outcome = "failed"
			span.SetStatus(codes.Error, "")
		case status >= 400:
			outcome = "refused"
		}
		of := []attribute.KeyValue{attribute.String("function", function), attribute.String("outcome", outcome)}
		span.SetAttributes(append(of, attribute.String("http.request.method", method), attribute.Int("http.response.status_code", status))...)
		if inspection != "" {
			span.SetAttributes(attribute.String("inspection", inspection))
		}
		if t.metrics != nil {
			t.meters.requests.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(of...))
		}
		span.End()
	}
}

// Send measures the sending of an event. It returns what the event carries as its parent, and what to
// call with how it went.
func (t *Telemetry) Send(ctx context.Context, parent Parent, kind string) (context.Context, Parent, func(error)) {
	if t == nil {
		return ctx, parent, func(error) {}
	}
	ctx, span, onward := t.span(ctx, parent, "send "+kind, trace.WithSpanKind(trace.SpanKindProducer))
	return ctx, onward, func(err error) {
		outcome := "arrived"
		if err != nil {
			outcome = "failed"
			span.SetStatus(codes.Error, "")
		}
		if t.metrics != nil {
			t.meters.events.Add(ctx, 1, metric.WithAttributes(attribute.String("type", kind), attribute.String("outcome", outcome)))
		}
		span.End()
	}
}

// Store measures one operation on the store, and returns what to call with its outcome.
func (t *Telemetry) Store(ctx context.Context, operation string) (context.Context, func(outcome string)) {
	if t == nil {
		return ctx, func(string) {}
	}
	ctx, span, _ := t.span(ctx, Parent{}, "store "+operation, trace.WithSpanKind(trace.SpanKindClient))
	return ctx, func(outcome string) {
		of := []attribute.KeyValue{attribute.String("operation", operation), attribute.String("outcome", outcome)}
		span.SetAttributes(of...)
		if outcome == "refused" || outcome == "unknown" {
			span.SetStatus(codes.Error, "")
		}
		if t.metrics != nil {
			t.meters.store.Add(ctx, 1, metric.WithAttributes(of...))
		}
		span.End()
	}
}

// DeadLetter counts an event that a broker gave up on.
func (t *Telemetry) DeadLetter(ctx context.Context) {
	if t != nil && t.metrics != nil {
		t.meters.deadLetters.Add(ctx, 1)
	}
}
