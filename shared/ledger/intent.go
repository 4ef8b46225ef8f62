package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// An intent is what was asked for, written before anything else and taken away after everything
// else: whatever a crash leaves half done, its intent says how to finish. One of the pointers is set.
type intent struct {
	At     time.Time                `json:"at"`
	By     inspection.Author        `json:"by,omitzero"`
	Issue  *inspection.Task         `json:"issue,omitempty"`
	Result *inspection.Result       `json:"result,omitempty"`
	Revoke *inspection.Cancellation `json:"revoke,omitempty"`
	Lapse  *inspection.Ref          `json:"lapse,omitempty"`
}

// A pending is an intent that stands in the bucket: its key, and when it was written, which is when
// what it asks for counts as done however late that is. The zero pending is none.
type pending struct {
	key   string
	at    time.Time
	body  []byte
	swept bool // it is taken up again, by the sweep
}

// intend writes an intent.
func (l *Ledger) intend(ctx context.Context, eventID string, in intent) (pending, error) {
	nonce, err := l.nonce()
	if err != nil {
		return pending{}, err
	}
	key := IntentKey(in.At, eventID, nonce)
	b, err := json.MarshalIndent(in, "", " ")
	if err != nil {
		return pending{}, fmt.Errorf("write intent: %w", err)
	}
	b = append(b, '\n')
	if _, err = l.Bucket.Create(ctx, key, b); err != nil {
		return pending{}, fmt.Errorf("write intent: %w", err)
	}
	return pending{key: key, at: in.At, body: b}, nil
}

// asked is when something is asked for: now, unless an intent says when that was.
func (l *Ledger) asked(p pending) time.Time {
	if p.key != "" {
		return p.at
	}
	return l.Now().In(inspection.Shanghai).Truncate(time.Second)
}

// forget takes an intent away. If that fails, the sweep finds that there is nothing left to do.
func (l *Ledger) forget(ctx context.Context, p pending) {
	if err := l.Bucket.Delete(ctx, p.key); err != nil {
		l.Log.WarnContext(ctx, "intent stays", "intent", p.key, "err", err)
	}
}

// fact writes e under key once. If another version stands there, it is returned, and fs.ErrExist.
func (l *Ledger) fact(ctx context.Context, key string, e event.Event) (event.Event, error) {
	b, err := event.Marshal(e)
	if err != nil {
		return event.Event{}, err
	}
	stands, err := l.Bucket.Create(ctx, key, b)
	if errors.Is(err, fs.ErrExist) {
		theirs, readErr := event.Unmarshal(stands)
		if readErr != nil {
			return event.Event{}, fmt.Errorf("%s: %w", key, readErr)
		}
		return theirs, fs.ErrExist
	}
	if err != nil {
		return event.Event{}, fmt.Errorf("write %s: %w", key, err)
	}
	return e, nil
}

// factAt reads the fact under key; false if there is none.
func (l *Ledger) factAt(ctx context.Context, key string) (event.Event, bool, error) {
	b, err := l.Bucket.Get(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return event.Event{}, false, nil
	}
	if err != nil {
		return event.Event{}, false, fmt.Errorf("read %s: %w", key, err)
	}
	e, err := event.Unmarshal(b)
	if err != nil {
		return event.Event{}, false, fmt.Errorf("%s: %w", key, err)
	}
	return e, true, nil
}
