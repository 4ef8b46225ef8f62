// Package event is CloudEvents in and out: the events of the inspection code, read from a request in
// any mode, sent to the broker, and signed so that a function can tell ours from a stranger's. It
// alone knows the CloudEvents SDK. It decides nothing about what an event means.
package event

import (
	"encoding/json"
	"fmt"
	"time"

	ce "github.com/cloudevents/sdk-go/v2/event"

	"inspectioncode.example/shared/inspection"
)

// Event is a CloudEvent 1.0.
type Event = ce.Event

// The types of event. What is submitted comes from agencies' and enterprises' own systems; the
// rest is announced by functions of ours, after it has become a fact in the bucket.
const (
	TaskSubmitted       = "task.submitted"       // inspection.Task: an agency asks for a code
	CodeIssued          = "code.issued"          // inspection.Inspection
	RevocationSubmitted = "revocation.submitted" // inspection.Cancellation: an agency asks to call a visit off
	CodeRevoked         = "code.revoked"         // inspection.Revocation
	ResultSubmitted     = "result.submitted"     // inspection.Result: officers ask to record it
	ResultRecorded      = "result.recorded"      // inspection.RecordedResult
	EvaluationSubmitted = "evaluation.submitted" // inspection.Evaluation with the inspection it is about
	EvaluationRecorded  = "evaluation.recorded"  // inspection.RecordedEvaluation: no word of which inspection
	FeedbackReceived    = "feedback.received"    // inspection.Feedback
	VisitReported       = "visit.reported"       // inspection.VisitReport
	AlertRaised         = "alert.raised"         // analysis.Alert: a threshold crossed
	MessagePushed       = "message.pushed"       // inspection.Message: to the enterprise's inbox
)

// Source is the context in which our events' IDs are unique. The IDs alone are unique too, because
// brokers compare nothing else.
const Source = "/inspection-code"

// New makes an event of ours. Its ID is derived from what it announces, so that announcing the same
// thing again is the same event.
func New(kind, id, subject string, at time.Time, data any) (Event, error) {
	e := ce.New()
	e.SetType(kind)
	e.SetID(id)
	e.SetSource(Source)
	e.SetSubject(subject)
	e.SetTime(at)
	if err := e.SetData(ce.ApplicationJSON, data); err != nil {
		return Event{}, fmt.Errorf("make %s: %w", kind, err)
	}
	return e, e.Validate()
}

// Bare is e as it became a fact, without what was added to it on its way here: a signature, a trace, whose intent
// it settles.
func Bare(e Event) Event {
	bare := e.Clone()
	for name := range e.Extensions() {
		bare.SetExtension(name, nil)
	}
	return bare
}

// Marshal writes e as one structured CloudEvent, indented for whoever opens the bucket.
func Marshal(e Event) ([]byte, error) {
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("marshal %s %s: %w", e.Type(), e.ID(), err)
	}
	return append(b, '\n'), nil
}

// Unmarshal reads one structured CloudEvent. The SDK's own UnmarshalJSON accepts bytes that are no
// JSON; json.Unmarshal checks that first, and Validate checks what the SDK leaves out.
func Unmarshal(b []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(b, &e); err != nil {
		return Event{}, fmt.Errorf("read event: %w", err)
	}
	if err := e.Validate(); err != nil {
		return Event{}, fmt.Errorf("read event: %w", err)
	}
	return e, nil
}

// Data decodes the data of an event of ours. Fields it does not know are left alone, because during
// a rollout a newer function may have written them.
func Data[T any](e Event) (T, error) {
	var v T
	if err := json.Unmarshal(e.Data(), &v); err != nil {
		return v, fmt.Errorf("read data of %s %s: %w", e.Type(), e.ID(), err)
	}
	return v, nil
}

// Submitted decodes the data of an event from outside: strictly, every fault a refusal.
func Submitted[T any](e Event) (T, error) {
	var v T
	if got := e.DataMediaType(); got != ce.ApplicationJSON && got != "" {
		return v, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "datacontenttype", Rule: "media-type",
			Text: inspection.Text{ZH: "事件数据应为application/json", EN: "the event's data must be application/json"},
			Mend: inspection.Text{ZH: "请以JSON发送", EN: "send JSON"}})
	}
	return v, Strict(e.Data(), &v)
}
