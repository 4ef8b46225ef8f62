package bucket

import (
	"context"
	"errors"
	"io"
	"io/fs"
)

// A Store is what a driver makes of an S3 client: one request a call, no retries of its own. Its
// errors are what Meaning returns: fs.ErrNotExist and fs.ErrExist as they are, unwrapped, are the
// store's answers; any other error says nothing about the object.
type Store interface {
	// Open asks for an object; the caller closes its body.
	Open(ctx context.Context, key string) (Object, error)

	// Put writes an object: over what is there, or, with Once, only if nothing is (fs.ErrExist).
	Put(ctx context.Context, key string, w Write) error

	// List returns the first keys (at most PageSize) that start with prefix and sort after
	// `after`, and whether there may be more behind the last of them.
	List(ctx context.Context, prefix, after string) (keys []string, more bool, err error)

	// Delete removes an object if it is there; fs.ErrNotExist is as good as nil.
	Delete(ctx context.Context, key string) error
}

// PageSize is how many keys one List request asks for, the most that S3 gives.
const PageSize = 1000

// WriteIDName is the user metadata under which a Write's ID travels, as x-amz-meta-write-id.
const WriteIDName = "write-id"

// An Object is one that is being read.
type Object struct {
	Body    io.ReadCloser
	Size    int64  // bytes
	WriteID string // of the Create that wrote it, or empty
}

// A Write is one to be done.
type Write struct {
	Body        []byte
	ContentType string
	ID          string // to be kept with the object if not empty; it tells our own write from another's
	Once        bool
}

// refused is a definite no, which asking again will not change.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// Refused reports whether an operation that ended in err was refused for good: for its keys or
// permissions, or as something the store does not do. Time will not mend that; somebody has to.
func Refused(err error) bool { return errors.As(err, new(refused)) }

// Meaning turns a store's answer into an error of Store. The code decides, not the HTTP status:
// 409 alone can mean that the object exists, that nothing was decided, or that the key cannot be.
// An empty code is for an answer that did not come from a store (a proxy's page) or did not come
// at all. Codes: AWS S3; FileAlreadyExists is Alibaba OSS and Tencent COS, ObjectAlreadyExists
// is Huawei OBS.
func Meaning(code string, status int, cause error) error {
	switch code {
	case "NoSuchKey":
		return fs.ErrNotExist
	case "PreconditionFailed", "FileAlreadyExists", "ObjectAlreadyExists":
		return fs.ErrExist
	case "",
		"ConditionalRequestConflict", "OperationAborted", // decided nothing
		"SlowDown", "TooManyRequests", "Throttling", "ThrottlingException", "RequestLimitExceeded",
		"RequestTimeout", "IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch": // damaged or cut on its way
		return cause
	}
	if status == 501 || status/100 == 4 && status != 408 && status != 429 {
		return refused{cause}
	}
	return cause
}
