package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// PolicyText is the policy that was put in place of the trial's own, as YAML; fs.ErrNotExist if none was.
// Needs Bucket alone.
func (l *Ledger) PolicyText(ctx context.Context) ([]byte, error) { return l.Bucket.Get(ctx, PolicyKey) }

// PutPolicy puts a policy in force. Its text is kept under its version for ever, so that every record can be
// read by the rules it was judged by; another text under a version that was in force is fs.ErrExist. Like
// the directory it is no fact: the last one counts. Needs Bucket alone.
func (l *Ledger) PutPolicy(ctx context.Context, version string, text []byte) error {
	stands, err := l.Bucket.Create(ctx, PolicyVersionKey(version), text)
	if errors.Is(err, fs.ErrExist) && string(stands) == string(text) {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("put policy %s: %w", version, err)
	}
	return l.Bucket.Put(ctx, PolicyKey, text)
}
