// Package collectfeedback takes what people say of the inspection code itself, and reports of visits
// without one that holds.
//
// It receives forms and JSON from anyone: feedback (from, kind, text), or a report (about, and what is
// known of the visit), which a verdict page sends with one tap and its sender can add to afterwards. With a form a report
// has one photo if its sender likes, of less than a megabyte.
// It answers with a page or JSON and sends nothing; the night reads what it keeps.
//
// A report from somebody signed in for the enterprise says so, and is counted; anybody else's is kept to be looked into.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL); SIGN_IN_URL. Secrets: bucket-access-key,
// bucket-secret-key, issuers.
package collectfeedback

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs

	senders, all, photos *serve.Meter
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs(), senders: serve.NewMeter(10), all: serve.NewMeter(600), photos: serve.NewMeter(60)}
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		caller = identity.Caller{} // whoever speaks up need not be known
	}
	switch {
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		return f.form(&req, caller)
	case req.Method != http.MethodPost:
		return serve.MethodNotAllowed("GET, HEAD, POST")
	}
	if from := serve.ClientAddress(&req); from != "" && !f.senders.Pass(from) || !f.all.Pass("") {
		return handler.Response{}, serve.TooMany()
	}
	if serve.Wanted(&req) == serve.JSON {
		return f.sent(ctx, caller, &req)
	}
	values, files, err := serve.FormWithFiles(&req)
	if err != nil {
		return handler.Response{}, err
	}
	if values.Has("about") {
		return f.reported(ctx, caller, &req, values, files)
	}
	return f.said(ctx, caller, &req, values)
}

// form shows the form for feedback, or, with ?about=, for a report.
func (f *function) form(req *handler.Request, caller identity.Caller) (handler.Response, error) {
	today := string(inspection.DateOf(f.env.Now()))
	if about := serve.Query(req).Get("about"); about != "" {
		values := url.Values{"about": {about}, "day": {today}, "enterprise": {string(caller.Enterprise)}}
		body := page.ReportVisit{Form: page.Form{Values: values}}
		if !caller.OfEnterprise() {
			body.SignIn = f.env.May("SIGN_IN_URL", "/sign-in") + "?return=" + url.QueryEscape(serve.Address("collect-feedback")+"?about="+url.QueryEscape(about))
		}
		return f.env.AsPage(req, http.StatusOK, body)
	}
	return f.env.AsPage(req, http.StatusOK, page.GiveFeedback{Form: page.Form{Values: url.Values{"from": {string(voice(caller))}}}})
}

// voice is on whose side a caller speaks; empty if nobody knows.
func voice(c identity.Caller) inspection.Voice {
	switch {
	case c.OfEnterprise():
		return inspection.FromEnterprise
	case c.Role == identity.Officer:
		return inspection.FromOfficer
	}
	return ""
}

// sent keeps what comes as JSON: with about it is a report, otherwise feedback.
func (f *function) sent(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	var kind struct{ About json.RawMessage }
	if json.Unmarshal(req.Body, &kind) == nil && kind.About != nil {
		var r inspection.VisitReport
		if err := event.Strict(req.Body, &r); err != nil {
			return handler.Response{}, err
		}
		ref, err := f.report(ctx, caller, r, nil)
		if err != nil {
			return handler.Response{}, err
		}
		return serve.AsJSON(http.StatusOK, map[string]string{"receipt": ref.String()})
	}
	var fb inspection.Feedback
	if err := event.Strict(req.Body, &fb); err != nil {
		return handler.Response{}, err
	}
	if err := f.keep(ctx, caller, fb); err != nil {
		return handler.Response{}, err
	}
	return serve.AsJSON(http.StatusOK, map[string]string{"receipt": "kept"})
}

