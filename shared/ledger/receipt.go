package ledger

import (
	"context"
	"errors"
	"io/fs"
)

// Delivered reports whether the enterprise's inbox has taken what an event tells.
func (l *Ledger) Delivered(ctx context.Context, eventID string) (bool, error) {
	_, err := l.Bucket.Get(ctx, ReceiptKey(eventID))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// KeepReceipt marks that it has.
func (l *Ledger) KeepReceipt(ctx context.Context, eventID string) error {
	return l.once(ctx, ReceiptKey(eventID), nil)
}
