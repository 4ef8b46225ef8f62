package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
)

// New makes a Bucket of a Store: it checks keys, repeats what has no answer, and settles by the
// write id whether an object that stands there is our own.
func New(store Store, retry Retry) Bucket {
	return &settled{store: store, retry: retry.orDefaults()}
}

type settled struct {
	store Store
	retry Retry
}

func (b *settled) Get(ctx context.Context, key string) ([]byte, error) {
	if err := CheckKey(key); err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	var body []byte
	err := b.retry.insist(ctx, "get", key, 0, fs.ErrNotExist, func(ctx context.Context, expect func(int64)) (err error) {
		body, _, err = b.read(ctx, key, expect)
		return err
	})
	return body, err
}

// maxObject is the most bytes that are read into memory because a store says so: far more than a
// month of the lake.
const maxObject = 1 << 30

// read returns an object whole, or an error of Store; half an object is none.
func (b *settled) read(ctx context.Context, key string, expect func(int64)) (body []byte, writeID string, err error) {
	object, err := b.store.Open(ctx, key)
	if err != nil {
		return nil, "", err
	}
	defer object.Body.Close()
	if object.Size < 0 || object.Size > maxObject {
		return nil, "", refused{fmt.Errorf("object of %d bytes, wanted 0 to %d", object.Size, maxObject)}
	}
	expect(object.Size)
	body = make([]byte, object.Size)
	if _, err := io.ReadFull(object.Body, body); err != nil {
		return nil, "", fmt.Errorf("read %d bytes: %w", object.Size, err)
	}
	return body, object.WriteID, nil
}

// errVanished: the store said that something stands there and then that nothing does. It was
// deleted in between, or the store contradicts itself; either way nothing is decided yet.
var errVanished = errors.New("exists, and is not found")

// Create repeats the very same write until the store has answered. "It exists" is an answer only
// after a look: an earlier try of ours may be what exists, its acknowledgement lost. "Not found"
// at that look is none, for such a try may still land; the next write finds out.
func (b *settled) Create(ctx context.Context, key string, body []byte) ([]byte, error) {
	if err := CheckKey(key); err != nil {
		return nil, fmt.Errorf("create: %w", err)
	}
	write := Write{Body: body, ContentType: contentType(key), ID: b.retry.WriteID(), Once: true}
	var stands []byte
	err := b.retry.insist(ctx, "create", key, int64(len(body)), fs.ErrExist, func(ctx context.Context, expect func(int64)) error {
		err := b.store.Put(ctx, key, write)
		if err == nil {
			stands = body
			return nil
		}
		if err != fs.ErrExist {
			return err
		}
		expect(0)
		there, writeID, err := b.read(ctx, key, expect)
		if err == fs.ErrNotExist {
			return errVanished
		}
		if err != nil {
			return err
		}
		stands = there
		if writeID == write.ID {
			return nil
		}
		return fs.ErrExist
	})
	return stands, err
}

func (b *settled) Put(ctx context.Context, key string, body []byte) error {
	if err := CheckKey(key); err != nil {
		return fmt.Errorf("put: %w", err)
	}
	return b.retry.insist(ctx, "put", key, int64(len(body)), nil, func(ctx context.Context, _ func(int64)) error {
		return b.store.Put(ctx, key, Write{Body: body, ContentType: contentType(key)})
	})
}

func (b *settled) Delete(ctx context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	return b.retry.insist(ctx, "delete", key, 0, nil, func(ctx context.Context, _ func(int64)) error {
		if err := b.store.Delete(ctx, key); err != fs.ErrNotExist {
			return err
		}
		return nil
	})
}

// List asks for each page by the last key of the one before, not by the store's token, so that a
// page can be asked for again, and one out of order is noticed.
func (b *settled) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := checkRange(prefix, after); err != nil {
			yield("", err)
			return
		}
		for {
			page, more, err := b.page(ctx, prefix, after)
			if err != nil {
				yield("", err)
				return
			}
			for _, key := range page {
				if !yield(key, nil) {
					return
				}
			}
			if !more {
				return
			}
			after = page[len(page)-1]
		}
	}
}

// pageBytes is about what a full page weighs; it only sets how long a page may take.
const pageBytes = 512 << 10

func (b *settled) page(ctx context.Context, prefix, after string) (page []string, more bool, err error) {
	err = b.retry.insist(ctx, "list", prefix, pageBytes, nil, func(ctx context.Context, _ func(int64)) (err error) {
		page, more, err = b.store.List(ctx, prefix, after)
		if err != nil {
			return err
		}
		return checkPage(page, more, prefix, after)
	})
	return page, more, err
}

// checkPage refuses a page that would make List skip, repeat or never end.
func checkPage(page []string, more bool, prefix, after string) error {
	for _, key := range page {
		if key <= after || !strings.HasPrefix(key, prefix) {
			return refused{fmt.Errorf("the store lists %q after %q under %q", key, after, prefix)}
		}
		after = key
	}
	if more && len(page) == 0 {
		return refused{fmt.Errorf("the store lists an empty page and more behind it under %q", prefix)}
	}
	return nil
}
