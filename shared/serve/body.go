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

// How many of those an instance takes in, and how many files as large it hands out, at a time: in memory each that comes is there about
// three times, as it came, as it stood in its form and as it is kept, and each that goes once or twice, of the 128 MiB an
// instance has.
const (
	largeIn  = 2
	largeOut = 3
)

// bodies reads the bodies of one function's requests, and says whose turn it is to have a large file in memory.
type bodies struct {
	mayBeLarge func(ctx context.Context, header http.Header) bool
	in, out    chan struct{}
}

func (e *Env) bodies() *bodies {
	return &bodies{mayBeLarge: e.Large, in: make(chan struct{}, largeIn), out: make(chan struct{}, largeOut)}
}

// A turn is one request's, until it is answered.
type turn struct {
	of    chan struct{}
	taken bool
}

func (t *turn) take(ctx context.Context) error {
	if t.taken {
		return nil
	}
	select {
	case t.of <- struct{}{}:
		t.taken = true
		return nil
	case <-ctx.Done():
		return TooMany()
	}
}

func (t *turn) end() {
	if t.taken {
		<-t.of
	}
}

type turnKey struct{}

// Turn waits until a request may read a large file to answer with it: readers take as long as their networks do, and each
// has it in memory meanwhile.
func Turn(ctx context.Context) error {
	if t, ok := ctx.Value(turnKey{}).(*turn); ok {
		return t.take(ctx)
	}
	return nil
}

// read returns the whole body. A large one waits for its turn.
func (b *bodies) read(ctx context.Context, w http.ResponseWriter, r *http.Request, large *turn) ([]byte, error) {
	limit := int64(MaxBody)
	if (r.ContentLength > MaxBody || r.ContentLength < 0) && b.mayBeLarge != nil && b.mayBeLarge(ctx, r.Header) {
		if err := large.take(ctx); err != nil {
			return nil, err
		}
		limit = MaxLarge
	}
	var all bytes.Buffer
	if limit == MaxLarge && r.ContentLength > 0 {
		all.Grow(int(min(r.ContentLength, limit)) + bytes.MinRead) // once, not in steps
	}
	_, err := all.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, oversized(limit >> 20)
	}
	if err != nil {
		return nil, cutOff()
	}
	return all.Bytes(), nil
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
