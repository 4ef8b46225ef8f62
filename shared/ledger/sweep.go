package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// settled is how old an intent must be before the sweep takes it up: longer than any request that
// could still be at work on it.
const settled = 2 * time.Minute

// Swept counts what one sweep did.
type Swept struct {
	Finished int `json:"finished"` // taken up and brought to their end
	Refused  int `json:"refused"`  // refused when judged again; nobody had been told otherwise
	Failed   int `json:"failed"`   // left for the next sweep
	Waiting  int `json:"waiting"`  // too young
}

// Sweep finishes what crashes, lost answers and an unreachable broker left half done. It may run any
// number of times, at the same time. Needs all of the ledger but TicketKey.
func (l *Ledger) Sweep(ctx context.Context) (s Swept, err error) {
	var unsent error
	announcing := *l
	announcing.Send = func(ctx context.Context, e event.Event) error {
		unsent = l.Send(ctx, e)
		return unsent
	}
	old := "intents/" + stamp(l.Now().Add(-settled))
	for key, err := range l.Bucket.List(ctx, "intents/", "") {
		if err != nil {
			return s, fmt.Errorf("sweep: %w", err)
		}
		if key > old {
			s.Waiting++
			continue
		}
		refusal := (*inspection.Refusal)(nil)
		unsent = nil
		switch err := announcing.resume(ctx, key); {
		case unsent != nil:
			s.Failed++ // logged when it was announced
		case err == nil:
			s.Finished++
		case errors.As(err, &refusal):
			l.Log.InfoContext(ctx, "swept a refusal", "intent", key, "refusal", refusal.Error())
			l.forget(ctx, pending{key: key})
			s.Refused++
		default:
			l.Log.ErrorContext(ctx, "sweep", "intent", key, "err", err)
			s.Failed++
		}
	}
	return s, nil
}

// resume takes an intent up again. Gone already means finished.
func (l *Ledger) resume(ctx context.Context, key string) error {
	in, err := read[intent](ctx, l, key)
	if err != nil || in == nil {
		return err
	}
	p := pending{key, in.At}
	switch {
	case in.Issue != nil:
		_, err = l.issue(ctx, *in.Issue, in.By, p)
	case in.Result != nil:
		_, err = l.record(ctx, *in.Result, in.By, p)
	case in.Revoke != nil:
		_, err = l.revoke(ctx, *in.Revoke, in.By, p)
	case in.Evaluation != nil:
		_, err = l.recordEvaluation(ctx, *in.Evaluation, p)
	default:
		err = fmt.Errorf("resume %s: nothing is asked for", key)
	}
	return err
}
