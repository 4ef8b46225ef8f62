// Package revokecode calls an inspection off: from that moment its code says so.
//
// It receives the event revocation.submitted from an agency's own system, the same as JSON, or the form
// on its page from an officer of the agency. It answers with code.revoked, the revocation as JSON, or the
// way to the inspection's page, and sends code.revoked. What other agencies have joined ends with it; a part of
// another's visit ends alone. Once a result is recorded nothing can be called off. Moving a visit is asking
// issue-code for one that replaces it; the page leads there.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL) and Announce (K_SINK); SIGN_IN_URL.
// Secrets: bucket-access-key, bucket-secret-key, event-keys, issuers.
package revokecode

import (
	"context"
	"errors"
	"net/http"
	"slices"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

const name = "revoke-code"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs()}
	f.ledger.Send = env.Announce()
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return handler.Response{}, err
	}
	take := func(c inspection.Cancellation) (event.Event, error) { return f.revoke(ctx, caller, c) }
	post := req.Method == http.MethodPost
	switch wants := serve.Wanted(&req); {
	case post && wants == serve.Reply:
		return serve.Submitted(&req, event.RevocationSubmitted, take)
	case post && wants == serve.JSON:
		return serve.Sent[inspection.Cancellation, inspection.Revocation](&req, take)
	case post:
		return f.filled(ctx, caller, &req)
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		return f.form(ctx, caller, &req)
	}
	return serve.OtherMethod(&req, "GET, HEAD, POST")
}

// revoke lets only people and systems of agencies call off; the ledger looks closer.
func (f *function) revoke(ctx context.Context, caller identity.Caller, c inspection.Cancellation) (event.Event, error) {
	if err := serve.OfAgency(caller); err != nil {
		return event.Event{}, err
	}
	serve.About(ctx, c.Inspection.String())
	return f.ledger.Revoke(ctx, c, serve.Author(caller))
}

// page reads what the form shows to an officer of the inspection's agency.
func (f *function) page(ctx context.Context, caller identity.Caller, req *handler.Request) (page.Revoke, error) {
	if err := serve.OfAgency(caller); err != nil {
		return page.Revoke{}, err
	}
	ref, ok := inspection.ParseRef(serve.Last(req, name))
	if !ok {
		return page.Revoke{}, ledger.ErrNone
	}
	serve.About(ctx, ref.String())
	facts, err := f.ledger.Read(ctx, ref)
	if err != nil {
		return page.Revoke{}, err
	}
	if facts.Inspection.Agency.Code != caller.Agency {
		return page.Revoke{}, ledger.ErrNone
	}
	if facts.Revoked != nil {
		return page.Revoke{}, inspection.AlreadyRevoked(facts.Revoked)
	}
	body := page.Revoke{Inspection: facts.Inspection, Move: serve.Address("issue-code") + "?replaces=" + ref.String()}
	if facts.Inspection.Joins == nil {
		company, err := f.ledger.Company(ctx, &facts.Inspection)
		body.Joined = slices.DeleteFunc(company, func(c inspection.Company) bool { return !c.Comes() })
		return body, err
	}
	return body, nil
}

func (f *function) form(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	body, err := f.page(ctx, caller, req)
	if err != nil {
		return handler.Response{}, err
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

// filled calls off what the form is about, or shows it again with what is wrong beside it.
func (f *function) filled(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	values, err := serve.Form(req)
	if err != nil {
		return handler.Response{}, err
	}
	ref, _ := inspection.ParseRef(serve.Last(req, name))
	_, err = f.revoke(ctx, caller, inspection.Cancellation{Inspection: ref, Reason: values.Get("reason")})
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) && refusal.Why == inspection.Invalid {
		body, err := f.page(ctx, caller, req)
		if err != nil {
			return handler.Response{}, err
		}
		body.Form = page.Form{Values: values, Faults: refusal.Faults}
		return f.env.AsPage(req, http.StatusUnprocessableEntity, body)
	}
	if err != nil {
		return handler.Response{}, err
	}
	return serve.SeeOther(serve.Address("query-inspections", ref.String()))
}
