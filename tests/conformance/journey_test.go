package conformance

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/cloudevents/conformance/pkg/event"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/tests/deployed"
)

// Ensure that every function takes its own events in both modes, sent by the suite, and that the suite reads
// what it answers and sends: an event whose attributes are all there, and the same that is announced.
func TestEveryFunctionTakesItsOwnEventsInBothModes(t *testing.T) {
	address := map[string]string{"verify-scan": start(t, "verify-scan")}
	for function := range takes {
		address[function] = start(t, function)
	}
	for i, mode := range []string{event.BinaryMode, event.StructuredMode} {
		t.Run(mode, func(t *testing.T) {
			j := &journey{mode: mode, address: address}
			in := j.issue(t, 2*i)
			j.scan(t, in.Code.Digits)
			j.result(t, in)
			j.evaluation(t, in)
			j.revocation(t, j.issue(t, 2*i+1))
			if status, body, _ := send(t, address["sweep-intents"], j.event(t, "sweep-intents", identity.Caller{}, struct{}{})); status != 204 {
				t.Errorf("sweep-intents answered %d %s, want 204", status, body)
			}
		})
	}
}

// A journey is an inspection in events of one mode.
type journey struct {
	mode    string
	address map[string]string
}

// event is one that a function takes, sent by somebody who wants to see what comes of it.
func (j *journey) event(t *testing.T, function string, by identity.Caller, data any) event.Event {
	t.Helper()
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	e := event.Event{Mode: j.mode, Data: string(b), TransportExtensions: event.Extensions{}, Attributes: event.ContextAttributes{
		SpecVersion: "1.0", Type: takes[function], ID: "from-outside", Source: "/agencies/" + deployed.Agency, Time: time.Now().Format(time.RFC3339), DataContentType: "application/json"}}
	if !by.Nobody() {
		token, err := city.Token(by)
		if err != nil {
			t.Fatal(err)
		}
		e.TransportExtensions = event.Extensions{"Authorization": "Bearer " + token, "Accept": "application/cloudevents+json"}
	}
	return e
}

// submit has a function take an event, checks what it answers with, and, if announced, that the same was
// sent to the broker, from where it is brought to the enterprise. It reads the data of the answer.
func (j *journey) submit(t *testing.T, function string, by identity.Caller, data any, answer string, announced bool, into any) {
	t.Helper()
	status, body, got := send(t, j.address[function], j.event(t, function, by, data))
	if got == nil {
		t.Fatalf("%s answered %d %s", function, status, body)
	}
	a := got.Attributes
	if a.SpecVersion != "1.0" || a.Type != answer || a.ID == "" || a.ID == "from-outside" || a.Source != "/inspection-code" || a.DataContentType != "application/json" {
		t.Errorf("%s answered with %+v", function, a)
	}
	if _, err := time.Parse(time.RFC3339, a.Time); err != nil {
		t.Errorf("%s answered with time %q: %v", function, a.Time, err)
	}
	if err := json.Unmarshal([]byte(got.Data), into); err != nil {
		t.Errorf("%s answered with data that is none: %v", function, err)
	}
	if !announced {
		return
	}
	sent := broker.next(t, answer)
	if sent.Mode != event.BinaryMode || sent.Attributes.ID != a.ID || sent.Attributes.Source != a.Source || sent.Attributes.Time != a.Time || !same(sent.Data, got.Data) {
		t.Errorf("%s answered %+v and sent %+v", function, got, sent)
	}
	sent.Mode, sent.TransportExtensions = j.mode, nil
	for name, value := range sent.Attributes.Extensions { // the suite gives back their HTTP spelling
		delete(sent.Attributes.Extensions, name)
		sent.Attributes.Extensions[string([]byte{name[0] | 0x20})+name[1:]] = value
	}
	if status, body, _ := send(t, j.address["notify-enterprise"], sent); status != 204 {
		t.Fatalf("notify-enterprise answered %d %s to %s", status, body, answer)
	}
	message := inbox.next(t, "message.pushed")
	if m := message.Attributes; m.SpecVersion != "1.0" || m.ID != "message.pushed."+a.ID || m.Source != "/inspection-code" || !json.Valid([]byte(message.Data)) {
		t.Errorf("the inbox was sent %+v", message)
	}
}

func same(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return string(p) == string(q)
}

func (j *journey) issue(t *testing.T, enterprise int) (in inspection.Inspection) {
	t.Helper()
	j.submit(t, "issue-code", deployed.System(), deployed.Task(enterprise), "code.issued", true, &in)
	return in
}

// scan opens the code at the door, so that its result can be recorded.
func (j *journey) scan(t *testing.T, digits string) {
	t.Helper()
	resp, err := http.Get(j.address["verify-scan"] + "/c/" + digits)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
		t.Fatalf("scanned, and answered %s %.300s", resp.Status, b)
	}
}

func (j *journey) result(t *testing.T, in inspection.Inspection) {
	t.Helper()
	result := inspection.Result{Inspection: in.Ref, Arrived: in.From, Left: in.From.Add(time.Minute), Signed: inspection.SignedByPersonInCharge,
		Items: []inspection.ItemResult{{Item: "T01", Outcome: inspection.Conforming}, {Item: "T04", Outcome: inspection.Conforming}}}
	var rec inspection.RecordedResult
	j.submit(t, "record-result", deployed.System(), result, "result.recorded", true, &rec)
	if rec.Inspection != in.Ref {
		t.Errorf("recorded a result of %v, want %v", rec.Inspection, in.Ref)
	}
}

func (j *journey) evaluation(t *testing.T, in inspection.Inspection) {
	t.Helper()
	legal := identity.Caller{Role: identity.LegalRepresentative, Subject: "legal", Enterprise: in.Enterprise.USCC}
	evaluation := map[string]any{"inspection": in.Ref, "role": inspection.PersonInCharge, "rating": 5,
		"duties": map[inspection.Duty]inspection.Answer{inspection.CodeShown: inspection.Yes, inspection.RightsTold: inspection.Yes}}
	var rec inspection.RecordedEvaluation
	j.submit(t, "submit-evaluation", legal, evaluation, "evaluation.recorded", false, &rec)
}

func (j *journey) revocation(t *testing.T, in inspection.Inspection) {
	t.Helper()
	var rev inspection.Revocation
	j.submit(t, "revoke-code", deployed.System(), inspection.Cancellation{Inspection: in.Ref, Reason: "台风"}, "code.revoked", true, &rev)
	if rev.Inspection != in.Ref {
		t.Errorf("called off %v, want %v", rev.Inspection, in.Ref)
	}
}
