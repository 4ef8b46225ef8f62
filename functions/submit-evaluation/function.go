// Package submitevaluation takes the one evaluation of an inspection from its enterprise.
//
// It receives the event evaluation.submitted, the same evaluation as JSON, or the form on its page,
// from the legal representative or the person in charge on site: proved by a token of theirs, or by the
// one-time ticket that went to the enterprise's inbox with the result. An officer never may. It answers
// with a receipt that leads nobody to what was said, and sends evaluation.recorded, which does not
// say which inspection it is about. GET with an inspection's ref shows the form.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL) and Announce (K_SINK); SIGN_IN_URL.
// Secrets: bucket-access-key, bucket-secret-key, event-keys, issuers, and, of 32 characters or more,
// blind-key, which no other function has (without it no evaluation leads to its inspection), and
// ticket-key, which notify-enterprise has too.
package submitevaluation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

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
	f.ledger.Send = env.Announce()
	f.ledger.BlindKey = env.NeedSecret("blind-key", 32)
	f.ledger.TicketKey = env.NeedSecret("ticket-key", 32)
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return handler.Response{}, err
	}
	post := req.Method == http.MethodPost
	switch wants := serve.Wanted(&req); {
	case post && wants == serve.Reply:
		return serve.Events(&req, func(e event.Event) (event.Event, error) { return f.submitted(ctx, caller, e) })
	case post && wants == serve.JSON:
		return f.sent(ctx, caller, &req)
	case post:
		return f.filled(ctx, caller, &req)
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		return f.form(ctx, caller, &req)
	}
	return serve.MethodNotAllowed("GET, HEAD, POST")
}

// A submission is an evaluation with the inspection it is about and, where no token proves the right
// to submit it, the ticket.
type submission struct {
	inspection.Evaluation
	Inspection inspection.Ref `json:"inspection"`
	Ticket     string         `json:"ticket,omitempty"`
}

// A receipt says that an evaluation was kept.
type receipt struct {
	Inspection inspection.Ref `json:"inspection"`
	Receipt    string         `json:"receipt"`
}

// submitted keeps the evaluation in an event.
func (f *function) submitted(ctx context.Context, caller identity.Caller, e event.Event) (event.Event, error) {
	if e.Type() != event.EvaluationSubmitted {
		return event.Event{}, serve.UnknownType()
	}
	s, err := event.Submitted[submission](e)
	if err != nil {
		return event.Event{}, err
	}
	return f.evaluate(ctx, caller, s)
}

// sent keeps an evaluation sent as JSON.
func (f *function) sent(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	var s submission
	if err := event.Strict(req.Body, &s); err != nil {
		return handler.Response{}, err
	}
	recorded, err := f.evaluate(ctx, caller, s)
	if err != nil {
		return handler.Response{}, err
	}
	return serve.AsJSON(http.StatusOK, receipt{s.Inspection, receiptOf(recorded)})
}

// evaluate makes sure that the caller may evaluate, in the role given, and keeps the evaluation.
func (f *function) evaluate(ctx context.Context, caller identity.Caller, s submission) (event.Event, error) {
	facts, err := f.ledger.Read(ctx, s.Inspection)
	if err != nil {
		return event.Event{}, err
	}
	if err := f.mayEvaluate(caller, &facts.Inspection, s.Ticket); err != nil {
		return event.Event{}, err
	}
	if caller.MayEvaluate() {
		s.Role = inspection.Evaluator(caller.Role)
	}
	return f.ledger.Evaluate(ctx, facts, s.Evaluation)
}

// mayEvaluate lets the enterprise's legal representative or person in charge through, and whoever
// holds the ticket; never an officer, whatever he holds.
func (f *function) mayEvaluate(caller identity.Caller, in *inspection.Inspection, ticket string) error {
	refuse := func(why inspection.Why, rule string, text, mend inspection.Text) error {
		return inspection.Refuse(why, inspection.Fault{Rule: rule, Text: text, Mend: mend,
			Source: &inspection.Text{ZH: "沪司发〔2023〕39号 三（二）3", EN: "notice No. 39 (2023), part 3 (2) 3"}})
	}
	switch {
	case caller.OfAgency() || caller.Role == identity.Supervisor || caller.Role == identity.Bureau || caller.Role == identity.Operator:
		return refuse(inspection.NotAllowed, "enterprise-only",
			inspection.Text{ZH: "评议只能由受检企业作出", EN: "only the inspected enterprise evaluates"},
			inspection.Text{ZH: "执法人员可以通过意见反馈提出看法", EN: "officers can send feedback instead"})
	case caller.MayEvaluate() && caller.Enterprise == in.Enterprise.USCC:
		return nil
	case f.ledger.TicketHolds(in.Ref, ticket):
		return nil
	case ticket != "":
		return refuse(inspection.NotAllowed, "ticket",
			inspection.Text{ZH: "评议链接无效或已过期", EN: "the link to evaluate is not valid, or too old"},
			inspection.Text{ZH: "请使用随申办消息中的完整链接，或由法定代表人、现场负责人登录后评议", EN: "use the whole link from the message in Suishenban, or sign in as legal representative or person in charge"})
	case caller.Nobody():
		return serve.SignIn()
	default:
		return refuse(inspection.NotAllowed, "evaluator",
			inspection.Text{ZH: "评议由受检企业的法定代表人或者现场负责人作出", EN: "evaluations are given by the inspected enterprise's legal representative or person in charge on site"},
			inspection.Text{ZH: "请由其登录，或使用随申办消息中的评议链接", EN: "let them sign in, or use the link from the message in Suishenban"})
	}
}

// receiptOf proves that the evaluation was kept. It is cut from a hash of the name the evaluation lies
// under, and leads back to neither.
func receiptOf(recorded event.Event) string {
	sum := sha256.Sum256([]byte("receipt 1 " + recorded.ID()))
	return strings.ToUpper(hex.EncodeToString(sum[:6]))
}
