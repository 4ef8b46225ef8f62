package event

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

var noon = time.Date(2023, 9, 5, 12, 0, 0, 0, inspection.Shanghai)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

const structured = `{"specversion":"1.0","id":"1","source":"/s","type":"task.submitted","data":{"a":1}}`

func TestEventsAreReadInEveryMode(t *testing.T) {
	for _, c := range []struct {
		mode   string
		header http.Header
		body   string
		want   int
	}{
		{"binary", header("Ce-Specversion", "1.0", "Ce-Id", "1", "Ce-Source", "/s", "Ce-Type", "task.submitted", "Content-Type", "application/json"), `{"a":1}`, 1},
		{"structured", header("Content-Type", "application/cloudevents+json; charset=UTF-8"), structured, 1},
		{"batch", header("Content-Type", Batch), "[" + structured + "," + structured + "]", 2},
		{"empty batch", header("Content-Type", Batch), "[]", 0},
	} {
		events, err := Receive(c.header, []byte(c.body))
		if err != nil || len(events) != c.want {
			t.Errorf("%s: got %d events, %v; want %d", c.mode, len(events), err, c.want)
			continue
		}
		for _, e := range events {
			if e.Type() != TaskSubmitted || string(e.Data()) != `{"a":1}` {
				t.Errorf("%s: got %s with %s", c.mode, e.Type(), e.Data())
			}
		}
		if !Is(c.header) {
			t.Errorf("%s: not taken for an event", c.mode)
		}
	}
}

func TestWhatIsNoEventIsRefused(t *testing.T) {
	for _, c := range []struct {
		why    string
		header http.Header
		body   string
	}{
		{"no event at all", header("Content-Type", "application/json"), `{}`},
		{"no specversion", header("Ce-Id", "1", "Ce-Source", "/s", "Ce-Type", "x"), `{}`},
		{"no id", header("Ce-Specversion", "1.0", "Ce-Source", "/s", "Ce-Type", "x"), `{}`},
		{"no source", header("Content-Type", Structured), `{"specversion":"1.0","id":"1","type":"x"}`},
		{"not JSON", header("Content-Type", Structured), `,"specversion":"1.0","":`},
		{"a batch of nothing", header("Content-Type", Batch), `null`},
		{"a batch that is none", header("Content-Type", Batch), structured},
		{"a batch with something else in it", header("Content-Type", Batch), `[` + structured + `, 7]`},
		{"a batch of too many", header("Content-Type", Batch), `[` + strings.TrimSuffix(strings.Repeat(structured+",", maxBatch+1), ",") + `]`},
	} {
		if events, err := Receive(c.header, []byte(c.body)); err == nil {
			t.Errorf("%s: got %v", c.why, events)
		}
	}
}

func TestStrangersDataIsReadStrictly(t *testing.T) {
	for _, c := range []struct{ why, data, field, rule string }{
		{"unknown field", `{"numbr":"1"}`, "numbr", "json-unknown-field"},
		{"wrong type", `{"items":"T01"}`, "items", "json-type"},
		{"wrong type inside", `{"assistants":{"number":"two"}}`, "assistants.number", "json-type"},
		{"cut off", `{"number":"1"`, "", "json"},
		{"two values", `{"number":"1"} {}`, "", "json"},
		{"a time that is none", `{"from":"tomorrow"}`, "from", "json-time"},
		{"a time with a blank", `{"number":"1","from":"2026-09-05 13:00"}`, "from", "json-time"},
		{"a name twice", `{"number":"1","number":"2"}`, "", "json"},
		{"a name twice in other letters", `{"number":"1","Number":"2"}`, "", "json"},
		{"not UTF-8", "{\"reason\":\"\xd6\xd0\"}", "", "json"},
		{"empty", ``, "", "json"},
	} {
		var task inspection.Task
		err := Strict([]byte(c.data), &task)
		var refusal *inspection.Refusal
		if !errors.As(err, &refusal) || refusal.Faults[0].Rule != c.rule || refusal.Faults[0].Field != c.field {
			t.Errorf("%s: got %v, want %s at %q", c.why, err, c.rule, c.field)
		}
	}
}

