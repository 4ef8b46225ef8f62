package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Events answers the events of a request with what do makes of each: 204 when all is done, a
// refusal when one of them must never be sent again, an error when they must. Events that are done
// stay done, and sending them again is harmless. Whoever accepts events in the answer gets what came
// of them: one structured, or as many as there were as a batch.
func Events(req *handler.Request, do func(event.Event) (event.Event, error)) (handler.Response, error) {
	events, err := event.Receive(req.Header, req.Body)
	if err != nil {
		return handler.Response{}, inspection.Refuse(inspection.Invalid, inspection.Fault{Rule: "cloudevent",
			Text: inspection.Text{ZH: "不是有效的CloudEvents事件：" + err.Error(), EN: "not a valid CloudEvent: " + err.Error()},
			Mend: inspection.Text{ZH: "请按CloudEvents 1.0发送", EN: "send CloudEvents 1.0"}})
	}
	var (
		out    []event.Event
		failed []error
		faults inspection.Faults
		why    inspection.Why
	)
	for i, in := range events {
		got, err := do(in)
		var refusal *inspection.Refusal
		switch {
		case errors.As(err, &refusal):
			why = refusal.Why
			for _, f := range refusal.Faults {
				if len(events) > 1 {
					f.Field = strings.TrimSuffix("events["+strconv.Itoa(i)+"]."+f.Field, ".")
				}
				faults = append(faults, f)
			}
		case err != nil:
			failed = append(failed, fmt.Errorf("event %d of %d: %w", i+1, len(events), err))
		case got.Type() != "":
			out = append(out, got)
		}
	}
	if len(failed) > 0 {
		return handler.Response{}, errors.Join(failed...)
	}
	if len(faults) > 0 {
		return handler.Response{}, &inspection.Refusal{Why: why, Faults: faults}
	}
	return reply(req, out)
}

// Hear answers a request to a function that hears of facts: do is given each event, if a function of ours signed it
// by one of the keys.
func Hear(req *handler.Request, keys event.Keys, do func(context.Context, event.Event) error) (handler.Response, error) {
	if req.Method != http.MethodPost {
		return OtherMethod(req, "POST")
	}
	ctx := Context(req)
	return Events(req, func(e event.Event) (event.Event, error) {
		if !keys.Signed(e) {
			return event.Event{}, Unsigned()
		}
		About(ctx, e.Subject())
		return event.Event{}, do(ctx, e)
	})
}

// reply hands back events to whoever asked for them. To all others it says nothing: a broker takes
// an answer with a body for an event to be published, and one that is none for a failure.
func reply(req *handler.Request, out []event.Event) (handler.Response, error) {
	accept := req.Header.Get("Accept")
	var body any
	var media string
	switch {
	case strings.Contains(accept, event.Batch):
		if out == nil {
			out = []event.Event{}
		}
		body, media = out, event.Batch
	case strings.Contains(accept, event.Structured) && len(out) == 1:
		body, media = out[0], event.Structured
	default:
		return handler.Response{StatusCode: http.StatusNoContent}, nil
	}
	b, err := json.MarshalIndent(body, "", "  ")
	if err != nil {
		return handler.Response{}, fmt.Errorf("reply: %w", err)
	}
	return handler.Response{StatusCode: http.StatusOK, Body: append(b, '\n'), Header: http.Header{"Content-Type": {media}}}, nil
}

// UnknownType refuses an event nobody here can make anything of.
func UnknownType() error {
	return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "type", Rule: "event-type",
		Text: inspection.Text{ZH: "本函数不接收这种类型的事件", EN: "this function takes no events of this type"},
		Mend: inspection.Text{ZH: "请核对事件类型与接收地址", EN: "check the type, and the address it was sent to"}})
}

// Unsigned refuses an event that should be ours and carries no signature of ours.
func Unsigned() error {
	return inspection.Refuse(inspection.NotAllowed, inspection.Fault{Field: "signature", Rule: "event-signature",
		Text: inspection.Text{ZH: "事件没有本系统的签名", EN: "the event does not carry this system's signature"},
		Mend: inspection.Text{ZH: "本函数只接收本系统发出的事件", EN: "this function takes only events this system sent"}})
}
