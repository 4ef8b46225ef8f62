package event

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// A Trace is where work came from and what it hands on: traceparent and tracestate of W3C Trace Context,
// which HTTP carries as headers and an event as extension attributes of the same names (CloudEvents
// distributed tracing extension). The zero Trace is none. It says which events belong together and
// nothing else, and nobody decides by it.
type Trace struct{ Traceparent, Tracestate string }

type traceKey struct{}

// WithTrace returns a context whose events carry t.
func WithTrace(ctx context.Context, t Trace) context.Context {
	if t.Traceparent == "" {
		return ctx
	}
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceOf is the trace events sent under ctx carry.
func TraceOf(ctx context.Context) Trace {
	t, _ := ctx.Value(traceKey{}).(Trace)
	return t
}

// ReceivedTrace is the trace of a request: of the request itself, or else of the one event in it.
func ReceivedTrace(h http.Header, body []byte) Trace {
	t := Trace{h.Get("Traceparent"), h.Get("Tracestate")}
	if !t.valid() {
		t = Trace{h.Get("Ce-Traceparent"), h.Get("Ce-Tracestate")}
	}
	if !t.valid() && strings.HasPrefix(h.Get("Content-Type"), Structured) {
		json.Unmarshal(body, &t) // what is no event is refused elsewhere
	}
	if !t.valid() {
		return Trace{}
	}
	if len(t.Tracestate) > 512 || !printable.MatchString(t.Tracestate) {
		t.Tracestate = ""
	}
	return t
}

var (
	traceparent = regexp.MustCompile(`^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`)
	printable   = regexp.MustCompile(`^[ -~]*$`)
)

// valid holds t to W3C Trace Context Level 1: all zeros is no trace, and version ff is none.
func (t Trace) valid() bool {
	return traceparent.MatchString(t.Traceparent) && t.Traceparent[:2] != "ff" &&
		strings.Trim(t.Traceparent[3:35], "0") != "" && strings.Trim(t.Traceparent[36:52], "0") != ""
}

// carry puts the trace of ctx on an event that is about to be sent. One that carries its own keeps it.
func carry(ctx context.Context, e *Event) {
	t := TraceOf(ctx)
	if _, own := e.Extensions()["traceparent"]; own || t.Traceparent == "" {
		return
	}
	e.SetExtension("traceparent", t.Traceparent)
	if t.Tracestate != "" {
		e.SetExtension("tracestate", t.Tracestate)
	}
}
