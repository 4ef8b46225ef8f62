package event

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/cloudevents/sdk-go/v2/binding"
	ce "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// Media types of events in a request or an answer.
const (
	Structured = ce.ApplicationCloudEventsJSON
	Batch      = ce.ApplicationCloudEventsBatchJSON
)

// Is reports whether a request with this header claims to carry events, in any mode.
func Is(h http.Header) bool {
	t, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return t == Structured || t == Batch || h.Get("Ce-Specversion") != "" || h.Get("Ce-Type") != ""
}

// maxBatch bounds how much work one request may ask for.
const maxBatch = 100

// Receive reads the events of a request: one in binary or structured mode, any number in batch
// mode. An error says what is wrong with them, fit for their sender.
func Receive(h http.Header, body []byte) ([]Event, error) {
	if t, _, _ := mime.ParseMediaType(h.Get("Content-Type")); t == Batch {
		return batch(body)
	}
	m := cehttp.NewMessage(h, io.NopCloser(bytes.NewReader(body)))
	if m.ReadEncoding() == binding.EncodingUnknown {
		return nil, errors.New("not a CloudEvent: neither ce- headers of a known specversion nor a structured body")
	}
	if m.ReadEncoding() == binding.EncodingStructured {
		e, err := Unmarshal(body)
		return []Event{e}, err
	}
	e, err := binding.ToEvent(context.Background(), m)
	if err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	if err := e.Validate(); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	return []Event{*e}, nil
}

func batch(body []byte) ([]Event, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, fmt.Errorf("read batch: %w", err)
	}
	if raw == nil {
		return nil, errors.New("read batch: null is no list of events")
	}
	if len(raw) > maxBatch {
		return nil, fmt.Errorf("read batch: %d events, at most %d", len(raw), maxBatch)
	}
	events := make([]Event, len(raw))
	for i, one := range raw {
		e, err := Unmarshal(one)
		if err != nil {
			return nil, fmt.Errorf("read batch: event %d: %w", i+1, err)
		}
		events[i] = e
	}
	return events, nil
}
