package bucket

import (
	"errors"
	"io/fs"
	"testing"
)

func TestTheCodeDecidesWhatAnAnswerMeans(t *testing.T) {
	cause := errors.New("as the SDK put it")
	const again, never = "again", "never"
	for _, c := range []struct {
		code   string
		status int
		want   string
	}{
		{"NoSuchKey", 404, "not there"},
		{"PreconditionFailed", 412, "exists"},
		{"FileAlreadyExists", 409, "exists"},
		{"ObjectAlreadyExists", 409, "exists"},
		{"ConditionalRequestConflict", 409, again},
		{"OperationAborted", 409, again},
		{"ObjectParentIsFile", 409, never},
		{"ExistingObjectIsDirectory", 409, never},
		{"SlowDown", 503, again},
		{"SlowDown", 429, again},
		{"TooManyRequests", 429, again},
		{"UnheardOf", 429, again},
		{"RequestTimeout", 400, again},
		{"BadDigest", 400, again},
		{"InternalError", 500, again},
		{"ServiceUnavailable", 503, again},
		{"UnheardOf", 500, again},
		{"NotImplemented", 501, never},
		{"NotImplemented", 400, never},
		{"AccessDenied", 403, never},
		{"SignatureDoesNotMatch", 403, never},
		{"NoSuchBucket", 404, never},
		{"InvalidArgument", 400, never},
		{"", 404, again}, // a gateway that is being restarted
		{"", 0, again},   // no answer at all
	} {
		got := again
		switch err := Meaning(c.code, c.status, cause); {
		case err == fs.ErrNotExist:
			got = "not there"
		case err == fs.ErrExist:
			got = "exists"
		case errors.As(err, new(refused)):
			got = never
		case err != cause:
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s with %d means %s, want %s", c.code, c.status, got, c.want)
		}
	}
}