// said keeps the feedback in a form.
func (f *function) said(ctx context.Context, caller identity.Caller, req *handler.Request, v url.Values) (handler.Response, error) {
	err := f.keep(ctx, caller, inspection.Feedback{From: inspection.Voice(v.Get("from")), Kind: inspection.FeedbackKind(v.Get("kind")), Text: v.Get("text")})
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) && refusal.Why == inspection.Invalid {
		return f.env.AsPage(req, http.StatusUnprocessableEntity, page.GiveFeedback{Form: page.Form{Values: v, Faults: refusal.Faults}})
	}
	if err != nil {
		return handler.Response{}, err
	}
	return f.env.AsPage(req, http.StatusOK, page.Thanks{})
}

func (f *function) keep(ctx context.Context, caller identity.Caller, fb inspection.Feedback) error {
	if known := voice(caller); known != "" {
		fb.From = known
	}
	fb.Line = ""
	if caller.Role == identity.Officer {
		agency, err := f.ledger.Agency(ctx, caller.Agency)
		if err != nil {
			return err
		}
		if agency != nil {
			fb.Line = agency.Line
		}
	}
	if err := inspection.CheckFeedback(&fb).Err(); err != nil {
		return err
	}
	return f.ledger.KeepFeedback(ctx, fb)
}

// reported keeps the report in a form, or what is added to one.
func (f *function) reported(ctx context.Context, caller identity.Caller, req *handler.Request, v url.Values, files []serve.File) (handler.Response, error) {
	today := inspection.DateOf(f.env.Now())
	r := inspection.VisitReport{About: inspection.About(v.Get("about")), Code: v.Get("code"), Enterprise: inspection.USCC(strings.ToUpper(strings.TrimSpace(v.Get("enterprise")))),
		Agency: v.Get("agency"), Day: inspection.Date(v.Get("day")), Text: v.Get("text")}
	if r.Day == "" {
		r.Day = today
	}
	ref, adding := inspection.ParseRef(v.Get("receipt"))
	photo, err := f.photo(files)
	switch {
	case err != nil:
	case adding:
		vouch(&r, caller)
		if err = inspection.CheckVisitReport(&r, today).Err(); err == nil {
			err = f.ledger.AddToVisit(ctx, ref, r, photo)
		}
	default:
		ref, err = f.report(ctx, caller, r, photo)
	}
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) && refusal.Why == inspection.Invalid {
		return f.env.AsPage(req, http.StatusUnprocessableEntity, page.ReportVisit{Form: page.Form{Values: v, Faults: refusal.Faults}})
	}
	if err != nil {
		return handler.Response{}, err
	}
	body := page.Thanks{Receipt: ref.String()}
	if r.Text == "" && photo == nil && !adding { // sent with one tap: there may be more to say
		v.Set("receipt", ref.String())
		v.Set("day", string(today))
		v.Set("enterprise", string(caller.Enterprise))
		body.More = &page.ReportVisit{Form: page.Form{Values: v}}
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

// photo is the one photo of a report; nil if there is none. Anyone may send one, so all together are bounded.
func (f *function) photo(files []serve.File) ([]byte, error) {
	switch {
	case len(files) == 0:
		return nil, nil
	case len(files) > 1:
		return nil, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "photo", Rule: "one-photo",
			Text: inspection.Text{ZH: "每次只能附一张照片", EN: "one photo at a time"},
			Mend: inspection.Text{ZH: "请选一张；提交后还可以补充", EN: "choose one; more can be added afterwards"}})
	case !f.photos.Pass(""):
		return nil, serve.TooMany()
	}
	return files[0].Body, nil
}

func (f *function) report(ctx context.Context, caller identity.Caller, r inspection.VisitReport, photo []byte) (inspection.Ref, error) {
	vouch(&r, caller)
	if err := inspection.CheckVisitReport(&r, inspection.DateOf(f.env.Now())).Err(); err != nil {
		return inspection.Ref{}, err
	}
	return f.ledger.KeepVisit(ctx, r, photo)
}

// vouch makes a report that of the caller's enterprise, if he is signed in for one; nobody says so of himself.
func vouch(r *inspection.VisitReport, caller identity.Caller) {
	r.Signed = caller.OfEnterprise()
	if r.Signed {
		r.Enterprise = caller.Enterprise
	}
}
