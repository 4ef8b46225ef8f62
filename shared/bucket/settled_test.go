package bucket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// scripted answers each request to write or read with the next of its errors, then as a fake.
type scripted struct {
	*fake
	puts, opens []error
}

func next(script *[]error) error {
	if len(*script) == 0 {
		return nil
	}
	err := (*script)[0]
	*script = (*script)[1:]
	return err
}

var (
	errBefore = errors.New("connection refused") // nothing was done
	errAfter  = errors.New("connection reset")   // it was done
)

func (s *scripted) Put(ctx context.Context, key string, w Write) error {
	err := next(&s.puts)
	if err == nil || err == errAfter {
		if done := s.fake.Put(ctx, key, w); err == nil {
			return done
		}
	}
	return err
}

func (s *scripted) Open(ctx context.Context, key string) (Object, error) {
	if err := next(&s.opens); err != nil {
		return Object{}, err
	}
	return s.fake.Open(ctx, key)
}

// outcome names which of the errors of a Bucket err is, if only one.
func outcome(err error) string {
	var is []string
	for _, e := range []error{fs.ErrExist, fs.ErrNotExist, ErrUnknown} {
		if errors.Is(err, e) {
			is = append(is, e.Error())
		}
	}
	if err != nil && is == nil {
		return "another error"
	}
	return strings.Join(is, " and ")
}

func TestCreateTellsItsOwnWriteFromAnothers(t *testing.T) {
	no := Meaning("AccessDenied", 403, errors.New("access denied"))
	conflict := Meaning("OperationAborted", 409, errors.New("conflicting operation"))
	unknown, exists := ErrUnknown.Error(), fs.ErrExist.Error()
	for _, c := range []struct {
		name          string
		there         string // before
		puts, opens   []error
		want          string
		stands        string
		writes, reads int
	}{
		{name: "at once", stands: "mine", writes: 1},
		{name: "lost before", puts: []error{errBefore}, stands: "mine", writes: 2},
		{name: "lost after", puts: []error{errAfter}, stands: "mine", writes: 2, reads: 1},
		{name: "lost after twice", puts: []error{errAfter, errAfter}, stands: "mine", writes: 3, reads: 1},
		{name: "lost after, and the look fails", puts: []error{errAfter}, opens: []error{errBefore}, stands: "mine", writes: 3, reads: 2},
		{name: "lost after, and the look finds nothing", puts: []error{errAfter}, opens: []error{fs.ErrNotExist}, stands: "mine", writes: 3, reads: 2},
		{name: "conflict", puts: []error{conflict, conflict}, stands: "mine", writes: 3},
		{name: "taken", there: "theirs", want: exists, stands: "theirs", writes: 1, reads: 1},
		{name: "taken, lost", there: "theirs", puts: []error{errBefore, errAfter}, want: exists, stands: "theirs", writes: 3, reads: 1},
		{name: "taken, and the look fails", there: "theirs", opens: []error{errBefore}, want: exists, stands: "theirs", writes: 2, reads: 2},
		{name: "taken by the same bytes", there: "mine", want: exists, stands: "mine", writes: 1, reads: 1},
		{name: "refused", puts: []error{no}, want: unknown, writes: 1},
		{name: "refused after a lost answer", puts: []error{errAfter, no}, want: unknown, writes: 2},
		{name: "may write but not read", there: "theirs", opens: []error{no}, want: unknown, writes: 1, reads: 1},
		{name: "a write answered with not found", puts: []error{fs.ErrNotExist}, want: unknown, writes: 1},
		{name: "never an answer", puts: []error{errAfter, errAfter, errAfter, errAfter}, want: unknown, writes: 4},
	} {
		store := &scripted{fake: newFake(), puts: c.puts, opens: c.opens}
		if c.there != "" {
			store.objects["key"] = Write{Body: []byte(c.there), ID: "theirs"}
		}
		writes, reads := 0, 0
		counted := counting{store, &writes, &reads}
		b := New(counted, Retry{Attempts: 4, Sleep: func(context.Context, time.Duration) error { return nil }})
		stands, err := b.Create(t.Context(), "key", []byte("mine"))
		if outcome(err) != c.want || string(stands) != c.stands {
			t.Errorf("%s: Create = %q, %v; want %q, %q", c.name, stands, err, c.stands, c.want)
		}
		if writes != c.writes || reads != c.reads {
			t.Errorf("%s: %d writes and %d reads, want %d and %d", c.name, writes, reads, c.writes, c.reads)
		}
	}
}

type counting struct {
	Store
	writes, reads *int
}

func (c counting) Put(ctx context.Context, key string, w Write) error {
	*c.writes++
	return c.Store.Put(ctx, key, w)
}

