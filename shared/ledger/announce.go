package ledger

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"inspectioncode.example/shared/event"
)

// Everything that is announced is news for an enterprise, and for an agency that has a webhook. That the broker
// has taken it says little: it may drop it, or its delivery may fail for good. So the intent stays until the
// enterprise's inbox and the agency's system have taken it, and the sweep sends it again until then.

// intentOf is the extension attribute by which an event says which intent is settled once it arrives.
const intentOf = "intent"

// announce sends events that are facts already. When one cannot be sent the intent stays, and the
// sweep sends it: the person who asked need not wait for the broker.
func (l *Ledger) announce(ctx context.Context, p pending, events ...event.Event) {
	arrived := 0
	for _, e := range events {
		if p.swept {
			if done, err := l.reached(ctx, e); err == nil && done {
				arrived++
				continue
			}
		}
		if len(events) == 1 { // several settle their intent together, in the sweep
			e = e.Clone()
			e.SetExtension(intentOf, p.key)
		}
		if err := l.Send(ctx, e); err != nil {
			l.Log.WarnContext(ctx, "announced later", "event", e.ID(), "err", err)
			l.restore(ctx, p)
			return
		}
	}
	if arrived == len(events) {
		l.forget(ctx, p)
	}
}

// restore puts an intent back that a sweep, at work at the same time, may have taken away.
func (l *Ledger) restore(ctx context.Context, p pending) {
	if _, err := l.Bucket.Create(ctx, p.key, p.body); err != nil && !errors.Is(err, fs.ErrExist) {
		l.Log.ErrorContext(ctx, "intent may be lost", "intent", p.key, "err", err)
	}
}

// retell sends a fact of which no intent is known, if it has not arrived yet: it was asked for again.
func (l *Ledger) retell(ctx context.Context, e event.Event) {
	done, err := l.reached(ctx, e)
	if err == nil && !done {
		err = l.Send(ctx, e)
	}
	if err != nil {
		l.Log.WarnContext(ctx, "not told again", "event", e.ID(), "err", err)
	}
}

// tell announces a fact under its intent, or, where none is known, once more if need be.
func (l *Ledger) tell(ctx context.Context, p pending, events ...event.Event) {
	if p.key != "" {
		l.announce(ctx, p, events...)
		return
	}
	for _, e := range events {
		l.retell(ctx, e)
	}
}

// delivered reports whether the enterprise's inbox has taken what an event tells.
func (l *Ledger) delivered(ctx context.Context, eventID string) (bool, error) {
	_, err := l.Bucket.Get(ctx, ReceiptKey(eventID))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Delivered reports whether the enterprise's inbox has taken what e tells. Needs Bucket alone.
func (l *Ledger) Delivered(ctx context.Context, e event.Event) (bool, error) {
	return l.delivered(ctx, e.ID())
}

// Arrived keeps the receipt of e, and settles its intent unless an agency is still to hear of it. Needs Bucket
// and Log.
func (l *Ledger) Arrived(ctx context.Context, e event.Event) error {
	if err := l.once(ctx, ReceiptKey(e.ID()), nil); err != nil {
		return err
	}
	owed, err := l.Owed(ctx, e)
	if err != nil || len(owed) > 0 {
		return err
	}
	l.settle(ctx, e)
	return nil
}

// settle takes away the intent that e names.
func (l *Ledger) settle(ctx context.Context, e event.Event) {
	key, _ := e.Extensions()[intentOf].(string)
	if strings.HasPrefix(key, "intents/") && strings.Contains(key, "-"+e.ID()+"-") {
		l.forget(ctx, pending{key: key})
	}
}
