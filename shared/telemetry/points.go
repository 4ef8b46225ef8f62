package telemetry

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// points exports metrics, as an ExportMetricsServiceRequest.
type points struct {
	*sender
	delta bool // counters and histograms begin anew at every export
}

// Temporality is how an instrument of a kind counts from one export to the next.
func (p points) Temporality(kind sdkmetric.InstrumentKind) metricdata.Temporality {
	if p.delta && (kind == sdkmetric.InstrumentKindCounter || kind == sdkmetric.InstrumentKindHistogram) {
		return metricdata.DeltaTemporality
	}
	return metricdata.CumulativeTemporality
}

// Aggregation is the SDK's own choice.
func (p points) Aggregation(kind sdkmetric.InstrumentKind) sdkmetric.Aggregation {
	return sdkmetric.DefaultAggregationSelector(kind)
}

// Export sends what was measured. Exemplars are left out.
func (p points) Export(ctx context.Context, measured *metricdata.ResourceMetrics) error {
	var ofResource, request message
	ofResource.bytes(1, origin(measured.Resource))
	for _, of := range measured.ScopeMetrics {
		var ofScope message
		ofScope.bytes(1, library(of.Scope))
		for _, one := range of.Metrics {
			m, err := encodeMetric(one)
			if err != nil {
				return err
			}
			ofScope.bytes(2, m)
		}
		ofResource.bytes(2, ofScope)
	}
	request.bytes(1, ofResource)
	return p.post(ctx, request)
}

// ForceFlush and Shutdown have nothing to do: the exporter keeps nothing.
func (p points) ForceFlush(context.Context) error { return nil }

// Shutdown: see ForceFlush.
func (p points) Shutdown(context.Context) error { return nil }

// encodeMetric is a Metric of one of the three kinds that this package makes.
func encodeMetric(one metricdata.Metrics) (m message, err error) {
	m.text(1, one.Name)
	m.text(2, one.Description)
	m.text(3, one.Unit)
	var data message
	switch v := one.Data.(type) {
	case metricdata.Gauge[int64]:
		for _, d := range v.DataPoints {
			data.bytes(1, number(d))
		}
		m.bytes(5, data)
	case metricdata.Sum[int64]:
		for _, d := range v.DataPoints {
			data.bytes(1, number(d))
		}
		data.varint(2, temporality(v.Temporality))
		data.bool(3, v.IsMonotonic)
		m.bytes(7, data)
	case metricdata.Histogram[float64]:
		for _, d := range v.DataPoints {
			data.bytes(1, histogram(d))
		}
		data.varint(2, temporality(v.Temporality))
		m.bytes(9, data)
	default:
		return nil, fmt.Errorf("export %s: a %T is not known here", one.Name, v)
	}
	return m, nil
}

func temporality(t metricdata.Temporality) uint64 {
	if t == metricdata.DeltaTemporality {
		return 1
	}
	return 2
}

// number is a NumberDataPoint.
func number(d metricdata.DataPoint[int64]) (m message) {
	m.span(d.StartTime, d.Time)
	m.fixed(6, uint64(d.Value))
	m.set(7, d.Attributes)
	return m
}

// histogram is a HistogramDataPoint.
func histogram(d metricdata.HistogramDataPoint[float64]) (m message) {
	m.span(d.StartTime, d.Time)
	m.fixed(4, d.Count)
	m.double(5, d.Sum)
	var counts, bounds []byte
	for _, n := range d.BucketCounts {
		counts = binary.LittleEndian.AppendUint64(counts, n)
	}
	for _, b := range d.Bounds {
		bounds = binary.LittleEndian.AppendUint64(bounds, math.Float64bits(b))
	}
	m.bytes(6, counts)
	m.bytes(7, bounds)
	m.set(9, d.Attributes)
	if min, ok := d.Min.Value(); ok {
		m.double(11, min)
	}
	if max, ok := d.Max.Value(); ok {
		m.double(12, max)
	}
	return m
}

// span is the time a point is about; a gauge has no beginning.
func (m *message) span(from, until time.Time) {
	if !from.IsZero() {
		m.time(2, from)
	}
	m.time(3, until)
}

func (m *message) set(field uint64, s attribute.Set) { m.attributes(field, s.ToSlice()) }
