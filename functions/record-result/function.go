// Package recordresult records what officers found at an inspection, once.
//
// It receives the event result.submitted from an agency's own system, the same result as JSON, or the
// form on its page from an officer the code names. It answers with result.recorded, the record as
// JSON, or the way to the inspection's page, and sends result.recorded. The same result again is
// answered as before; another one only as a correction, which says why. GET with an inspection's ref
// shows the form. A photo or document of what was found is sent to the same address by itself, before the result that names
// it, or with the form; ?evidence= shows it again.
//
// What an officer has filled in lies on the device until it is recorded, for a day at most. Whatever ends or changes a session
// sends Clear-Site-Data: "storage", as the local sign-in does, so that it goes with the session.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL) and Announce (K_SINK); SIGN_IN_URL.
// Secrets: bucket-access-key, bucket-secret-key, event-keys, issuers.
package recordresult

import (
	"context"
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

const name = "record-result"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs()}
	f.ledger.Send = env.Announce()
	env.Large = f.mayBeLarge
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return handler.Response{}, err
	}
	take := func(r inspection.Result) (event.Event, error) { return f.record(ctx, caller, r) }
	post := req.Method == http.MethodPost
	switch wants := serve.Wanted(&req); {
	case post && wants != serve.Reply && serve.SentFile(&req):
		return f.attached(ctx, caller, &req)
	case post && wants == serve.Reply:
		return serve.Submitted(&req, event.ResultSubmitted, take)
	case post && wants == serve.JSON:
		return serve.Sent[inspection.Result, inspection.RecordedResult](&req, take)
	case post:
		return f.filled(ctx, caller, &req)
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		return f.form(ctx, caller, &req)
	}
	return serve.OtherMethod(&req, "GET, HEAD, POST")
}

// record lets only people and systems of agencies record; the ledger looks closer.
func (f *function) record(ctx context.Context, caller identity.Caller, r inspection.Result) (event.Event, error) {
	if err := serve.OfAgency(caller); err != nil {
		return event.Event{}, err
	}
	serve.About(ctx, r.Inspection.String())
	return f.ledger.Record(ctx, r, serve.Author(caller))
}
