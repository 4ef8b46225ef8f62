// Package submitevaluation takes the one evaluation of an inspection from its enterprise.
//
// It receives the event evaluation.submitted, the same evaluation as JSON, or the form on its page, from
// the legal representative or the person in charge on site: proved by a token of theirs, or by the
// one-time ticket that went to the enterprise's inbox with the result. An officer never may. It answers
// with a receipt that leads nobody to what was said, and sends nothing. GET with an inspection's ref
// shows the form.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL); SIGN_IN_URL. Secrets: bucket-access-key,
// bucket-secret-key, issuers, and, of 32 characters or more, blind-key, without which no evaluation leads
// to its inspection and which must never change (a second evaluation would not be known for one), and
// ticket-key, which notify-enterprise has too.
package submitevaluation

import (
	"context"
	"errors"
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/contract"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

const name = "submit-evaluation"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs()}
	f.ledger.BlindKey = env.NeedSecret("blind-key", 32)
	f.ledger.TicketKey = env.NeedSecret("ticket-key", 32)
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	caller, err := f.whoIs(ctx, req.Header)
	if refused := errors.As(err, new(*inspection.Refusal)); err != nil && !refused {
		return handler.Response{}, err
	} // a session that has run out is nobody's: the ticket may do
	take := func(s contract.SubmittedEvaluation) (event.Event, error) { return f.evaluate(ctx, caller, s) }
	post := req.Method == http.MethodPost
	switch wants := serve.Wanted(&req); {
	case post && wants == serve.Reply:
		return serve.Submitted(&req, event.EvaluationSubmitted, take)
	case post && wants == serve.JSON:
		return f.sent(ctx, caller, &req)
	case post:
		return f.filled(ctx, caller, &req)
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		return f.form(ctx, caller, &req)
	}
	return serve.OtherMethod(&req, "GET, HEAD, POST")
}

// A receipt says that an evaluation was kept.
type receipt struct {
	Inspection inspection.Ref `json:"inspection"`
	Receipt    string         `json:"receipt"`
}

// sent keeps an evaluation sent as JSON.
func (f *function) sent(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	var s contract.SubmittedEvaluation
	if err := event.Strict(req.Body, &s); err != nil {
		return handler.Response{}, err
	}
	if _, err := f.evaluate(ctx, caller, s); err != nil {
		return handler.Response{}, err
	}
	return serve.AsJSON(http.StatusOK, receipt{s.Inspection, f.ledger.EvaluationReceipt(s.Inspection)})
}

// evaluate makes sure that the caller may evaluate, in the role given, and keeps the evaluation.
func (f *function) evaluate(ctx context.Context, caller identity.Caller, s contract.SubmittedEvaluation) (event.Event, error) {
	facts, err := f.entitled(ctx, caller, s.Inspection, s.Ticket)
	if err != nil {
		return event.Event{}, err
	}
	if caller.MayEvaluate() {
		s.Role = inspection.Evaluator(caller.Role)
	}
	return f.ledger.Evaluate(ctx, facts, s.Evaluation)
}

// entitled lets the enterprise's legal representative or person in charge through, and whoever holds the
// ticket and is not known to be somebody else; never an officer, whatever he holds. Whoever cannot be
// entitled is refused before anything is read.
func (f *function) entitled(ctx context.Context, caller identity.Caller, ref inspection.Ref, ticket string) (ledger.Facts, error) {
	holds := f.ledger.TicketHolds(ref, ticket)
	switch {
	case caller.OfAgency() || caller.Role == identity.Supervisor || caller.Role == identity.Bureau || caller.Role == identity.Operator:
		return ledger.Facts{}, refuse("enterprise-only",
			inspection.Text{ZH: "评议只能由受检企业作出", EN: "only the inspected enterprise evaluates"},
			inspection.Text{ZH: "执法人员可以通过意见反馈提出看法", EN: "officers can send feedback instead"})
	case caller.MayEvaluate(): // of which enterprise remains to be seen
	case !caller.Nobody():
		return ledger.Facts{}, notEvaluator()
	case ticket != "" && !holds:
		return ledger.Facts{}, refuse("ticket",
			inspection.Text{ZH: "评议链接无效或已过期", EN: "the link to evaluate is not valid, or too old"},
			inspection.Text{ZH: "请使用随申办消息中的完整链接，或由法定代表人、现场负责人登录后评议", EN: "use the whole link from the message in Suishenban, or sign in as legal representative or person in charge"})
	case !holds:
		return ledger.Facts{}, serve.SignIn()
	}
	facts, err := f.ledger.Read(ctx, ref)
	if err != nil {
		return ledger.Facts{}, err
	}
	if caller.MayEvaluate() && caller.Enterprise != facts.Inspection.Enterprise.USCC {
		return ledger.Facts{}, notEvaluator()
	}
	return facts, nil
}

func notEvaluator() error {
	return refuse("evaluator",
		inspection.Text{ZH: "评议由受检企业的法定代表人或者现场负责人作出", EN: "evaluations are given by the inspected enterprise's legal representative or person in charge on site"},
		inspection.Text{ZH: "请由其登录评议", EN: "let them sign in"})
}

func refuse(rule string, text, mend inspection.Text) error {
	return inspection.Refuse(inspection.NotAllowed, inspection.Fault{Rule: rule, Text: text, Mend: mend,
		Source: &inspection.Text{ZH: "沪司发〔2023〕39号 三（二）3", EN: "notice No. 39 (2023), part 3 (2) 3"}})
}
