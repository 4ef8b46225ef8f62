// Package issuecode answers a submitted task with an inspection code.
//
// It receives the event task.submitted from an agency's own system (对接使用), the same task as JSON,
// or the form on its page from an officer (直接使用). It answers with code.issued, the inspection as
// JSON, or the code's page, and sends code.issued. Whoever asks must be of the task's agency. GET shows
// the form, and above it, once ?enterprise= is known, what to know before a visit on ?date= (tomorrow if
// left out); as JSON that alone. With ?joins= it is the form of a part of another agency's visit (并入检查), with
// ?replaces= of a visit in place of another, and with both of giving one's own up for such a part. GET with an inspection's ref shows its code, ref.png and ref.svg its
// pictures, ref.live the signed symbols of the next hour for its officers' screen.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL), Policy (TRIAL_WINDOW) and Announce
// (K_SINK); SIGN_IN_URL, where people sign in. Secrets: bucket-access-key, bucket-secret-key,
// event-keys, issuers, signing-keys, and id-key (32 characters or more), from which inspection IDs are
// derived: it must never change.
package issuecode

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

const name = "issue-code"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs()}
	f.ledger.Policy = env.Policy(f.ledger)
	f.ledger.Codes = env.SigningKeys()
	f.ledger.Send = env.Announce()
	f.ledger.IDKey = env.NeedSecret("id-key", 32)
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return handler.Response{}, err
	}
	take := func(t inspection.Task) (event.Event, error) { return f.issue(ctx, caller, t) }
	post := req.Method == http.MethodPost
	switch wants := serve.Wanted(&req); {
	case post && wants == serve.Reply:
		return serve.Submitted(&req, event.TaskSubmitted, take)
	case post && wants == serve.JSON:
		return serve.Sent[inspection.Task, inspection.Inspection](&req, take)
	case post:
		return f.filed(ctx, caller, &req)
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		if last := serve.Last(&req, name); last != "" {
			return f.show(ctx, caller, &req, last)
		}
		return f.form(ctx, caller, &req)
	}
	return serve.OtherMethod(&req, "GET, HEAD, POST")
}

// issue lets only the task's own agency ask.
func (f *function) issue(ctx context.Context, caller identity.Caller, t inspection.Task) (event.Event, error) {
	if err := serve.OfAgency(caller); err != nil {
		return event.Event{}, err
	}
	if t.Agency != caller.Agency {
		return event.Event{}, inspection.Refuse(inspection.NotAllowed, inspection.Fault{Field: "agency", Rule: "other-agency",
			Text: inspection.Text{ZH: "只能为本单位申请检查码", EN: "codes are asked for by one's own agency only"},
			Mend: inspection.Text{ZH: "请使用本单位代码" + caller.Agency, EN: "use your own agency's code, " + caller.Agency}})
	}
	issued, err := f.ledger.Issue(ctx, t, serve.Author(caller))
	if err == nil {
		serve.About(ctx, issued.Subject())
	}
	return issued, err
}
