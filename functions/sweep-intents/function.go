// Package sweepintents finishes what a crash, a lost answer or an unreachable broker left half done,
// and closes visits that were not made (未实施).
//
// It receives any event or empty POST from a clock (PingSource, cron), every five minutes, and answers
// 204, or with what it did as JSON. It sends whatever the intents it finishes announce. It may run twice
// at once. It believes anyone who asks, because clocks cannot sign, and lets itself be asked four times
// a minute; it should not be reachable from outside.
//
// Settings and secrets: those of issue-code, without issuers.
package sweepintents

import (
	"context"
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
	"inspectioncode.example/shared/telemetry"
)

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	often  *serve.Meter
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), often: serve.NewMeter(4)}
	f.ledger.Policy = env.Policy(f.ledger)
	f.ledger.Codes = env.SigningKeys()
	f.ledger.Send = env.Announce()
	f.ledger.IDKey = env.NeedSecret("id-key", 32)
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodPost {
		return serve.MethodNotAllowed("POST")
	}
	if !f.often.Pass("") {
		return handler.Response{}, serve.TooMany()
	}
	ctx := serve.Context(&req)
	swept, err := f.ledger.Sweep(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	f.env.Log.InfoContext(ctx, "swept", "lapsed", swept.Lapsed, "finished", swept.Finished, "refused", swept.Refused, "failed", swept.Failed, "waiting", swept.Waiting, "overdue", swept.Overdue, "unpushed", swept.Unpushed)
	f.env.Telemetry.Count(ctx, telemetry.IntentsWaiting, swept.Waiting)
	f.env.Telemetry.Count(ctx, telemetry.IntentsOverdue, swept.Overdue)
	f.env.Telemetry.Count(ctx, telemetry.AgencyUnpushed, swept.Unpushed)
	f.env.Telemetry.Count(ctx, telemetry.SweepFailed, swept.Failed)
	if serve.Wanted(&req) == serve.JSON {
		return serve.AsJSON(http.StatusOK, swept)
	}
	return handler.Response{StatusCode: http.StatusNoContent}, nil
}
