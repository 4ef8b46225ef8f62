package conformance

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/cloudevents/conformance/pkg/event"
	suitehttp "github.com/cloudevents/conformance/pkg/http"
)

// A sink keeps the events it is sent, as the suite reads them.
type sink struct{ got chan event.Event }

// open starts the sink, sets its address, and returns what closes it.
func (s *sink) open(settings map[string]string, name string) func() {
	s.got = make(chan event.Event, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions { // the inbox is asked first
			w.Header().Set("WebHook-Allowed-Origin", "*")
			return
		}
		e, err := suitehttp.RequestToEvent(r)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.got <- *e
		w.WriteHeader(http.StatusAccepted)
	}))
	settings[name] = server.URL
	return server.Close
}

// next is the next event of a type; others before it are passed over.
func (s *sink) next(t *testing.T, kind string) event.Event {
	t.Helper()
	for {
		select {
		case e := <-s.got:
			if e.Attributes.Type == kind {
				return e
			}
		default:
			t.Fatalf("no %s was sent", kind)
		}
	}
}

// send sends an event as the suite does, and returns the status and body of the answer, and the event in
// it, as the suite reads it.
func send(t *testing.T, address string, e event.Event) (status int, body string, answer *event.Event) {
	t.Helper()
	req, err := suitehttp.EventToRequest(address, e)
	if err != nil {
		t.Fatalf("the suite cannot send %v: %v", e, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		if answer, err = suitehttp.RequestToEvent(&http.Request{Header: resp.Header, Body: resp.Body}); err != nil {
			t.Fatalf("the suite cannot read the answer: %v", err)
		}
		return resp.StatusCode, "", answer
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b), nil
}

// events are all of the suite's own for CloudEvents 1.0, in the modes they can be sent in.
func events(t *testing.T) (all []event.Event) {
	t.Helper()
	for _, file := range []string{"v1.yaml", "v1.0/v1_minimum.yaml"} {
		read, err := event.FromYaml(filepath.Join(suite, "yaml", file), false)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range read {
			for _, mode := range []string{event.BinaryMode, event.StructuredMode} {
				e.Mode = mode
				if _, err := suitehttp.EventToRequest("http://x/", e); err == nil { // it cannot put text into JSON
					all = append(all, e)
				}
			}
		}
	}
	if len(all) < 10 {
		t.Fatalf("the suite has only %d events", len(all))
	}
	return all
}
