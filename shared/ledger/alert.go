package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"inspectioncode.example/shared/event"
)

// Raised are the keys of the alerts that were raised and taken by the broker.
func (l *Ledger) Raised(ctx context.Context) (map[string]bool, error) {
	prefix := ReceiptKey(event.AlertRaised + ".")
	all := map[string]bool{}
	for key, err := range l.Bucket.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list alerts: %w", err)
		}
		all[strings.TrimPrefix(path.Base(key), path.Base(prefix))] = true
	}
	return all, nil
}

// Raise raises an alert once: the fact that stands is sent, whoever was first to see it, until the broker has
// taken it. Needs Bucket and Send.
func (l *Ledger) Raise(ctx context.Context, key string, at time.Time, alert any) error {
	e, err := event.New(event.AlertRaised, event.AlertRaised+"."+key, "", at, alert)
	if err != nil {
		return err
	}
	stands, err := l.fact(ctx, AlertKey(key), e)
	if errors.Is(err, fs.ErrExist) {
		e, err = stands, nil
	}
	if err != nil {
		return fmt.Errorf("raise an alert: %w", err)
	}
	if done, err := l.delivered(ctx, e.ID()); err != nil || done {
		return err
	}
	if err := l.Send(ctx, e); err != nil {
		return err
	}
	return l.once(ctx, ReceiptKey(e.ID()), nil)
}
