package bucket

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"time"
)

// Retry says how long an operation insists, and on what it leans while doing so. The zero value
// is for production.
type Retry struct {
	Attempts int           // tries of one operation; 0 means 8
	Each     time.Duration // for one try, and a second more for each MiB; 0 means 2 s
	Whole    time.Duration // within which tries begin, if ctx has no deadline of its own; 0 means 8 s

	Sleep   func(ctx context.Context, d time.Duration) error // until d has passed or ctx is done
	Random  func() float64                                   // in [0, 1), spreads those who failed together
	WriteID func() string                                    // names one Create; never twice the same
}

func (r Retry) orDefaults() Retry {
	if r.Attempts == 0 {
		r.Attempts = 8
	}
	if r.Each == 0 {
		r.Each = 2 * time.Second
	}
	if r.Whole == 0 {
		r.Whole = 8 * time.Second
	}
	if r.Sleep == nil {
		r.Sleep = sleep
	}
	if r.Random == nil {
		r.Random = mathrand.Float64
	}
	if r.WriteID == nil {
		r.WriteID = rand.Text
	}
	return r
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// transferTime is what n bytes may take on a poor line, over the time of an answer.
func transferTime(n int64) time.Duration {
	return time.Duration(float64(n) / (1 << 20) * float64(time.Second))
}

// backoff is the wait before try n (from 1): up to 50 ms, doubling, at most a second, with full
// jitter, so that those who collided do not collide again.
func (r Retry) backoff(n int) time.Duration {
	longest := min(50*time.Millisecond<<min(n-1, 5), time.Second)
	return time.Duration(r.Random() * float64(longest))
}

// An attempt is one try of an operation. It calls expect when it learns how many bytes are still
// to come, which moves its deadline: how long a Get may take is known only when its answer begins.
type attempt func(ctx context.Context, expect func(bytes int64)) error

// insist makes attempts until one returns nil or answer, the store refuses for good, or patience
// ends. What it returns names the operation and is nil, answer, or ErrUnknown; answer is the one
// answer (fs.ErrNotExist, fs.ErrExist) that the operation can have, or nil if it has none.
func (r Retry) insist(ctx context.Context, operation, key string, bytes int64, answer error, try attempt) error {
	begin := ctx // until when a try may begin
	if _, has := ctx.Deadline(); !has {
		var cancel context.CancelFunc
		begin, cancel = context.WithTimeout(ctx, r.Whole)
		defer cancel()
	}
	cause := errUntried
	for n := range r.Attempts {
		if n > 0 && r.Sleep(begin, r.backoff(n)) != nil || begin.Err() != nil {
			break
		}
		err := r.once(ctx, bytes, try)
		if err == nil {
			return nil
		}
		if err == answer { // as it is, not wrapped: see Store
			return fmt.Errorf("%s %s: %w", operation, key, answer)
		}
		cause = err
		if _, no := err.(refused); no || err == fs.ErrNotExist || err == fs.ErrExist {
			break
		}
	}
	if ended := context.Cause(ctx); ended != nil && !errors.Is(cause, ended) {
		cause = fmt.Errorf("%w, after %w", ended, cause)
	}
	return fmt.Errorf("%s %s: %w", operation, key, &unknown{cause})
}

var errUntried = errors.New("not tried")

// errSlow ends an attempt that has been given its time.
var errSlow = fmt.Errorf("no answer in time: %w", context.DeadlineExceeded)

func (r Retry) once(ctx context.Context, bytes int64, try attempt) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(r.Each+transferTime(bytes), func() { cancel(errSlow) })
	defer timer.Stop()
	err := try(ctx, func(bytes int64) { timer.Reset(r.Each + transferTime(bytes)) })
	if errors.Is(err, context.Canceled) && context.Cause(ctx) == errSlow {
		return errSlow // some clients do not say why they were cancelled
	}
	return err
}
