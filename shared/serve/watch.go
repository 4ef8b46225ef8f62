package serve

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"log/slog"
	"sync/atomic"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/telemetry"
)

// A note is what is said of a request once it is answered: which inspection it was about, and the trace
// it belongs to.
type note struct {
	inspection atomic.Pointer[string]
	trace      event.Trace
	measured   func(status int, inspection string)
}

type noteKey struct{}

// About notes which inspection a request is about, for the log and the trace of that request. A function
// whose request must not be linked to an inspection (an evaluation) does not say. What is no reference to
// an inspection is left out: whoever asked made it up.
func About(ctx context.Context, ref string) {
	n, ok := ctx.Value(noteKey{}).(*note)
	if !ok {
		return
	}
	if _, ok := inspection.ParseRef(ref); ok {
		n.inspection.Store(&ref)
	}
}

// watch begins to measure a request that has been read, and makes what it sends part of its trace.
func (e *Env) watch(req *handler.Request, n *note, began time.Time) {
	trace := event.ReceivedTrace(req.Header, req.Body)
	ctx, onward, measured := e.Telemetry.Request(Context(req), telemetry.Parent(trace), e.Name, req.Method, began)
	n.trace, n.measured = event.Trace(onward), measured
	if req.Header.Get("Ce-Knativeerrorcode") != "" || req.Header.Get("Ce-Knativeerrordest") != "" {
		e.Telemetry.DeadLetter(ctx) // Knative says so of what it brings to its dead letter sink
	}
	req.WithContext(event.WithTrace(context.WithValue(ctx, noteKey{}, n), n.trace))
}

// answered logs a request, and measures it if it was read.
func (n *note) answered(ctx context.Context, log *slog.Logger, status int, attrs []slog.Attr) {
	id := ""
	if about := n.inspection.Load(); about != nil {
		id = *about
		attrs = append(attrs, slog.String("inspection", id))
	}
	if n.trace.Traceparent != "" {
		attrs = append(attrs, slog.String("trace", n.trace.Traceparent[3:35]))
	}
	log.LogAttrs(ctx, slog.LevelInfo, "answered", attrs...)
	if n.measured != nil {
		n.measured(status, id)
	}
}

// measured is send, measured.
func (e *Env) measured(send event.Send) event.Send {
	if e.Telemetry == nil {
		return send
	}
	return func(ctx context.Context, what event.Event) error {
		ctx, onward, done := e.Telemetry.Send(ctx, telemetry.Parent(event.TraceOf(ctx)), what.Type())
		err := send(event.WithTrace(ctx, event.Trace(onward)), what)
		done(err)
		return err
	}
}

// observed is a bucket whose every operation is measured.
type observed struct {
	bucket    bucket.Bucket
	telemetry *telemetry.Telemetry
}

func (o observed) Get(ctx context.Context, key string) ([]byte, error) {
	ctx, done := o.telemetry.Store(ctx, "get")
	body, err := o.bucket.Get(ctx, key)
	done(outcome(err))
	return body, err
}

func (o observed) Create(ctx context.Context, key string, body []byte) ([]byte, error) {
	ctx, done := o.telemetry.Store(ctx, "create")
	stands, err := o.bucket.Create(ctx, key, body)
	done(outcome(err))
	return stands, err
}

func (o observed) Put(ctx context.Context, key string, body []byte) error {
	ctx, done := o.telemetry.Store(ctx, "put")
	err := o.bucket.Put(ctx, key, body)
	done(outcome(err))
	return err
}

func (o observed) Delete(ctx context.Context, key string) error {
	ctx, done := o.telemetry.Store(ctx, "delete")
	err := o.bucket.Delete(ctx, key)
	done(outcome(err))
	return err
}

func (o observed) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, done := o.telemetry.Store(ctx, "list")
		var last error
		defer func() { done(outcome(last)) }()
		for key, err := range o.bucket.List(ctx, prefix, after) {
			last = err
			if !yield(key, err) {
				return
			}
		}
	}
}

// outcome names how an operation on the store ended.
func outcome(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, fs.ErrNotExist):
		return "none"
	case errors.Is(err, fs.ErrExist):
		return "exists"
	case bucket.Refused(err):
		return "refused"
	}
	return "unknown"
}
