package serve

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"

	"inspectioncode.example/shared/inspection"
)

// Bounds of the body of a request, in bytes: of every one, and of one that Env.Large lets be larger, such as a photo as
// a phone took it.
const (
	MaxBody  = 1 << 20
	MaxLarge = 9 << 20
)

// largeAtOnce is how many of those an instance takes in at a time: in memory each is there about three times, as it came, as it stood
// in its form and as it is kept, of the 128 MiB an instance has.
const largeAtOnce = 2

// bodies reads the bodies of one function's requests.
type bodies struct {
	mayBeLarge func(ctx context.Context, header http.Header) bool
	taking     chan struct{}
}

func (e *Env) bodies() *bodies {
	return &bodies{mayBeLarge: e.Large, taking: make(chan struct{}, largeAtOnce)}
}

// read returns the whole body, and what to call once the request is answered. A large one waits for its turn.
func (b *bodies) read(ctx context.Context, w http.ResponseWriter, r *http.Request) ([]byte, func(), error) {
	limit, done := int64(MaxBody), func() {}
	if (r.ContentLength > MaxBody || r.ContentLength < 0) && b.mayBeLarge != nil && b.mayBeLarge(ctx, r.Header) {
		select {
		case b.taking <- struct{}{}:
			limit, done = MaxLarge, func() { <-b.taking }
		case <-ctx.Done():
			return nil, done, TooMany()
		}
	}
	var all bytes.Buffer
	if limit == MaxLarge && r.ContentLength > 0 {
		all.Grow(int(min(r.ContentLength, limit)) + bytes.MinRead) // once, not in steps
	}
	_, err := all.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, done, oversized(limit >> 20)
	}
	if err != nil {
		return nil, done, cutOff()
	}
	return all.Bytes(), done, nil
}

func oversized(mebibytes int64) error {
	n := strconv.FormatInt(mebibytes, 10)
	return inspection.Refuse(inspection.TooLarge, inspection.Fault{Field: "body", Rule: "too-large",
		Text: inspection.Text{ZH: "请求内容超过" + n + "兆字节", EN: "the request is larger than " + n + " MiB"},
		Mend: inspection.Text{ZH: "请分批发送；照片请缩小", EN: "send less at a time, and photos made smaller"}})
}

func cutOff() error {
	return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "body", Rule: "cut-off",
		Text: inspection.Text{ZH: "请求内容不完整", EN: "the request was cut off"},
		Mend: inspection.Text{ZH: "请重新发送", EN: "send it again"}})
}
