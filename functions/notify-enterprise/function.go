// Package notifyenterprise pushes news of an inspection to the enterprise's inbox.
//
// It receives code.issued, code.revoked and result.recorded, signed by a function of ours, and sends message.pushed
// to the inbox (随申办) as a CloudEvents webhook, with its permission and signed with its key, until it has taken it;
// then it leaves a receipt, and pushes nothing twice that has one. With a result goes the one-time
// ticket to evaluate it. It answers 204.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL); INBOX_URL, the address of the inbox.
// Secrets: bucket-access-key, bucket-secret-key, event-keys; inbox-keys, which the inbox knows our
// messages by, one a line; and ticket-key, of 32 characters or more, which submit-evaluation has too.
package notifyenterprise

import (
	"context"
	"errors"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	keys   event.Keys
	push   event.Send
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), keys: env.EventKeys()}
	f.ledger.TicketKey = env.NeedSecret("ticket-key", 32)
	f.push = env.Webhooks(env.Client)(env.Need("INBOX_URL"), env.Keys("inbox-keys"))
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	return serve.Hear(&req, f.keys, f.deliver)
}

// deliver pushes what an event tells, at least once.
func (f *function) deliver(ctx context.Context, e event.Event) error {
	if done, err := f.ledger.Delivered(ctx, e); err != nil {
		return err
	} else if done {
		return f.ledger.Arrived(ctx, e) // its intent may still be there
	}
	m, err := f.message(ctx, e)
	if errors.Is(err, errOvertaken) {
		return f.ledger.Arrived(ctx, e)
	}
	if err != nil {
		return err
	}
	news, err := event.New(event.MessagePushed, event.MessagePushed+"."+e.ID(), m.Inspection.String(), f.env.Now(), m)
	if err != nil {
		return err
	}
	if err := f.push(ctx, news); err != nil {
		return err
	}
	return f.ledger.Arrived(ctx, e)
}

// errOvertaken says that an event is no news any more.
var errOvertaken = errors.New("overtaken")

// message says what an event means for the enterprise. Events come in no order: that a visit is coming is
// not told after it was called off.
func (f *function) message(ctx context.Context, e event.Event) (m inspection.Message, err error) {
	switch e.Type() {
	case event.CodeIssued:
		in, err := event.Data[inspection.Inspection](e)
		if err != nil {
			return m, err
		}
		facts, err := f.ledger.Read(ctx, in.Ref)
		if err != nil {
			return m, err
		}
		if facts.Revoked != nil {
			return m, errOvertaken
		}
		m = inspection.TellIssued(&in)
	case event.CodeRevoked:
		rev, err := event.Data[inspection.Revocation](e)
		if err != nil {
			return m, err
		}
		facts, err := f.ledger.Look(ctx, rev.Inspection)
		if err != nil {
			return m, err
		}
		m = inspection.TellRevoked(&facts.Inspection, facts.Revoked)
	case event.ResultRecorded:
		rec, err := event.Data[inspection.RecordedResult](e)
		if err != nil {
			return m, err
		}
		facts, err := f.ledger.Read(ctx, rec.Inspection)
		if err != nil {
			return m, err
		}
		m = inspection.TellResult(&facts.Inspection, &rec)
		m.Evaluate = f.ledger.Address + serve.Address("submit-evaluation", rec.Inspection.String()) + "?ticket=" + f.ledger.Ticket(rec.Inspection, rec.Recorded)
	default:
		return m, serve.UnknownType()
	}
	m.Link = f.ledger.Address + serve.Address("query-inspections", m.Inspection.String())
	return m, nil
}
