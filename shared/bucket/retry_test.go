package bucket

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// silent is a Store that never answers.
type silent struct{ *fake }

func (s silent) Open(ctx context.Context, _ string) (Object, error) {
	s.fake.enter()()
	<-ctx.Done()
	return Object{}, ctx.Err()
}

func (s silent) Put(ctx context.Context, _ string, _ Write) error {
	s.fake.enter()()
	<-ctx.Done()
	return ctx.Err()
}

func TestPatienceEnds(t *testing.T) {
	mebibytes := func(n int) []byte { return make([]byte, n<<20) }
	get := func(ctx context.Context, b Bucket) error { _, err := b.Get(ctx, "key"); return err }
	put := func(n int) func(context.Context, Bucket) error {
		return func(ctx context.Context, b Bucket) error { return b.Put(ctx, "key", mebibytes(n)) }
	}
	always := func() float64 { return 1 }
	for _, c := range []struct {
		name     string
		retry    Retry
		deadline time.Duration // of the caller's context, if any
		do       func(context.Context, Bucket) error
		tries    int
		after    time.Duration
	}{
		{"by default", Retry{Random: always}, 0, get, 4, 8350 * time.Millisecond}, // 4 × 2 s, and 50, 100, 200 ms between
		{"after so many tries", Retry{Random: always, Attempts: 2}, 0, get, 2, 4050 * time.Millisecond},
		{"sooner for each", Retry{Random: always, Each: time.Second, Attempts: 3}, 0, get, 3, 3150 * time.Millisecond},
		{"later for a big body", Retry{Random: always, Attempts: 2}, 0, put(3), 2, 10050 * time.Millisecond},
		{"with the caller's deadline", Retry{Random: always}, 3 * time.Second, get, 2, 3 * time.Second},
		{"with a long deadline of the caller's", Retry{Random: always}, time.Hour, get, 8, 8*2*time.Second + 3550*time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx := t.Context()
			if c.deadline > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.deadline)
				defer cancel()
			}
			store := silent{newFake()}
			began := time.Now()
			err := c.do(ctx, New(store, c.retry))
			if after := time.Since(began); after != c.after || store.asked != c.tries {
				t.Errorf("%s: ended after %v and %d tries, want %v and %d", c.name, after, store.asked, c.after, c.tries)
			}
			if outcome(err) != ErrUnknown.Error() || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v, want %v for lack of time", c.name, err, ErrUnknown)
			}
		})
	}
}

func TestNoWaitIsLongerThanASecondNorTheSameForAll(t *testing.T) {
	for n := 1; n < 40; n++ {
		longest := Retry{Random: func() float64 { return 1 }}.backoff(n)
		if longest <= 0 || longest > time.Second || n < 5 && longest != 50*time.Millisecond<<(n-1) {
			t.Errorf("backoff(%d) is up to %v", n, longest)
		}
		if none := (Retry{Random: func() float64 { return 0 }}).backoff(n); none != 0 {
			t.Errorf("backoff(%d) is at least %v, want full jitter", n, none)
		}
	}
}

func TestTheEndOfTheContextEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Millisecond, cancel)
		store := &scripted{fake: newFake(), puts: []error{errBefore, errBefore, errBefore}}
		began := time.Now()
		_, err := New(store, Retry{Random: func() float64 { return 1 }}).Create(ctx, "key", nil)
		if after := time.Since(began); after != 10*time.Millisecond {
			t.Errorf("ended after %v, want 10ms", after)
		}
		if !errors.Is(err, context.Canceled) || !errors.Is(err, errBefore) {
			t.Errorf("%v, want both why it ended and what came before", err)
		}
	})
}
