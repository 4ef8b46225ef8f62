package conformance

import (
	"strings"
	"testing"

	"github.com/cloudevents/conformance/pkg/event"
)

// Ensure that every function understands the suite's events in both modes and says what it makes of them:
// the clock's takes any; the others, that it is no event of theirs, for good.
func TestEveryFunctionUnderstandsTheSuitesEvents(t *testing.T) {
	for function := range takes {
		t.Run(function, func(t *testing.T) {
			address := ""
			for i, e := range events(t) {
				if function == "sweep-intents" && i%4 == 0 || i == 0 { // it lets itself be asked four times a minute
					address = start(t, function)
				}
				status, body, _ := send(t, address, e)
				switch function {
				case "sweep-intents":
					if status != 204 || body != "" {
						t.Errorf("%s %s: answered %d %s, want 204", e.Mode, e.Attributes.ID, status, body)
					}
				case "notify-enterprise", "notify-agency":
					if status != 403 || !strings.Contains(body, "signature: event-signature: ") {
						t.Errorf("%s %s: answered %d %s, want 403 for want of a signature", e.Mode, e.Attributes.ID, status, body)
					}
				default:
					if status != 400 || !strings.Contains(body, "type: event-type: ") {
						t.Errorf("%s %s: answered %d %s, want 400 for its type", e.Mode, e.Attributes.ID, status, body)
					}
				}
			}
		})
	}
}

// Ensure that what lacks a required attribute is no event, in both modes, and must not be sent again.
func TestAnEventThatLacksAnAttributeIsNone(t *testing.T) {
	for function, kind := range takes {
		if function == "sweep-intents" {
			continue // a clock need not send an event at all
		}
		address := start(t, function)
		for lacks, drop := range map[string]func(*event.ContextAttributes){
			"id":          func(a *event.ContextAttributes) { a.ID = "" },
			"source":      func(a *event.ContextAttributes) { a.Source = "" },
			"type":        func(a *event.ContextAttributes) { a.Type = "" },
			"specversion": func(a *event.ContextAttributes) { a.SpecVersion = "" },
			"a time":      func(a *event.ContextAttributes) { a.Time = "yesterday" },
		} {
			for _, mode := range []string{event.BinaryMode, event.StructuredMode} {
				e := event.Event{Mode: mode, Data: "{}", Attributes: event.ContextAttributes{SpecVersion: "1.0", Type: kind, ID: "1", Source: "/s", DataContentType: "application/json"}}
				drop(&e.Attributes)
				if status, body, _ := send(t, address, e); status != 400 || !strings.HasPrefix(body, "cloudevent: ") {
					t.Errorf("%s: %s without %s: answered %d %s, want 400 for what is no CloudEvent", function, mode, lacks, status, body)
				}
			}
		}
	}
}
