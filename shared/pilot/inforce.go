package pilot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"inspectioncode.example/shared/inspection"
)

// age is how old a policy may be by which something is judged. For as long after a new one was put in place
// some instances still judge by the old; every record names the version it was judged by.
const age = time.Minute

// InForce returns the policy in force: the one that read finds in place of the trial's own, or, if that is
// fs.ErrNotExist, the trial's. It is read again once it is a minute old. While one that was in force is
// known, a policy that cannot be read changes nothing and is logged; without one it is an error, because
// nothing is judged by rules that nobody put in force. Safe for use at the same time.
func InForce(read func(context.Context) ([]byte, error), now func() time.Time, log *slog.Logger) func(context.Context) (*inspection.Policy, error) {
	var (
		mu    sync.Mutex
		known *inspection.Policy
		at    time.Time
	)
	return func(ctx context.Context) (*inspection.Policy, error) {
		mu.Lock()
		defer mu.Unlock()
		if known != nil && now().Sub(at) < age && !now().Before(at) {
			return known, nil
		}
		p, err := current(ctx, read)
		switch {
		case err == nil:
			known, at = p, now()
		case known == nil:
			return nil, fmt.Errorf("policy in force: %w", err)
		default:
			log.ErrorContext(ctx, "the policy stays as it was", "version", known.Version, "err", err)
			at = now()
		}
		return known, nil
	}
}

func current(ctx context.Context, read func(context.Context) ([]byte, error)) (*inspection.Policy, error) {
	b, err := read(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return Trial(), nil
	}
	if err != nil {
		return nil, err
	}
	return Read("the bucket's policy", b)
}
