// Package telemetry measures functions with OpenTelemetry where the environment asks for it, by the
// standard variables. Where it does not, there is no Telemetry, and every method of none does nothing.
//
// The SDK is the official one. The exporters are not: they link gRPC and its gateway, by which every start of
// every function initialises packages for 5.6 ms and more instead of 4.1, and the program is 4 MB larger (measured
// with v1.47.0), used or not. What is exported here is OTLP 1.x over HTTP in protobuf, spans and metrics alone.
//
// It knows requests, sends and the store by what they are called and how they ended, and keeps every
// word of what they were about out of what it exports: no address, no body, no person, no enterprise.
package telemetry

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const scope = "inspectioncode.example/shared/telemetry"

// A Telemetry measures one process.
type Telemetry struct {
	tracer trace.Tracer // nil: no traces are wanted
	meters meters

	traces  *sdktrace.TracerProvider
	metrics *sdkmetric.MeterProvider
}

// Start begins to measure the function called name, or returns nil if nothing asks for it. Settings:
// OTEL_EXPORTER_OTLP_ENDPOINT, the address of a collector, to which /v1/traces and /v1/metrics are added, or
// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT and OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, whole addresses. OTEL_SDK_DISABLED
// (true) turns all of it off, OTEL_TRACES_EXPORTER and OTEL_METRICS_EXPORTER (none) one of the two. Also
// OTEL_SERVICE_NAME (else the function's name), OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER with its _ARG,
// OTEL_BSP_*, OTEL_METRIC_EXPORT_INTERVAL, OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_TIMEOUT (milliseconds) and
// OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE (cumulative, delta). OTEL_EXPORTER_OTLP_PROTOCOL may be http/protobuf only.
// What cannot be exported is logged and lost.
func Start(setting func(string) string, name string, log *slog.Logger) (*Telemetry, error) {
	traces, err1 := endpoint(setting, "TRACES")
	metrics, err2 := endpoint(setting, "METRICS")
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("start telemetry: %w", err)
	}
	if traces == nil && metrics == nil {
		return nil, nil
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("measurements lost", "err", err) }))
	who, err := resource.New(context.Background(), resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", name), attribute.String("service.instance.id", rand.Text())),
		resource.WithFromEnv()) // last: the environment decides
	if err != nil {
		return nil, fmt.Errorf("start telemetry: %w", err)
	}
	t := &Telemetry{}
	if traces != nil {
		t.traces = sdktrace.NewTracerProvider(sdktrace.WithResource(who), sdktrace.WithBatcher(spans{traces}))
		t.tracer = t.traces.Tracer(scope)
	}
	if metrics != nil {
		delta := setting("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE") == "delta"
		t.metrics = sdkmetric.NewMeterProvider(sdkmetric.WithResource(who),
			sdkmetric.WithReader(sdkmetric.NewPeriodicReader(points{sender: metrics, delta: delta})))
		if t.meters, err = newMeters(t.metrics.Meter(scope)); err != nil {
			return nil, fmt.Errorf("start telemetry: %w", err)
		}
	}
	return t, nil
}

// Stop sends what has not been sent yet. A collector that is away costs it no more than five seconds.
func (t *Telemetry) Stop() error {
	if t == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var errs []error
	if t.traces != nil {
		errs = append(errs, t.traces.Shutdown(ctx))
	}
	if t.metrics != nil {
		errs = append(errs, t.metrics.Shutdown(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("stop telemetry: %w", err)
	}
	return nil
}

// meters are the instruments; all are nil where no metrics are wanted.
type meters struct {
	requests    metric.Float64Histogram
	events      metric.Int64Counter
	deadLetters metric.Int64Counter
	store       metric.Int64Counter
	gauges      map[Gauge]metric.Int64Gauge
}

// seconds are the bounds requests fall between: what people notice, and what platforms cut off.
var seconds = metric.WithExplicitBucketBoundaries(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15)

func newMeters(m metric.Meter) (got meters, err error) {
	var errs [5]error
	got.requests, errs[0] = m.Float64Histogram("inspection.requests", metric.WithUnit("s"), seconds,
		metric.WithDescription("requests by function and outcome: answered, refused (the asker's doing) or failed (ours)"))
	got.events, errs[1] = m.Int64Counter("inspection.events.sent", metric.WithUnit("{event}"),
		metric.WithDescription("events handed to the broker or inbox, by type and outcome: arrived or failed"))
	got.deadLetters, errs[2] = m.Int64Counter("inspection.dead.letters", metric.WithUnit("{event}"),
		metric.WithDescription("events a broker gave up on"))
	got.store, errs[3] = m.Int64Counter("inspection.store.requests", metric.WithUnit("{request}"),
		metric.WithDescription("operations on the store by outcome: done, none, exists, refused (for good) or unknown"))
	got.gauges = map[Gauge]metric.Int64Gauge{}
	for g, description := range gauges {
		if got.gauges[g], err = m.Int64Gauge(string(g), metric.WithUnit("{finding}"), metric.WithDescription(description)); err != nil {
			errs[4] = err
		}
	}
	return got, errors.Join(errs[:]...)
}

// A Gauge is something that was counted at one moment.
type Gauge string

// What sweeps and fsck count.
const (
	IntentsWaiting Gauge = "inspection.intents.waiting"
	IntentsOverdue Gauge = "inspection.intents.overdue"
	AgencyUnpushed Gauge = "inspection.intents.unpushed"
	SweepFailed    Gauge = "inspection.sweep.failed"
	Impossible     Gauge = "inspection.fsck.impossible"
	Unfinished     Gauge = "inspection.fsck.unfinished"
)

var gauges = map[Gauge]string{
	IntentsWaiting: "intents the last sweep left for the next",
	IntentsOverdue: "intents older than ten minutes when the last sweep began: nobody finishes them",
	AgencyUnpushed: "intents older than ten minutes that wait for an agency's own system alone",
	SweepFailed:    "intents the last sweep could not finish",
	Impossible:     "findings of the last fsck that no crash or race explains",
	Unfinished:     "findings of the last fsck that an intent will mend",
}

// Count keeps what was counted just now.
func (t *Telemetry) Count(ctx context.Context, g Gauge, n int) {
	if t != nil && t.metrics != nil {
		t.meters.gauges[g].Record(ctx, int64(n))
	}
}
