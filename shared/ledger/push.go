package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// An agency's own system (对接使用) is pushed what happens to the agency's inspections, at the webhook the
// directory has for it. What it has taken has a receipt of its own; until then the intent stays, as it does
// for the enterprise's inbox.

// A Webhook is where an agency's own system takes what happens.
type Webhook struct {
	URL   string    `json:"url"`
	Since time.Time `json:"since"` // what happened before is not pushed
}

// Webhooks are those the directory has, by agency. Needs Bucket alone.
func (l *Ledger) Webhooks(ctx context.Context) (map[string]Webhook, error) {
	hooks, err := read[map[string]Webhook](ctx, l, WebhooksKey)
	if err != nil || hooks == nil {
		return nil, err
	}
	return *hooks, nil
}

// SetWebhooks replaces all webhooks by these addresses, by agency. An agency that had one is still owed what
// happened while it had; one that has its first is pushed what happens from now on. Needs Bucket and Now.
func (l *Ledger) SetWebhooks(ctx context.Context, urls map[string]string) error {
	were, err := l.Webhooks(ctx)
	if err != nil {
		return err
	}
	hooks := make(map[string]Webhook, len(urls))
	for agency, url := range urls {
		since := were[agency].Since
		if since.IsZero() {
			since = l.Now().In(inspection.Shanghai).Truncate(time.Second)
		}
		hooks[agency] = Webhook{url, since}
	}
	return l.put(ctx, WebhooksKey, hooks)
}

// Owed are the webhooks, by agency, where e is still to be taken. Needs Bucket alone.
func (l *Ledger) Owed(ctx context.Context, e event.Event) (map[string]Webhook, error) {
	hooks, err := l.Webhooks(ctx)
	if err != nil || len(hooks) == 0 {
		return nil, err
	}
	r, ok := inspection.ParseRef(e.Subject())
	if !ok {
		return nil, fmt.Errorf("%s %s is about no inspection", e.Type(), e.ID())
	}
	agencies, err := l.concerned(ctx, e.Type(), r)
	if err != nil {
		return nil, err
	}
	owed := map[string]Webhook{}
	for _, agency := range agencies {
		hook, ok := hooks[agency]
		if !ok || e.Time().Before(hook.Since) {
			continue
		}
		_, err := l.Bucket.Get(ctx, PushedKey(agency, e.ID()))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			owed[agency] = hook
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", PushedKey(agency, e.ID()), err)
		}
	}
	return owed, nil
}

// concerned are the agencies that hear of an event of some kind about an inspection: its own, and, where it joins
// another's visit, that one of who comes and who does not. What one agency found is pushed to no other.
func (l *Ledger) concerned(ctx context.Context, kind string, r inspection.Ref) (agencies []string, err error) {
	return concerned(kind, r, func(key string) (event.Event, error) {
		e, ok, err := l.factAt(ctx, key)
		if err == nil && !ok {
			err = fmt.Errorf("read %s: %w", key, ErrNone)
		}
		return e, err
	})
}

func concerned(kind string, r inspection.Ref, fact func(key string) (event.Event, error)) (agencies []string, err error) {
	for next := &r; next != nil; {
		e, err := fact(FactKey(*next, issuedFact))
		if err != nil {
			return nil, err
		}
		in, err := event.Data[struct {
			Agency inspection.Agency
			Joins  *inspection.Ref
		}](e)
		if err != nil {
			return nil, err
		}
		if slices.Contains(agencies, in.Agency.Code) {
			break
		}
		agencies = append(agencies, in.Agency.Code)
		if kind == event.ResultRecorded {
			break
		}
		next = in.Joins
	}
	return agencies, nil
}

// Taken keeps that an agency's system has taken e. Needs Bucket alone.
func (l *Ledger) Taken(ctx context.Context, agency string, e event.Event) error {
	return l.once(ctx, PushedKey(agency, e.ID()), nil)
}

// Settle takes the intent of e away, if all who are to hear of it have. Whoever hears of it last does so: each
// keeps its own receipt before it looks for the others'. Needs Bucket and Log.
func (l *Ledger) Settle(ctx context.Context, e event.Event) error {
	reached, err := l.reached(ctx, e)
	if err != nil || !reached {
		return err
	}
	l.settle(ctx, e)
	return nil
}

// reached reports whether the enterprise's inbox and every agency that has a webhook have taken e.
func (l *Ledger) reached(ctx context.Context, e event.Event) (bool, error) {
	if done, err := l.delivered(ctx, e.ID()); err != nil || !done {
		return false, err
	}
	owed, err := l.Owed(ctx, e)
	return err == nil && len(owed) == 0, err
}
