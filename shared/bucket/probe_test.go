package bucket

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
)

// Stores that each break one promise, as real ones do or did.

type ignoresConditions struct{ *fake } // answers 200 to a header it does not know

func (s ignoresConditions) Put(ctx context.Context, key string, w Write) error {
	w.Once = false
	return s.fake.Put(ctx, key, w)
}

type looksThenWrites struct{ *fake } // keeps the condition for one client, not for two at once

func (s looksThenWrites) Put(ctx context.Context, key string, w Write) error {
	if _, err := s.Open(ctx, key); w.Once && err == nil {
		return fs.ErrExist
	}
	time.Sleep(time.Millisecond)
	w.Once = false
	return s.fake.Put(ctx, key, w)
}

type refusesConditions struct{ *fake } // 501, as Alibaba OSS to If-None-Match

func (s refusesConditions) Put(ctx context.Context, key string, w Write) error {
	if w.Once {
		return Meaning("NotImplemented", 501, errors.New("a header you provided implies functionality that is not implemented"))
	}
	return s.fake.Put(ctx, key, w)
}

type losesMetadata struct{ *fake }

func (s losesMetadata) Put(ctx context.Context, key string, w Write) error {
	w.ID = ""
	return s.fake.Put(ctx, key, w)
}

type keepsTheFirst struct{ *fake } // a bucket that forbids overwriting

func (s keepsTheFirst) Put(ctx context.Context, key string, w Write) error {
	w.Once = true
	return s.fake.Put(ctx, key, w)
}

type listsLate struct{ *fake } // the newest object is missing

func (s listsLate) List(ctx context.Context, prefix, after string) ([]string, bool, error) {
	page, more, err := s.fake.List(ctx, prefix, after)
	return page[:max(0, len(page)-1)], more, err
}

type ignoresAfter struct{ *fake }

func (s ignoresAfter) List(ctx context.Context, prefix, _ string) ([]string, bool, error) {
	return s.fake.List(ctx, prefix, "")
}

type keepsWhatIsDeleted struct{ *fake }

func (s keepsWhatIsDeleted) Delete(context.Context, string) error { return nil }

type isDown struct{ *fake }

func (s isDown) Put(context.Context, string, Write) error { return errors.New("connection refused") }

type garbles struct{ *fake }

func (s garbles) Put(ctx context.Context, key string, w Write) error {
	w.Body = append([]byte("5\r\n"), w.Body...)
	return s.fake.Put(ctx, key, w)
}

func TestTheProbeRefusesAStoreThatBreaksAPromise(t *testing.T) {
	for _, c := range []struct {
		store  Store
		failed string // checks that must fail, all others must pass
	}{
		{newFake(), ""},
		{ignoresConditions{newFake()}, "creates once, creates once under a race"},
		{looksThenWrites{newFake()}, "creates once under a race"},
		{refusesConditions{newFake()}, "answers, and reads what was written"},
		{losesMetadata{newFake()}, "keeps metadata"},
		{keepsTheFirst{newFake()}, "puts over"},
		{listsLate{newFake()}, "lists at once, in order, from where it is told"},
		{ignoresAfter{newFake()}, "lists at once, in order, from where it is told"},
		{keepsWhatIsDeleted{newFake()}, "deletes"},
		{isDown{newFake()}, "answers, and reads what was written"},
		{garbles{newFake()}, "answers, and reads what was written"},
	} {
		report := Probe(t.Context(), c.store, Retry{Sleep: func(context.Context, time.Duration) error { return nil }})
		var failed []string
		for _, check := range report {
			if check.Err != nil {
				failed = append(failed, check.Name)
			}
		}
		if got := strings.Join(failed, ", "); got != c.failed {
			t.Errorf("%T failed %q, want %q: %v", c.store, got, c.failed, report.Err())
		}
		if err := report.Err(); (err != nil) != (c.failed != "") {
			t.Errorf("%T: Err = %v", c.store, err)
		}
	}
}

func TestTheProbeLeavesNothingBehind(t *testing.T) {
	store := newFake()
	ctx, cancel := context.WithCancel(t.Context())
	if err := Probe(ctx, store, Retry{}).Err(); err != nil {
		t.Error(err)
	}
	cancel()
	if err := Probe(ctx, store, Retry{}).Err(); !errors.Is(err, context.Canceled) {
		t.Errorf("Probe after the end of its context: %v, want %v", err, context.Canceled)
	}
	if len(store.objects) != 0 {
		t.Errorf("left %v", store.objects)
	}
}
