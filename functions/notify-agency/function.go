// Package notifyagency pushes what happens to an agency's inspections to the agency's own system (对接使用): what an
// officer did in our pages, as well as what that system asked for itself.
//
// It receives code.issued, code.revoked and result.recorded, signed by a function of ours, and sends each, as it became
// a fact, to the webhook that the directory has for the agency, with its permission and signed with a key of that
// agency's own; where the inspection joins another agency's visit, code.issued and code.revoked to that one's as well: who
// comes and who does not, never what they found. What a webhook has taken has a receipt and is not sent there again. Until
// each has taken it the answer is 503, so that it comes again. It answers 204. It pushes nothing about evaluations: no agency
// learns of a single one.
//
// An address is believed only from the import of the directory, leads to a public network or to one of
// WEBHOOK_NETWORKS, is of https (of http only on the machine itself), and no redirect is followed. An agency whose system
// does not answer is left in peace for a while, and holds up no other.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL); WEBHOOK_NETWORKS, private networks in which agencies have
// webhooks, parted by blanks. Secrets: bucket-access-key, bucket-secret-key, event-keys; and agency-keys, a line for
// each agency that is pushed to: its code, a blank and its key.
package notifyagency

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

type function struct {
	ledger     *ledger.Ledger
	keys       event.Keys
	agencyKeys map[string]event.Keys
	push       func(address string, keys event.Keys) event.Send

	mu    sync.Mutex
	lines map[string]*line // by agency and address
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{ledger: env.Ledger(), keys: env.EventKeys(), lines: map[string]*line{}}
	f.agencyKeys = env.AgencyKeys(f.keys)
	f.push = env.Webhooks(env.Outward())
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	return serve.Hear(&req, f.keys, f.deliver)
}

// deliver pushes an event to all who are still owed it, at least once each.
func (f *function) deliver(ctx context.Context, e event.Event) error {
	switch e.Type() {
	case event.CodeIssued, event.CodeRevoked, event.ResultRecorded:
	default:
		return serve.UnknownType()
	}
	owed, err := f.ledger.Owed(ctx, e)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	failed := make(chan error, len(owed))
	for agency, hook := range owed {
		all.Go(func() {
			if err := f.bring(ctx, agency, hook.URL, e); err != nil {
				failed <- fmt.Errorf("push to %s: %w", agency, err)
			}
		})
	}
	all.Wait()
	close(failed)
	for one := range failed {
		err = errors.Join(err, one)
	}
	if err != nil {
		return err
	}
	return f.ledger.Settle(ctx, e) // its intent may still be there
}

// bring pushes an event to one agency, and keeps that it was taken.
func (f *function) bring(ctx context.Context, agency, address string, e event.Event) error {
	keys := f.agencyKeys[agency]
	switch {
	case keys == nil:
		return errors.New("secret agency-keys has no key of it")
	case !event.Pushable(address):
		return errors.New("its webhook in the directory is no address of https")
	}
	if err := f.line(agency, address, keys).send(ctx, event.Bare(e)); err != nil {
		return err
	}
	return f.ledger.Taken(ctx, agency, e)
}

// line is the one to an agency's webhook.
func (f *function) line(agency, address string, keys event.Keys) *line {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := agency + " " + address
	if f.lines[name] == nil {
		f.lines[name] = newLine(f.push(address, keys), time.Now)
	}
	return f.lines[name]
}
