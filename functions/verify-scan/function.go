// Package verifyscan tells whoever opens a code whether the inspection is genuine.
//
// It receives a GET of the address a code's symbol holds, /c/ and the digits, from any phone, and
// answers with the verdict as a page or as JSON. A token that is forged, altered or foreign is refused
// before anything is read. A GET is kept as a scan, except from officers, link previews and readers who
// only change language or size; HEAD is not. It sends nothing.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL). Secrets: bucket-access-key,
// bucket-secret-key, issuers, verifying-keys.
package verifyscan

import (
	"context"
	"errors"
	"net/http"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

const name = "verify-scan"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	keys   *code.Keys
	whoIs  serve.WhoIs
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), keys: env.VerifyingKeys(), whoIs: env.WhoIs()}
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return serve.MethodNotAllowed("GET, HEAD")
	}
	token, err := f.keys.Parse(serve.Last(&req, name))
	if err != nil {
		return f.answer(&req, verdict{Outcome: forged})
	}
	return f.look(serve.Context(&req), &req, token)
}

// look judges a code that one of our keys has signed.
func (f *function) look(ctx context.Context, req *handler.Request, token code.Token) (handler.Response, error) {
	// Whoever holds the phone need not be known, so a session that does not hold is nobody's.
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		caller = identity.Caller{}
	}
	now := f.env.Now()
	kept := make(chan error, 1)
	if counts(req, caller) {
		go func() {
			kept <- f.ledger.Scan(ctx, token.Ref(), ledger.Scan{At: now, App: app(req.Header.Get("User-Agent")),
				Shown: string(token.FreshnessAt(now)), Window: string(token.WindowAt(now))})
		}()
	} else {
		kept <- nil
	}
	facts, err := f.ledger.Read(ctx, token.Ref())
	if scanErr := <-kept; scanErr != nil {
		f.env.Log.ErrorContext(ctx, "scan not kept", "inspection", token.ID, "err", scanErr)
	}
	if errors.Is(err, ledger.ErrNone) {
		f.env.Log.ErrorContext(ctx, "impossible: a signed code without its inspection", "inspection", token.ID)
		return f.answer(req, verdict{Outcome: unconfirmed})
	}
	if err != nil {
		return handler.Response{}, err
	}
	return f.answer(req, judge(token, facts, caller, now))
}

// answer shows a verdict.
func (f *function) answer(req *handler.Request, v verdict) (handler.Response, error) {
	status := http.StatusOK
	if v.Outcome == forged {
		status = http.StatusNotFound
	}
	if serve.Wanted(req) == serve.JSON {
		return serve.AsJSON(status, v)
	}
	body := v.Outcome.page()
	body.Inspection = v.Inspection
	if v.Inspection != nil {
		body.Result = page.ReadResult(v.Inspection, v.Result)
		body.Revoked = v.Revoked
		if v.Result != nil {
			body.Evaluate = serve.Address("submit-evaluation", v.Inspection.Ref.String())
		}
	}
	return f.env.AsPage(req, status, body)
}

// counts reports whether a request is somebody's look at the code: not a program's that draws a
// preview, nor the officer's own.
func counts(req *handler.Request, caller identity.Caller) bool {
	return req.Method == http.MethodGet && !serve.Redrawn(req) && !caller.OfAgency() && !preview(req.Header.Get("User-Agent"))
}

// preview recognises programs that open links by themselves, by the words they call themselves.
func preview(agent string) bool {
	agent = strings.ToLower(agent)
	for _, word := range []string{"bot", "spider", "crawler", "preview", "externalhit"} {
		if strings.Contains(agent, word) {
			return true
		}
	}
	return false
}

// app is what the code was scanned with, as far as it says.
func app(agent string) string {
	for word, name := range map[string]string{"MicroMessenger": "wechat", "AlipayClient": "alipay", "Suishenban": "suishenban"} {
		if strings.Contains(agent, word) {
			return name
		}
	}
	return "browser"
}
