package identity

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// How long an issuer's keys are used. A partner must publish a new key a day before its first use.
const (
	freshFor   = 15 * time.Minute // until then nobody asks again
	usableFor  = 24 * time.Hour   // until then they serve while the issuer cannot be reached
	refreshGap = time.Minute      // between two requests to one issuer, whatever tokens ask for
)

// A keyring holds one issuer's keys, and asks for newer ones when a verification finds them old.
// No ticker runs: a function may be frozen between two requests, so age is judged on each.
type keyring struct {
	issuer string
	fetch  func(context.Context) (map[string]key, error) // nil if the seed is all there ever is
	now    func() time.Time

	mu         sync.Mutex
	keys       map[string]key
	asked      time.Time     // when these keys were asked for
	tried      time.Time     // when the latest refresh began
	failure    error         // how it ended
	refreshing chan struct{} // closed when the one under way ends; nil when none is
}

// newKeyring starts with the seed, which may be nil, as keys just due for a refresh: they
// serve at once, and the first verification also finds out whether they still stand.
func newKeyring(issuer string, seed map[string]key, fetch func(context.Context) (map[string]key, error), now func() time.Time) *keyring {
	// Round(0) drops the monotonic reading, which stands still while a machine is suspended.
	wall := func() time.Time { return now().Round(0) }
	return &keyring{issuer: issuer, fetch: fetch, now: wall, keys: seed, asked: wall().Add(-freshFor)}
}

// key finds the key called kid. It waits for the issuer only if kid is unknown or the keys are no
// longer usable, and then every caller waits for the same request. ErrRefused if there is no such
// key, ErrUnavailable if that cannot be known now.
func (r *keyring) key(ctx context.Context, kid string) (key, error) {
	for {
		k, known, refreshing, failure := r.look(ctx, kid)
		switch {
		case known:
			return k, nil
		case refreshing != nil:
			select {
			case <-refreshing: // look again; a refresh that just ended is not followed by another
			case <-ctx.Done():
				return key{}, fmt.Errorf("%w: %s: %w", ErrUnavailable, r.issuer, ctx.Err())
			}
		case failure != nil:
			return key{}, fmt.Errorf("%w: %s: %w", ErrUnavailable, r.issuer, failure)
		default:
			return key{}, refuse("key is unknown to the issuer")
		}
	}
}

// look finds kid among the keys of this moment, and begins a refresh if one is due and allowed.
func (r *keyring) look(ctx context.Context, kid string) (k key, known bool, refreshing <-chan struct{}, failure error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, known = r.keys[kid]
	if r.fetch == nil {
		return k, known, nil, nil
	}
	now := r.now()
	age := now.Sub(r.asked)
	known = known && age < usableFor
	due := !known || outside(age, freshFor)
	if due && r.refreshing == nil && outside(now.Sub(r.tried), refreshGap) {
		r.refresh(ctx, now)
	}
	return k, known, r.refreshing, r.failure
}

// outside reports whether d is not within 0 and limit. A negative age means that the clock was
// set back: nothing can be concluded from it, so the keys are asked for.
func outside(d, limit time.Duration) bool { return d < 0 || d >= limit }

// refresh asks for keys in the background; r.mu is held. It belongs to all who wait for it, so
// it does not end with the request that happened to begin it. A failure leaves the old keys.
func (r *keyring) refresh(ctx context.Context, began time.Time) {
	done := make(chan struct{})
	r.tried, r.refreshing = began, done
	go func() {
		keys, err := r.fetch(context.WithoutCancel(ctx))
		r.mu.Lock()
		defer r.mu.Unlock()
		if err == nil {
			r.keys, r.asked = keys, began
		}
		r.failure, r.refreshing = err, nil
		close(done)
	}()
}
