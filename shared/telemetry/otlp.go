package telemetry

import (
	"encoding/binary"
	"math"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/resource"
)

// A message is protobuf's wire format in the making. Field numbers are those of opentelemetry-proto 1.x
// (common.proto, resource.proto, trace.proto, metrics.proto); tests read the result with its own types.
type message []byte

// tag says which field follows, and in which of the wire's types: 0 varint, 1 eight bytes, 2 a length and bytes.
func (m *message) tag(field, wire uint64) { *m = binary.AppendUvarint(*m, field<<3|wire) }

func (m *message) bytes(field uint64, v []byte) {
	m.tag(field, 2)
	*m = append(binary.AppendUvarint(*m, uint64(len(v))), v...)
}

func (m *message) text(field uint64, v string) {
	if v != "" {
		m.bytes(field, []byte(v))
	}
}

func (m *message) varint(field, v uint64) {
	m.tag(field, 0)
	*m = binary.AppendUvarint(*m, v)
}

func (m *message) bool(field uint64, v bool) {
	var n uint64
	if v {
		n = 1
	}
	m.varint(field, n) // false as well: one of several kinds of value is told by being there
}

func (m *message) fixed(field, v uint64) {
	m.tag(field, 1)
	*m = binary.LittleEndian.AppendUint64(*m, v)
}

func (m *message) double(field uint64, v float64) { m.fixed(field, math.Float64bits(v)) }

func (m *message) time(field uint64, v time.Time) { m.fixed(field, uint64(v.UnixNano())) }

// attributes are KeyValues.
func (m *message) attributes(field uint64, all []attribute.KeyValue) {
	for _, a := range all {
		var value, pair message
		switch a.Value.Type() {
		case attribute.BOOL:
			value.bool(2, a.Value.AsBool())
		case attribute.INT64:
			value.varint(3, uint64(a.Value.AsInt64()))
		case attribute.FLOAT64:
			value.double(4, a.Value.AsFloat64())
		default:
			value.bytes(1, []byte(a.Value.String()))
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
