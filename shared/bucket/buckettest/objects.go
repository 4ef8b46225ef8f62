package buckettest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"inspectioncode.example/shared/bucket"
)

func bodiesComeBack(t *testing.T, f folder) {
	mebibyte := make([]byte, 1<<20)
	rand.Read(mebibyte)
	for name, body := range map[string][]byte{
		"empty":            {},
		"event.json":       []byte(`{"specversion":"1.0","data":{"名称":"上海某某有限公司"}}`),
		"zero.png":         {0},
		"lines":            []byte("\r\n\r\n\n"),
		"chunks":           []byte("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"),
		"xml":              []byte(`<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>`),
		"gzip":             {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"mebibyte.parquet": mebibyte,
	} {
		for how, write := range map[string]func(key string) error{
			"created": func(key string) error { _, err := f.Create(t.Context(), key, body); return err },
			"put":     func(key string) error { return f.Put(t.Context(), key, body) },
		} {
			key := f.path + how + "/" + name
			if err := write(key); err != nil {
				t.Errorf("%s %s: %v", how, name, err)
				continue
			}
			if got, err := f.Get(t.Context(), key); err != nil || !bytes.Equal(got, body) {
				t.Errorf("%s %s: got %s, %v; want %s", how, name, brief(got), err, brief(body))
			}
		}
	}
}

func notThere(t *testing.T, f folder) {
	f.fill(t, []string{"folder/object"})
	for _, name := range []string{"nothing", "folder", "folder/obj", "folder/object-more"} {
		got, err := f.Get(t.Context(), f.path+name)
		checkOnly(t, "Get "+name, err, fs.ErrNotExist)
		if got != nil {
			t.Errorf("Get %s returned %s with its error", name, brief(got))
		}
	}
}

func createLeavesWhatStands(t *testing.T, f folder) {
	key, first := f.path+"fact.json", []byte("first")
	got, err := f.Create(t.Context(), key, first)
	if err != nil || !bytes.Equal(got, first) {
		t.Fatalf("Create = %s, %v; want %s, nil", brief(got), err, brief(first))
	}
	for _, body := range []string{"second", "first", ""} {
		got, err := f.Create(t.Context(), key, []byte(body))
		checkOnly(t, "Create again", err, fs.ErrExist)
		if !bytes.Equal(got, first) {
			t.Errorf("Create again returned %s, want what stands there, %s", brief(got), brief(first))
		}
	}
	if got, err := f.Get(t.Context(), key); err != nil || !bytes.Equal(got, first) {
		t.Errorf("Get = %s, %v; want %s", brief(got), err, brief(first))
	}
}

func oneOfManyCreates(t *testing.T, f folder) {
	const keys, contenders = 5, 64
	for k := range keys {
		key := fmt.Sprintf("%s%d.json", f.path, k)
		got := Race(t.Context(), contenders, func(ctx context.Context, i int) ([]byte, error) {
			return f.Create(ctx, key, fmt.Appendf(nil, "contender %d", i))
		})
		if err := got.OneWinner(); err != nil {
			t.Errorf("key %d: %v", k, err)
		}
		if stands, err := f.Get(t.Context(), key); err != nil || !bytes.Equal(stands, got[0].Stands) {
			t.Errorf("key %d: got %s, %v; the contenders saw %s", k, brief(stands), err, brief(got[0].Stands))
		}
	}
}

// factSeenWhole reads keys while they are created.
func factSeenWhole(t *testing.T, f folder) {
	body := bytes.Repeat([]byte("0123456789abcdef"), 16<<10)
	for k := range 4 {
		key := fmt.Sprintf("%s%d", f.path, k)
		created := make(chan struct{})
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for last := false; !last; {
					select {
					case <-created:
						last = true
					default:
					}
					got, err := f.Get(t.Context(), key)
					if errors.Is(err, fs.ErrNotExist) && !last {
						continue
					}
					if err != nil || !bytes.Equal(got, body) {
						t.Errorf("Get = %s, %v; want nothing or %s (created: %v)", brief(got), err, brief(body), last)
						return
					}
				}
			})
		}
		if _, err := f.Create(t.Context(), key, body); err != nil {
			t.Errorf("Create: %v", err)
		}
		close(created)
		readers.Wait()
	}
}

// putReplacesWhole reads a key while bodies of one letter each, all as long, take turns there.
func putReplacesWhole(t *testing.T, f folder) {
	key := f.path + "page.html"
	page := func(letter byte) []byte { return bytes.Repeat([]byte{letter}, 64<<10) }
	if err := f.Put(t.Context(), key, page('a')); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				got, err := f.Get(t.Context(), key)
				if err != nil || len(got) == 0 || !bytes.Equal(got, page(got[0])) {
					t.Errorf("Get while being put: %s, %v", brief(got), err)
					return
				}
			}
		})
	}
	for letter := byte('b'); letter <= 'm'; letter++ {
		if err := f.Put(t.Context(), key, page(letter)); err != nil {
			t.Errorf("Put: %v", err)
		}
		if got, err := f.Get(t.Context(), key); err != nil || !bytes.Equal(got, page(letter)) {
			t.Errorf("Get after Put %c: %s, %v", letter, brief(got), err)
		}
	}
	close(done)
	readers.Wait()
}

func deleteIsIdempotent(t *testing.T, f folder) {
	f.fill(t, []string{"intents/1", "intents/10", "intents/2"})
	for range 2 {
		if err := f.Delete(t.Context(), f.path+"intents/1"); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	if got := strings.Join(f.list(t, "", ""), " "); got != "intents/10 intents/2" {
		t.Errorf("left after Delete: %s", got)
	}
	_, err := f.Get(t.Context(), f.path+"intents/1")
	checkOnly(t, "Get after Delete", err, fs.ErrNotExist)
	if err := f.Delete(t.Context(), f.path+"never/was"); err != nil {
		t.Errorf("Delete what never was: %v", err)
	}
	if _, err := f.Create(t.Context(), f.path+"intents/1", nil); err != nil {
		t.Errorf("Create after Delete: %v", err)
	}
}

func endedContext(t *testing.T, f folder) {
	f.fill(t, []string{"there"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for what, err := range everyOperation(ctx, f.Bucket, f.path+"there") {
		checkOnly(t, what, err, bucket.ErrUnknown)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: errors.Is(%v, context.Canceled) = false", what, err)
		}
	}
}

// everyOperation tries each operation on key and returns its error.
func everyOperation(ctx context.Context, b bucket.Bucket, key string) map[string]error {
	errs := map[string]error{"Put": b.Put(ctx, key, []byte("x")), "Delete": b.Delete(ctx, key), "List": nil}
	_, errs["Get"] = b.Get(ctx, key)
	_, errs["Create"] = b.Create(ctx, key, []byte("x"))
	for _, err := range b.List(ctx, key, "") {
		errs["List"] = err
	}
	return errs
}
