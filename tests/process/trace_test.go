package process

import (
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/tests/collector"
	"inspectioncode.example/tests/deployed"
)

// Ensure that one trace leads from the agency's request over the broker to the enterprise's inbox, and
// that nothing of whom it is about is exported or logged.
func TestOneTraceLeadsFromTheTaskToTheInbox(t *testing.T) {
	const trace = "0af7651916cd43dd8448eb211c80319c"
	var seen collector.Collector
	server := httptest.NewServer(&seen)
	defer server.Close()
	city := newCity(t)

	inbox := make(chan http.Header, 1)
	inboxServer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions { // it may
			w.Header().Set("WebHook-Allowed-Origin", "*")
			return
		}
		inbox <- r.Header
		w.WriteHeader(http.StatusAccepted)
	}))
	defer inboxServer.Close()
	city.Settings["INBOX_URL"] = inboxServer.URL
	city.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.URL
	openStore(t, city)
	notify := start(t, city, "notify-enterprise")

	// the broker takes an event and brings it, with the attributes it came with
	brought := make(chan int, 1)
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequest(http.MethodPost, notify.Address, r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		for name, values := range r.Header {
			if strings.HasPrefix(name, "Ce-") || name == "Content-Type" {
				req.Header[name] = values
			}
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Error(err)
			return
		}
		resp.Body.Close()
		brought <- resp.StatusCode
		w.WriteHeader(http.StatusAccepted)
	}))
	defer broker.Close()
	city.Settings["K_SINK"] = broker.URL
	issue := start(t, city, "issue-code")

	req := taskRequest(t, city, issue.Address, 0)
	req.Header.Set("Traceparent", "00-"+trace+"-b7ad6b7169203331-01")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("asked for a code, answered %s\n%s", resp.Status, issue.Log())
	}
	if got := <-brought; got != http.StatusNoContent {
		t.Fatalf("the event was answered %d\n%s", got, notify.Log())
	}
	select {
	case got := <-inbox:
		if p := got.Get("Ce-Traceparent"); !strings.HasPrefix(p, "00-"+trace+"-") {
			t.Errorf("the inbox was sent traceparent %q, want one of %s", p, trace)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came to the inbox")
	}
	for _, p := range []*deployed.Process{issue, notify} {
		if err := p.Terminate(); err != nil {
			t.Fatal(err)
		}
		if err := p.Wait(); err != nil {
			t.Errorf("ended with %v\n%s", err, p.Log())
		}
		if !strings.Contains(p.Log(), `"trace":"`+trace+`"`) || !strings.Contains(p.Log(), `"inspection":"20`) {
			t.Errorf("the log does not say which trace and inspection it was about:\n%s", p.Log())
		}
	}

	chain := map[string]string{} // name and service of a span → span id of its parent
	id := map[string]string{}
	for _, s := range seen.Spans() {
		if hex.EncodeToString(s.TraceId) == trace {
			chain[s.Service+" "+s.Name] = hex.EncodeToString(s.ParentSpanId)
			id[s.Service+" "+s.Name] = hex.EncodeToString(s.SpanId)
		}
	}
	parent := "b7ad6b7169203331"
	for _, name := range []string{"issue-code POST issue-code", "issue-code send code.issued", "notify-enterprise POST notify-enterprise", "notify-enterprise send message.pushed"} {
		if chain[name] != parent {
			t.Errorf("%s is under %q, want %s; spans %v", name, chain[name], parent, chain)
		}
		parent = id[name]
	}
	raw, problems := seen.Raw()
	if problems != nil {
		t.Error(problems)
	}
	for _, personal := range []string{string(deployed.Enterprise(0)), "090000000", "例安运输", "示例路1号"} {
		for where, text := range map[string]string{"telemetry": string(raw), "log of issue-code": issue.Log(), "log of notify-enterprise": notify.Log()} {
			if strings.Contains(text, personal) {
				t.Errorf("%s has %s in it", where, personal)
			}
		}
	}
}

// Ensure that an event carries the trace of what it came from even where nobody measures.
func TestATraceGoesOnWhereNobodyMeasures(t *testing.T) {
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	sent := make(chan string, 1)
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent <- r.Header.Get("Ce-Traceparent")
		w.WriteHeader(http.StatusAccepted)
	}))
	defer sink.Close()
	city := newCity(t)
	city.Settings["K_SINK"] = sink.URL
	openStore(t, city)
	p := start(t, city, "issue-code")
	req := taskRequest(t, city, p.Address, 0)
	req.Header.Set("Traceparent", parent)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	select {
	case got := <-sent:
		if got != parent {
			t.Errorf("sent with %q, want %q", got, parent)
		}
	default:
		t.Errorf("nothing was sent; answered %s\n%s", resp.Status, p.Log())
	}
}
