// Package bucket is the little of object storage we use: read, create once, put, list and delete,
// with every doubt about a lost answer settled here or handed up as ErrUnknown. Facts are created
// and never changed; Create is the only lock there is, because it is the one condition that S3,
// Alibaba OSS, Huawei OBS and Tencent COS all keep.
//
// A Store is one S3 client made thin (the packages minio and aws); New puts the one retry loop
// over it and makes it a Bucket. Memory is a Bucket for tests. The package knows nothing of
// inspections, events or what the bytes mean, and imports nothing of ours.
package bucket

import (
	"context"
	"errors"
	"io/fs"
	"iter"
)

// ErrUnknown says that an operation may or may not have happened, or may still happen a little
// later. It is never a failure: whoever meets it asks again.
var ErrUnknown = errors.New("outcome unknown")

// A Bucket holds objects under keys. Its errors are fs.ErrNotExist, fs.ErrExist and ErrUnknown,
// told apart by errors.Is, of which an error is always exactly one; a refused permission or a
// store that is down is ErrUnknown with its cause. Only a key against the rules of CheckKey is
// none of the three, for that is a mistake in the program.
//
// Bytes that were given or returned belong to both sides and must not be changed.
type Bucket interface {
	// Get returns the object's bytes, at most 1 GiB. Errors: fs.ErrNotExist, ErrUnknown.
	Get(ctx context.Context, key string) ([]byte, error)

	// Create writes body under key only if nothing is there, and returns what stands there
	// afterwards: body and nil if this call wrote it, even if the acknowledgement was lost and only
	// a later look found it; what was there before and fs.ErrExist if something was. ErrUnknown: it
	// may or may not stand there, now or a little later; the same Create again then finds either
	// nothing or an object, perhaps its own, as fs.ErrExist.
	Create(ctx context.Context, key string, body []byte) ([]byte, error)

	// Put writes body under key whatever was there. It is only for what is no fact: imported
	// directories, rendered pages. Errors: ErrUnknown.
	Put(ctx context.Context, key string, body []byte) error

	// List yields the keys that start with prefix and sort after `after`, in byte order, as they
	// stood at some time during the call. An error (ErrUnknown) ends the sequence.
	List(ctx context.Context, prefix, after string) iter.Seq2[string, error]

	// Delete removes an intent; a key that is not there is no error. Errors: ErrUnknown.
	Delete(ctx context.Context, key string) error
}

// unknown is ErrUnknown with what led to it. It hides a cause's claim to be one of the two
// answers (a missing certificate file is fs.ErrNotExist as well, and no news of the object).
type unknown struct{ cause error }

func (u *unknown) Error() string { return ErrUnknown.Error() + ": " + u.cause.Error() }

func (u *unknown) Is(target error) bool {
	if target == fs.ErrNotExist || target == fs.ErrExist {
		return false
	}
	return target == ErrUnknown || errors.Is(u.cause, target)
}

func (u *unknown) As(target any) bool { return errors.As(u.cause, target) }
