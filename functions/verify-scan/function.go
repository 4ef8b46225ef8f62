// Package verifyscan tells whoever opens a code whether the inspection is genuine.
//
// It receives a GET of the address a code's symbol holds, /c/ and the digits, from any phone, and
// answers with the verdict as a page or as JSON: one, where several agencies come together, and each of them under it. A token that is forged, altered or foreign is refused
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
	"regexp"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
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

	looks, visits, guesses, photos *serve.Meter
	memory                         memory
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), keys: env.VerifyingKeys(), whoIs: env.WhoIs(),
		looks: serve.NewMeter(looksAMinute), visits: serve.NewMeter(visitsAMinute), guesses: serve.NewMeter(guessesAMinute), photos: serve.NewMeter(photosAMinute)}
	env.Pages.Prepare(inspection.Chinese, page.Verdict{})
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return serve.MethodNotAllowed("GET, HEAD")
	}
	ctx := serve.Context(&req)
	last := serve.Last(&req, name)
	if resp, ok, err := f.public(&req, last); ok || err != nil {
		return resp, err
	}
	if from := serve.ClientAddress(&req); from != "" && !f.visits.Pass(from) {
		return handler.Response{}, serve.TooMany()
	}
	short := serve.Query(&req).Get("short")
	if _, _, ok := code.ParseShort(last); ok {
		short = last // somebody typed it behind the address
	}
	switch {
	case last == "inspection-code-agencies":
		return f.agencies(ctx)
	case short != "":
		return f.typed(ctx, &req, short)
	case last == "":
		return f.home(&req, http.StatusOK, "", nil)
	case strings.Trim(last, "0123456789") == "" || strings.Contains(serve.URL(&req).Path, "/c/"):
		return f.scanned(ctx, &req, last)
	}
	return handler.Response{}, ledger.ErrNone
}

// scanned judges the digits of a code.
func (f *function) scanned(ctx context.Context, req *handler.Request, digits string) (handler.Response, error) {
	token, err := f.keys.Parse(digits)
	if err != nil {
		return f.answer(req, verdict{Outcome: forged, digits: digits})
	}
	serve.About(ctx, token.Ref().String())
	now := f.env.Now()
	if name := serve.Query(req).Get("evidence"); name != "" {
		return f.evidence(ctx, req, token, name)
	}
	door, err := f.door(ctx, req, token.Ref(), token.FreshnessAt(now))
	if errors.Is(err, ledger.ErrNone) {
		f.env.Log.ErrorContext(ctx, "impossible: a signed code without its inspection", "inspection", token.ID)
		return f.answer(req, verdict{Outcome: unconfirmed})
	}
	if err != nil {
		return handler.Response{}, err
	}
	v := judge(token, door, f.caller(ctx, req), now)
	v.digits = digits
	return f.answer(req, v)
}

// caller is who holds the phone, as far as that is known. It need not be, so a session that does not
// hold is nobody's.
func (f *function) caller(ctx context.Context, req *handler.Request) identity.Caller {
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return identity.Caller{}
	}
	return caller
}

// door reads what has happened to an inspection, and keeps the look beside it. A code that is looked
// at too often is answered from memory, and its looks are not kept.
func (f *function) door(ctx context.Context, req *handler.Request, ref inspection.Ref, shown code.Freshness) (ledger.Door, error) {
	now := f.env.Now()
	if !f.looks.Pass(string(ref.ID)) {
		door, ok := f.memory.recall(ref.ID, now)
		if !ok {
			return door, serve.TooMany()
		}
		return door, nil
	}
	kept := make(chan error, 1)
	if counts(req, f.caller(ctx, req)) {
		go func() {
			kept <- f.ledger.Scan(ctx, ref, ledger.Scan{At: now, App: app(req.Header.Get("User-Agent")), Shown: string(shown)})
		}()
	} else {
		kept <- nil
	}
	door, err := f.ledger.AtDoor(ctx, ref)
	if scanErr := <-kept; scanErr != nil {
		f.env.Log.ErrorContext(ctx, "scan not kept", "inspection", ref.ID, "err", scanErr)
	}
	if err == nil {
		f.memory.keep(ref.ID, door, now)
	}
	return door, err
}

// answer shows a verdict.
func (f *function) answer(req *handler.Request, v verdict) (handler.Response, error) {
	status := http.StatusOK
	if v.Outcome == forged {
		status = http.StatusNotFound
	}
	if serve.Wanted(req) == serve.JSON {
		return serve.AsJSON(status, v.withoutCode())
	}
	body := v.Outcome.page(v.Inspection)
	body.Digits = v.digits
	body.Party = v.Inspection
	if v.Inspection != nil && v.Outcome != otherCompany {
		body.Door = &page.Door{Inspection: v.Inspection, Photos: v.photos, Withdrawn: v.Withdrawn, Past: v.Outcome == concluded}
		body.Result = page.ReadResult(v.Inspection, v.Result, v.evidenceAt())
		body.Revoked = v.Revoked
		body.Together = v.together()
		if some := v.saidOfSome(); some != (inspection.Text{}) {
			body.First = some
		}
		if v.Outcome == revoked && v.Revoked.MovedTo != nil {
			body.Word, body.First = moved(v.Revoked.MovedTo.Day)
		}
		if v.Result != nil && !v.officer {
			body.Evaluate = serve.Address("submit-evaluation", v.Inspection.Ref.String())
		}
	}
	if body.Tone == "bad" || v.Outcome == unconfirmed {
		body.Report = serve.Address("collect-feedback")
		body.About = string(v.Outcome)
	}
	return f.env.AsPage(req, status, body)
}

// counts reports whether a request is somebody's look at the code: not a program's that draws a
// preview, nor the officer's own.
func counts(req *handler.Request, caller identity.Caller) bool {
	return req.Method == http.MethodGet && !serve.Redrawn(req) && !caller.OfAgency() && !preview(req.Header.Get("User-Agent")) &&
		!strings.Contains(req.Header.Get("Sec-Purpose")+req.Header.Get("Purpose"), "prefetch")
}

// preview recognises programs that open links by themselves, by the words they call themselves.
func preview(agent string) bool {
	return robot.MatchString(strings.ReplaceAll(strings.ToLower(agent), "cubot", "")) // a maker of phones
}

var robot = regexp.MustCompile(`(?i)\b(\w*(bot|spider|crawler)|facebookexternalhit|\w*preview\w*)\b`)

// app is what the code was scanned with, as far as it says.
func app(agent string) string {
	for word, name := range map[string]string{"MicroMessenger": "wechat", "AlipayClient": "alipay", "Suishenban": "suishenban"} {
		if strings.Contains(agent, word) {
			return name
		}
	}
	return "browser"
}
