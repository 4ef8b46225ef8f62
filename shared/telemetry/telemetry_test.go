package telemetry_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"

	"inspectioncode.example/shared/telemetry"
	"inspectioncode.example/tests/collector"
)

func settings(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestItIsOffUnlessTheEnvironmentAsks(t *testing.T) {
	const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"
	for _, c := range []struct {
		settings []string
		on, ok   bool
	}{
		{nil, false, true},
		{[]string{"OTEL_SERVICE_NAME", "x"}, false, true},
		{[]string{endpoint, "http://127.0.0.1:1"}, true, true},
		{[]string{endpoint, "http://127.0.0.1:1", "OTEL_SDK_DISABLED", "true"}, false, true},
		{[]string{endpoint, "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER", "none", "OTEL_METRICS_EXPORTER", "none"}, false, true},
		{[]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:1/x"}, true, true},
		{[]string{endpoint, "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, false, false},
		{[]string{endpoint, "collector:4317"}, false, false},
		{[]string{endpoint, "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_TIMEOUT", "10s"}, false, false},
		{[]string{endpoint, "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER", "zipkin"}, false, false},
	} {
		got, err := telemetry.Start(settings(c.settings...), "f", slog.New(slog.DiscardHandler))
		if (got != nil) != c.on || (err == nil) != c.ok {
			t.Errorf("%v: got on %v, %v; want on %v, ok %v", c.settings, got != nil, err, c.on, c.ok)
		}
	}
}

// Ensure that whoever is not measured does not pay for it.
func TestOffItCostsNothing(t *testing.T) {
	var off *telemetry.Telemetry
	ctx, began, failed := t.Context(), time.Now(), errors.New("away")
	if n := testing.AllocsPerRun(100, func() {
		ctx, parent, answered := off.Request(ctx, telemetry.Parent{}, "f", "GET", began)
		ctx, done := off.Store(ctx, "get")
		done("done")
		ctx, _, sent := off.Send(ctx, parent, "x")
		sent(failed)
		off.Count(ctx, telemetry.Impossible, 1)
		off.DeadLetter(ctx)
		answered(200, "")
		off.Stop()
	}); n != 0 {
		t.Errorf("a request that is not measured allocates %v times, want 0", n)
	}
}

// Ensure that a collector reads what was measured, in the protocol's own types.
func TestACollectorReadsWhatWasMeasured(t *testing.T) {
	var c collector.Collector
	server := httptest.NewServer(&c)
	defer server.Close()
	m, err := telemetry.Start(settings("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL+"/"), "issue-code", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	began := time.Now().Add(-300 * time.Millisecond)
	ctx, onward, answered := m.Request(t.Context(), telemetry.Parent{Traceparent: "00-" + trace + "-" + parent + "-01", Tracestate: "a=1"}, "issue-code", "POST", began)
	_, done := m.Store(ctx, "create")
	done("refused")
	_, event, sent := m.Send(ctx, onward, "code.issued")
	sent(nil)
	m.Count(ctx, telemetry.IntentsOverdue, 7)
	m.DeadLetter(ctx)
	answered(503, "2023-09-05-x")
	if err := m.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, problems := c.Raw(); problems != nil {
		t.Fatal(problems)
	}
	spans := map[string]collector.Span{}
	for _, s := range c.Spans() {
		spans[s.Name] = s
		if got := hex(s.TraceId); got != trace {
			t.Errorf("%s is of trace %s, want %s", s.Name, got, trace)
		}
		if s.Service != "issue-code" || s.EndTimeUnixNano < s.StartTimeUnixNano {
			t.Errorf("%s: of service %q, from %d until %d", s.Name, s.Service, s.StartTimeUnixNano, s.EndTimeUnixNano)
		}
	}
	request, store, send := spans["POST issue-code"], spans["store create"], spans["send code.issued"]
	if request.Span == nil || store.Span == nil || send.Span == nil {
		t.Fatalf("got spans %v", spans)
	}
	if hex(request.ParentSpanId) != parent || request.TraceState != "a=1" || request.Kind != traces.Span_SPAN_KIND_SERVER ||
		request.Status.Code != traces.Status_STATUS_CODE_ERROR || request.StartTimeUnixNano != uint64(began.UnixNano()) {
		t.Errorf("the request: %v", request.Span)
	}
	if string(store.ParentSpanId) != string(request.SpanId) || string(send.ParentSpanId) != string(request.SpanId) || send.Kind != traces.Span_SPAN_KIND_PRODUCER {
		t.Errorf("what the request did is not under it: %v, %v", store.Span, send.Span)
	}
	if want := "00-" + trace + "-" + hex(send.SpanId) + "-01"; event.Traceparent != want {
		t.Errorf("the event carries %s, want %s", event.Traceparent, want)
	}
	got := map[string]*metrics.Metric{}
	for _, m := range c.Metrics() {
		got[m.Name] = m
	}
	h := got["inspection.requests"].GetHistogram().GetDataPoints()
	if len(h) != 1 || h[0].Count != 1 || h[0].GetSum() < .3 || len(h[0].BucketCounts) != len(h[0].ExplicitBounds)+1 || labels(h[0].Attributes) != "function=issue-code outcome=failed" {
		t.Errorf("requests: %v", h)
	}
	for name, want := range map[string]string{"inspection.store.requests": "operation=create outcome=refused", "inspection.events.sent": "outcome=arrived type=code.issued", "inspection.dead.letters": ""} {
		sum := got[name].GetSum()
		if !sum.GetIsMonotonic() || sum.AggregationTemporality != metrics.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE ||
			len(sum.DataPoints) != 1 || sum.DataPoints[0].GetAsInt() != 1 || labels(sum.DataPoints[0].Attributes) != want {
			t.Errorf("%s: got %v, want 1 of %s", name, sum, want)
		}
	}
	if g := got["inspection.intents.overdue"].GetGauge().GetDataPoints(); len(g) != 1 || g[0].GetAsInt() != 7 {
		t.Errorf("overdue: %v", g)
	}
}

// Ensure that a collector that is slow to answer or away holds nothing up but the end, and that not long.
func TestACollectorThatHangsIsLeftBehind(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	m, err := telemetry.Start(settings("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL, "OTEL_EXPORTER_OTLP_TIMEOUT", "100"), "f", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, _, answered := m.Request(context.Background(), telemetry.Parent{}, "f", "GET", time.Now())
	answered(200, "")
	began := time.Now()
	if err := m.Stop(); err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("stopped after %v with %v", time.Since(began), err)
	}
}

func TestHeadersAndTheKindOfCountingAreTheEnvironments(t *testing.T) {
	var got http.Header
	var c collector.Collector
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		r.URL.Path = strings.Replace(r.URL.Path, "/here", "/v1/metrics", 1)
		c.ServeHTTP(w, r)
	}))
	defer server.Close()
	m, err := telemetry.Start(settings("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", server.URL+"/here", "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20x, tenant=city",
		"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"), "f", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	m.DeadLetter(t.Context())
	if err := m.Stop(); err != nil {
		t.Fatal(err)
	}
	if got.Get("Authorization") != "Bearer x" || got.Get("Tenant") != "city" {
		t.Errorf("sent with %v", got)
	}
	all := c.Metrics()
	if len(all) != 1 || all[0].GetSum().AggregationTemporality != metrics.AggregationTemporality_AGGREGATION_TEMPORALITY_DELTA {
		t.Errorf("got %v", all)
	}
}
