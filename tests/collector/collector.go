// Package collector is a collector of OpenTelemetry for tests: it takes OTLP over HTTP in protobuf, reads it
// with the protocol's own types, and keeps what it was told.
package collector

import (
	"io"
	"net/http"
	"sync"

	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// A Collector keeps what it was told. The zero Collector is ready.
type Collector struct {
	mu       sync.Mutex
	spans    []Span
	points   map[string]*metrics.Metric // the newest of each name and origin
	raw      []byte
	problems []string
}

// A Span is one, with the service it is of.
type Span struct {
	Service string
	*traces.Span
}

// ServeHTTP takes exports at /v1/traces and /v1/metrics. TracesData and MetricsData are on the wire what the
// requests of the two services are.
func (c *Collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw = append(c.raw, body...)
	if got := r.Header.Get("Content-Type"); err == nil && got != "application/x-protobuf" {
		c.problems = append(c.problems, "content type "+got)
	}
	switch r.URL.Path {
	case "/v1/traces":
		err = c.takeTraces(body)
	case "/v1/metrics":
		err = c.takeMetrics(body)
	default:
		c.problems = append(c.problems, "path "+r.URL.Path)
	}
	if err != nil {
		c.problems = append(c.problems, err.Error())
		w.WriteHeader(http.StatusBadRequest)
	}
}

func (c *Collector) takeTraces(body []byte) error {
	var data traces.TracesData
	if err := proto.Unmarshal(body, &data); err != nil {
		return err
	}
	for _, of := range data.ResourceSpans {
		service := ""
		for _, a := range of.Resource.Attributes {
			if a.Key == "service.name" {
				service = a.Value.GetStringValue()
			}
		}
		for _, scope := range of.ScopeSpans {
			for _, s := range scope.Spans {
				c.spans = append(c.spans, Span{service, s})
			}
		}
	}
	return nil
}

func (c *Collector) takeMetrics(body []byte) error {
	var data metrics.MetricsData
	if err := proto.Unmarshal(body, &data); err != nil {
		return err
	}
	if c.points == nil {
		c.points = map[string]*metrics.Metric{}
	}
	for _, of := range data.ResourceMetrics {
		for _, scope := range of.ScopeMetrics {
			for _, m := range scope.Metrics {
				c.points[m.Name+" of "+of.Resource.String()] = m
			}
		}
	}
	return nil
}

// Spans are all that have come.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Span(nil), c.spans...)
}

// Metrics are the newest of each name and process.
func (c *Collector) Metrics() (all []*metrics.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.points {
		all = append(all, m)
	}
	return all
}

// Raw is every byte that came, and Problems what could not be read of them.
func (c *Collector) Raw() (raw []byte, problems []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]byte(nil), c.raw...), append([]string(nil), c.problems...)
}
