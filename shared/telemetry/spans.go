package telemetry

import (
	"context"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// spans exports spans, as an ExportTraceServiceRequest.
type spans struct{ *sender }

// ExportSpans sends spans that have ended. All are of one process and scope.
func (s spans) ExportSpans(ctx context.Context, ended []sdktrace.ReadOnlySpan) error {
	if len(ended) == 0 {
		return nil
	}
	var ofScope, ofResource, request message
	ofScope.bytes(1, library(ended[0].InstrumentationScope()))
	for _, span := range ended {
		ofScope.bytes(2, encodeSpan(span))
	}
	ofResource.bytes(1, origin(ended[0].Resource()))
	ofResource.bytes(2, ofScope)
	request.bytes(1, ofResource)
	return s.post(ctx, request)
}

// Shutdown has nothing to do.
func (s spans) Shutdown(context.Context) error { return nil }

func encodeSpan(s sdktrace.ReadOnlySpan) (m message) {
	trace, span := s.SpanContext().TraceID(), s.SpanContext().SpanID()
	m.bytes(1, trace[:])
	m.bytes(2, span[:])
	m.text(3, s.SpanContext().TraceState().String())
	if s.Parent().SpanID().IsValid() {
		parent := s.Parent().SpanID()
		m.bytes(4, parent[:])
	}
	m.text(5, s.Name())
	m.varint(6, uint64(s.SpanKind())) // numbered alike
	m.time(7, s.StartTime())
	m.time(8, s.EndTime())
	m.attributes(9, s.Attributes())
	m.bytes(15, status(s.Status().Code, s.Status().Description))
	return m
}