func (c counting) Open(ctx context.Context, key string) (Object, error) {
	*c.reads++
	return c.Store.Open(ctx, key)
}

func TestACauseDoesNotPassForAnAnswer(t *testing.T) {
	missingFile := &fs.PathError{Op: "open", Path: "token", Err: fs.ErrNotExist}
	store := &scripted{fake: newFake(), opens: []error{missingFile, missingFile}}
	_, err := New(store, Retry{Attempts: 2}).Get(t.Context(), "key")
	if got := outcome(err); got != ErrUnknown.Error() {
		t.Errorf("Get = %v, which is %s", err, got)
	}
	if cause := new(fs.PathError); !errors.As(err, &cause) || cause.Path != "token" {
		t.Errorf("errors.As finds %v in %v", cause, err)
	}
}

// slow gives one body, which may come late or not be as long as it says.
type slow struct {
	*fake
	body io.Reader
	size int64
}

func (s slow) Open(context.Context, string) (Object, error) {
	s.fake.enter()()
	return Object{Body: io.NopCloser(s.body), Size: s.size}, nil
}

type late struct {
	io.Reader
	by time.Duration
}

func (l late) Read(p []byte) (int, error) {
	time.Sleep(l.by)
	return l.Reader.Read(p)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestABodyMayTakeItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 8 << 20
		body := late{io.LimitReader(zeros{}, size), 9 * time.Second}
		got, err := New(slow{newFake(), body, size}, Retry{}).Get(t.Context(), "key")
		if err != nil || len(got) != size {
			t.Errorf("Get = %d bytes, %v; want %d", len(got), err, size)
		}
	})
}

// heavy takes nearly all the time of a try for each request.
type heavy struct{ *fake }

func (s heavy) Put(ctx context.Context, key string, w Write) error {
	time.Sleep(1900 * time.Millisecond)
	return s.fake.Put(ctx, key, w)
}

func (s heavy) Open(ctx context.Context, key string) (Object, error) {
	select {
	case <-time.After(1900 * time.Millisecond):
		return s.fake.Open(ctx, key)
	case <-ctx.Done():
		return Object{}, ctx.Err()
	}
}

func TestTheLookHasATimeOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFake()
		store.objects["key"] = Write{Body: []byte("theirs")}
		began := time.Now()
		got, err := New(heavy{store}, Retry{}).Create(t.Context(), "key", nil)
		if after := time.Since(began); outcome(err) != fs.ErrExist.Error() || string(got) != "theirs" || after != 3800*time.Millisecond {
			t.Errorf("Create = %q, %v after %v; want theirs, %v after 3.8s", got, err, after, fs.ErrExist)
		}
	})
}

func TestHalfAnObjectIsNone(t *testing.T) {
	for _, c := range []struct {
		body string
		size int64
		want string
	}{
		{"whole", 5, ""},
		{"", 0, ""},
		{"hal", 5, ErrUnknown.Error()},
		{"no length", -1, ErrUnknown.Error()},
		{"too much", 1 << 40, ErrUnknown.Error()},
	} {
		store := slow{newFake(), bytes.NewReader([]byte(c.body)), c.size}
		got, err := New(store, Retry{Attempts: 1}).Get(t.Context(), "key")
		if outcome(err) != c.want || (err == nil) != (string(got) == c.body) {
			t.Errorf("%q of %d bytes: %q, %v; want %q", c.body, c.size, got, err, c.want)
		}
	}
}

// paging is a Store that lists as it is told.
type paging struct {
	*fake
	pages [][]string
	more  bool
}

func (p *paging) List(context.Context, string, string) ([]string, bool, error) {
	p.fake.enter()()
	if len(p.pages) == 0 {
		return nil, p.more, nil
	}
	page := p.pages[0]
	p.pages = p.pages[1:]
	return page, p.more || len(p.pages) > 0, nil
}

func TestAListThatCannotBeTrustedIsUnknown(t *testing.T) {
	for name, store := range map[string]*paging{
		"the same page again": {fake: newFake(), pages: [][]string{{"k/1", "k/2"}, {"k/1", "k/2"}}},
		"not in order":        {fake: newFake(), pages: [][]string{{"k/2", "k/1"}}},
		"another prefix":      {fake: newFake(), pages: [][]string{{"l/1"}}},
		"no end":              {fake: newFake(), more: true},
	} {
		var last error
		for _, err := range New(store, Retry{}).List(t.Context(), "k/", "") {
			if last != nil {
				t.Errorf("%s: something follows an error", name)
			}
			last = err
		}
		if outcome(last) != ErrUnknown.Error() {
			t.Errorf("%s: %v, want %v", name, last, ErrUnknown)
		}
	}
}
