// Package serve turns a function into a process that either platform can run: go-http's handler
// behind net/http, with settings, limits, health, draining and one place where errors become
// statuses. It knows what a function is made of and nothing of what any of them does.
package serve

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/inspection"
)

// HTTP serves a function within its deadline: it reads the request within bounds, refuses forms that another site sent
// with our reader's cookie, and answers, whatever the function does.
func (e *Env) HTTP(f handler.FunctionHandler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	// Gateways put the function's own name in Host, and phones without Sec-Fetch-Site are judged by it.
	if u, err := url.Parse(e.Setting("PUBLIC_URL")); err == nil && u.Host != "" {
		if err := crossOrigin.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			e.Log.Error("PUBLIC_URL is no origin", "err", err)
		}
	}
	bodies := e.bodies()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		req := handler.Request{Header: r.Header, QueryString: r.URL.RawQuery, Method: r.Method, Host: r.Host}
		ctx, cancel := context.WithTimeout(r.Context(), e.Deadline)
		defer cancel()
		ctx = context.WithValue(withURL(ctx, r.URL), addressKey{}, clientAddress(e.Setting("CLIENT_HOPS"), r))
		in, out := &turn{of: bodies.in}, &turn{of: bodies.out}
		defer in.end()
		defer out.end()
		ctx = context.WithValue(ctx, turnKey{}, out)
		req.WithContext(ctx)
		said := &note{}
		resp := e.answer(f, &req, func() error {
			if err := crossOrigin.Check(r); err != nil {
				return foreign()
			}
			var err error
			if req.Body, err = bodies.read(ctx, w, r, in); err != nil {
				return err
			}
			e.watch(&req, said, began)
			return nil
		})
		if said.measured == nil {
			e.watch(&req, said, began) // what was not even read is a request as well
		}
		write(w, r.Method, resp)
		said.answered(r.Context(), e.Log, cmp.Or(resp.StatusCode, http.StatusOK), []slog.Attr{slog.String("method", r.Method), slog.Int("status", resp.StatusCode),
			slog.Int64("ms", time.Since(began).Milliseconds()), slog.String("request", logged(r.Header.Get("X-Request-Id"))), slog.String("event", logged(r.Header.Get("Ce-Id")))})
	})
}

// answer calls the function once its request is read; an error or panic of either becomes an answer.
func (e *Env) answer(f handler.FunctionHandler, req *handler.Request, read func() error) (resp handler.Response) {
	defer func() {
		if p := recover(); p != nil {
			e.Log.ErrorContext(Context(req), "panic", "panic", p, "stack", string(debug.Stack()))
			resp = e.failed(req, errors.New("panic"))
		}
	}()
	if err := read(); err != nil {
		return e.failed(req, err)
	}
	resp, err := f.Handle(*req)
	if err != nil {
		return e.failed(req, err)
	}
	return resp
}

func write(w http.ResponseWriter, method string, resp handler.Response) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	for name, values := range resp.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	if resp.StatusCode == 0 {
		resp.StatusCode = http.StatusOK
	}
	if len(resp.Body) == 0 && h.Get("Content-Type") == "" {
		h["Content-Type"] = nil // nothing to sniff
	}
	w.WriteHeader(resp.StatusCode)
	if method != http.MethodHead {
		w.Write(resp.Body) // whoever hung up does not need it
	}
}

// logged is an ID that somebody else chose, cut to what one line of a log can bear.
func logged(id string) string { return strings.ToValidUTF8(id[:min(len(id), 80)], "") }

func foreign() error {
	return inspection.Refuse(inspection.NotAllowed, inspection.Fault{Rule: "cross-origin",
		Text: inspection.Text{ZH: "表单来自其他网站，已拒绝", EN: "the form was sent from another site and is refused"},
		Mend: inspection.Text{ZH: "请在本网站页面上填写", EN: "fill it in on this site's own page"}})
}

// Log is the log of a process: JSON lines in UTC, ids only. Errors name the object they met; where that
// is an officer's, its name is the certificate's number, which has no place in a log.
func Log(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if err, ok := a.Value.Any().(error); ok {
			a.Value = slog.StringValue(ofOfficer.ReplaceAllString(err.Error(), "officers/…"))
		}
		return a
	}}))
}

var ofOfficer = regexp.MustCompile(`officers/[^/\s:"]+`)