func TestASignatureSurvivesTheWayThroughABroker(t *testing.T) {
	keys := Keys{[]byte(strings.Repeat("k", 32))}
	e, err := New(CodeIssued, "code.issued.1", "2023-09-05-x", noon, map[string]any{"b": "<&>", "a": 1.5, "n": 12345678901234567})
	if err != nil {
		t.Fatal(err)
	}
	signed := keys.Sign(e)
	if !keys.Signed(signed) || keys.Signed(e) {
		t.Fatal("signed and unsigned are not told apart")
	}
	structured, err := json.Marshal(signed)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Receive(header("Content-Type", Structured), respell(t, structured))
	if err != nil || !keys.Signed(back[0]) {
		t.Errorf("structured: %v", err)
	}
	// sent in binary mode, over a real connection
	var got Event
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		body.ReadFrom(r.Body)
		events, err := Receive(r.Header, body.Bytes())
		if err == nil {
			got = events[0]
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	if err := To(server.URL, keys, server.Client())(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if !keys.Signed(got) {
		t.Error("binary: the signature does not hold")
	}
}

// respell writes JSON as a broker in another language might: other order, other blanks, no numbers lost.
func respell(t *testing.T, b []byte) []byte {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(out, []byte(`\u003c`), []byte("<"))
}

func TestNoOtherEventCarriesTheSignature(t *testing.T) {
	old, current := []byte(strings.Repeat("o", 32)), []byte(strings.Repeat("c", 32))
	e, _ := New(CodeIssued, "code.issued.1", "2023-09-05-x", noon, map[string]int{"a": 1})
	signed := Keys{old}.Sign(e)
	if !(Keys{current, old}).Signed(signed) {
		t.Error("an older key no longer verifies during a rollout")
	}
	if (Keys{current}).Signed(signed) {
		t.Error("a key that is gone still verifies")
	}
	for what, change := range map[string]func(*Event){
		"id":      func(e *Event) { e.SetID("other") },
		"type":    func(e *Event) { e.SetType(ResultRecorded) },
		"source":  func(e *Event) { e.SetSource("/elsewhere") },
		"subject": func(e *Event) { e.SetSubject("another") },
		"time":    func(e *Event) { e.SetTime(noon.Add(time.Second)) },
		"data":    func(e *Event) { e.SetData("application/json", map[string]int{"a": 2}) },
		"none":    func(e *Event) { e.SetExtension(signature, nil) },
		"empty":   func(e *Event) { e.SetExtension(signature, "") },
	} {
		other := signed.Clone()
		change(&other)
		if (Keys{old}).Signed(other) {
			t.Errorf("the signature holds with another %s", what)
		}
	}
}

// Ensure that whoever brings an event of ours cannot slip in what the signature does not see: of a name that
// stands twice the signature sees the last, and whoever fills a struct keeps what the last leaves out.
func TestNothingIsSlippedInUnderTheSignature(t *testing.T) {
	type visit struct {
		Site struct {
			Address string `json:"address"`
			Note    string `json:"note,omitempty"`
		} `json:"site"`
	}
	keys := Keys{[]byte(strings.Repeat("k", 32))}
	e, _ := New(CodeIssued, "code.issued.1", "2023-09-05-x", noon, json.RawMessage(`{"site":{"address":"a"}}`))
	signed := keys.Sign(e)
	if !keys.Signed(signed) {
		t.Fatal("our own event is not known")
	}
	for _, data := range []string{
		`{"site":{"address":"a","note":"pay here"},"site":{"address":"a"}}`,
		`{"site":{"note":"pay here","address":"b","address":"a"}}`,
		`{"Site":{"note":"pay here"},"site":{"address":"a"}}`,
	} {
		other := signed.Clone()
		if err := other.SetData("application/json", json.RawMessage(data)); err != nil {
			t.Fatal(err)
		}
		if v, _ := Data[visit](other); keys.Signed(other) {
			t.Errorf("%s is taken for ours, and read as %+v", data, v)
		}
	}
}

func TestSendingSaysWhenItMayNotHaveArrived(t *testing.T) {
	keys := Keys{[]byte(strings.Repeat("k", 32))}
	e, _ := New(CodeIssued, "code.issued.1", "x", noon, struct{}{})
	for _, status := range []int{200, 202, 204, 301, 302, 303, 307, 400, 404, 500, 503} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				return // where a redirect leads, all is well
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		}))
		err := To(server.URL, keys, server.Client())(t.Context(), e)
		if (err == nil) != (status/100 == 2) {
			t.Errorf("answered %d: got %v", status, err)
		}
		server.Close()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := To("http://127.0.0.1:1", keys, http.DefaultClient)(ctx, e); err == nil {
		t.Error("nobody there: no error")
	}
}

func FuzzReceive(f *testing.F) {
	f.Add("application/cloudevents+json", "", []byte(structured))
	f.Add("application/cloudevents-batch+json", "", []byte("["+structured+"]"))
	f.Add("application/json", "1.0", []byte(`{"a":1}`))
	f.Add("application/cloudevents+json", "", []byte(`,"specversion":"1.0","":`))
	f.Fuzz(func(t *testing.T, contentType, specversion string, body []byte) {
		h := http.Header{"Content-Type": {contentType}}
		if specversion != "" {
			h.Set("Ce-Specversion", specversion)
			h.Set("Ce-Id", "1")
			h.Set("Ce-Source", "/s")
			h.Set("Ce-Type", "t")
		}
		events, err := Receive(h, body)
		if err != nil {
			return
		}
		for _, e := range events {
			if err := e.Validate(); err != nil {
				t.Errorf("an event that is not valid got through: %v", err)
			}
			b, err := Marshal(e)
			if err != nil {
				t.Skip() // binary data that calls itself JSON: refused when it is read as ours
			}
			if _, err := Unmarshal(b); err != nil && json.Valid(e.Data()) {
				t.Errorf("%s cannot be read back: %v", b, err)
			}
		}
	})
}
