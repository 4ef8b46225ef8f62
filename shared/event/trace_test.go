package event

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func TestATraceIsFoundInRequestAndEvent(t *testing.T) {
	other := strings.Replace(parent, "b7ad", "ffff", 1)
	inside := []byte(`{"specversion":"1.0","id":"1","source":"/s","type":"t","traceparent":"` + parent + `","tracestate":"a=1"}`)
	for _, c := range []struct {
		what   string
		header http.Header
		body   []byte
		want   Trace
	}{
		{"the request's own", header("Traceparent", parent, "Tracestate", "a=1"), nil, Trace{parent, "a=1"}},
		{"the event's, binary", header("Ce-Traceparent", parent), nil, Trace{parent, ""}},
		{"the event's, structured", header("Content-Type", Structured), inside, Trace{parent, "a=1"}},
		{"the nearer of two", header("Traceparent", other, "Ce-Traceparent", parent), nil, Trace{other, ""}},
		{"no trace before a good one", header("Traceparent", "nonsense", "Ce-Traceparent", parent), nil, Trace{parent, ""}},
		{"a state that is none", header("Traceparent", parent, "Tracestate", "a=\x01"), nil, Trace{parent, ""}},
		{"a state without end", header("Traceparent", parent, "Tracestate", strings.Repeat("a=1,", 200)), nil, Trace{parent, ""}},
		{"an event that is none", header("Content-Type", Structured), []byte("{"), Trace{}},
		{"a body that is no event", header("Content-Type", "application/json"), inside, Trace{}},
		{"zeros", header("Traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01"), nil, Trace{}},
		{"no span", header("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"), nil, Trace{}},
		{"version ff", header("Traceparent", "ff"+parent[2:]), nil, Trace{}},
		{"nothing", http.Header{}, nil, Trace{}},
	} {
		if got := ReceivedTrace(c.header, c.body); got != c.want {
			t.Errorf("%s: got %v, want %v", c.what, got, c.want)
		}
	}
}

// Ensure that what an event sends on carries the trace of what it came from, and its signature holds.
func TestATraceGoesOnWithWhatIsSent(t *testing.T) {
	var got http.Header
	var received Event
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		var body bytes.Buffer
		body.ReadFrom(r.Body)
		if events, err := Receive(r.Header, body.Bytes()); err == nil {
			received = events[0]
		}
	}))
	defer server.Close()
	keys := Keys{[]byte(strings.Repeat("k", 32))}
	e, err := New(CodeIssued, "1", "s", noon, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	send := To(server.URL, keys, server.Client())
	if err := send(WithTrace(t.Context(), Trace{parent, "a=1"}), e); err != nil {
		t.Fatal(err)
	}
	if received.Extensions()["traceparent"] != parent || received.Extensions()["tracestate"] != "a=1" || got.Get("Traceparent") != parent {
		t.Errorf("arrived with %v and %s", received.Extensions(), got.Get("Traceparent"))
	}
	if !keys.Signed(received) {
		t.Error("the signature does not hold with a trace")
	}
	if err := send(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if received.Extensions()["traceparent"] != nil || got.Get("Traceparent") != "" {
		t.Errorf("without a trace, arrived with %v", received.Extensions())
	}
}
