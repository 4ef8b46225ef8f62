package telemetry

import (
	"math"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/resource"
	"google.golang.org/protobuf/encoding/protowire"
)

// A message is protobuf's wire format in the making. Field numbers are those of opentelemetry-proto 1.x
// (common.proto, resource.proto, trace.proto, metrics.proto); tests read the result with its own types.
type message []byte

func (m *message) bytes(field protowire.Number, v []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), v)
}

func (m *message) text(field protowire.Number, v string) {
	if v != "" {
		*m = protowire.AppendString(protowire.AppendTag(*m, field, protowire.BytesType), v)
	}
}

func (m *message) varint(field protowire.Number, v uint64) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), v)
}

func (m *message) fixed(field protowire.Number, v uint64) {
	*m = protowire.AppendFixed64(protowire.AppendTag(*m, field, protowire.Fixed64Type), v)
}

func (m *message) double(field protowire.Number, v float64) { m.fixed(field, math.Float64bits(v)) }

func (m *message) time(field protowire.Number, v time.Time) { m.fixed(field, uint64(v.UnixNano())) }

// attributes are KeyValues.
func (m *message) attributes(field protowire.Number, all []attribute.KeyValue) {
	for _, a := range all {
		var value, pair message
		switch a.Value.Type() {
		case attribute.BOOL:
			value.varint(2, protowire.EncodeBool(a.Value.AsBool()))
		case attribute.INT64:
			value.varint(3, uint64(a.Value.AsInt64()))
		case attribute.FLOAT64:
			value.double(4, a.Value.AsFloat64())
		default:
			value.bytes(1, []byte(a.Value.Emit()))
		}
		pair.text(1, string(a.Key))
		pair.bytes(2, value)
		m.bytes(field, pair)
	}
}

// origin is a Resource.
func origin(r *resource.Resource) (m message) {
	if r != nil {
		m.attributes(1, r.Attributes())
	}
	return m
}

// library is an InstrumentationScope.
func library(s instrumentation.Scope) (m message) {
	m.text(1, s.Name)
	m.text(2, s.Version)
	return m
}

// status is a Status; its codes are numbered otherwise than the SDK's.
func status(c codes.Code, description string) (m message) {
	m.text(2, description)
	switch c {
	case codes.Ok:
		m.varint(3, 1)
	case codes.Error:
		m.varint(3, 2)
	}
	return m
}
