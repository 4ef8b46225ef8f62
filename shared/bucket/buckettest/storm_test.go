package buckettest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/buckettest"
)

// storm spoils three requests in ten, each in a way of its own.
func storm(seed uint64, count *atomic.Int64) func(*http.Request) buckettest.Fault {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, 0))
	kinds := slices.Sorted(func(yield func(buckettest.Fault) bool) {
		for fault := range every {
			if !yield(fault) {
				return
			}
		}
	})
	return func(*http.Request) buckettest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if random.Float64() > 0.3 {
			return buckettest.None
		}
		count.Add(1)
		return kinds[random.IntN(len(kinds))]
	}
}

// patient gives up a try early and the whole late: in the storm no outcome may stay unknown.
var patient = bucket.Retry{Each: time.Second, Attempts: 30, Whole: time.Minute}

// The naive loop, measured in the same storm, left four to eleven keys of thirty without anybody who
// knew that he had won.
func TestInAStormEveryKeyHasOneWinnerWhoKnows(t *testing.T) {
	const keys, atOnce, contenders = 12, 4, 12
	eachDriver(t, func(t *testing.T, driver string) {
		var faults atomic.Int64
		settings := newBucket(t, driver)
		store, end := behindProxy(t, settings, storm(1, &faults))
		b := bucket.New(store, patient)
		var all sync.WaitGroup
		told := make([]buckettest.Outcomes, keys)
		for first := range atOnce {
			all.Go(func() {
				for k := first; k < keys; k += atOnce {
					told[k] = buckettest.Race(t.Context(), contenders, func(ctx context.Context, i int) ([]byte, error) {
						return b.Create(ctx, fmt.Sprintf("race/%d", k), fmt.Appendf(nil, "contender %d", i))
					})
				}
			})
		}
		all.Wait()
		end() // late requests have arrived, and changed nothing
		for k, outcomes := range told {
			if err := outcomes.OneWinner(); err != nil {
				t.Errorf("key %d: %v", k, err)
			}
			if got, err := openBucket(t, settings).Get(t.Context(), fmt.Sprintf("race/%d", k)); err != nil || !bytes.Equal(got, outcomes[0].Stands) {
				t.Errorf("key %d: in the end %q, %v; they were told %q", k, got, err, outcomes[0].Stands)
			}
		}
		if faults.Load() < keys*contenders/4 {
			t.Errorf("only %d faults: this was no storm", faults.Load())
		}
	})
}

// A write given up as unknown may still land. Whoever creates the key in the meantime is safe.
func TestAnAbandonedWriteCannotOverwrite(t *testing.T) {
	eachDriver(t, func(t *testing.T, driver string) {
		held := make(chan struct{}) // closed when the first write may go on
		release := sync.OnceFunc(func() { close(held) })
		defer release()
		var first atomic.Bool
		settings := newBucket(t, driver)
		store, end := behindProxy(t, settings, func(r *http.Request) buckettest.Fault {
			if r.Method == http.MethodPut && first.CompareAndSwap(false, true) {
				<-held
				return buckettest.Late
			}
			return buckettest.None
		})
		gone := bucket.New(store, bucket.Retry{Each: 200 * time.Millisecond, Attempts: 1})
		if _, err := gone.Create(t.Context(), "key", []byte("abandoned")); !errors.Is(err, bucket.ErrUnknown) {
			t.Fatalf("Create = %v, want %v", err, bucket.ErrUnknown)
		}
		b := openBucket(t, settings)
		if _, err := b.Get(t.Context(), "key"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get = %v, want %v", err, fs.ErrNotExist)
		}
		if _, err := b.Create(t.Context(), "key", []byte("second")); err != nil {
			t.Errorf("the second Create: %v", err)
		}
		release()
		end()
		if got, err := b.Get(t.Context(), "key"); err != nil || string(got) != "second" {
			t.Errorf("in the end %q, %v; want second", got, err)
		}
	})
}

func TestInAStormAListIsComplete(t *testing.T) {
	const keys = bucket.PageSize + 30
	filled := newBucket(t, "minio")
	var want []string
	for i := range keys {
		want = append(want, fmt.Sprintf("k/%04d", i))
	}
	errs := make([]error, keys)
	var all sync.WaitGroup
	for worker := range 16 {
		b := openBucket(t, filled)
		all.Go(func() {
			for i := worker; i < keys; i += 16 {
				errs[i] = b.Put(t.Context(), want[i], nil)
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	eachDriver(t, func(t *testing.T, driver string) {
		var faults atomic.Int64
		settings := filled
		settings.Driver = driver
		store, _ := behindProxy(t, settings, storm(2, &faults))
		b := bucket.New(store, patient)
		for range 3 {
			var got []string
			for key, err := range b.List(t.Context(), "k/", "") {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, key)
			}
			if !slices.Equal(got, want) {
				t.Errorf("List gave %d keys, want %d", len(got), keys)
			}
		}
		if faults.Load() == 0 {
			t.Error("no fault: this was no storm")
		}
	})
}
