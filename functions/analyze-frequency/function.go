// Package analyzefrequency is the night: it brings the lake up to date, says what its rows mean of the city, of
// each line and agency, and to each enterprise of itself, and raises alerts.
//
// It receives any event or empty POST from a clock (PingSource, cron), once a night, and answers 204, or with
// what it did as JSON. It sends alert.raised, once for each threshold crossed. It may be stopped anywhere and
// run again, or twice at once. It believes anyone who asks, because clocks cannot sign, and does one
// night at a time, twice a minute at most; it should not be reachable from outside.
//
// It holds the key of evaluations, to look for agencies that come back after a bad one: which inspection an
// evaluation is about is worked out in memory, here alone, and of what is joined nothing is kept but counts
// that supervisors see.
//
// A night takes as long as NIGHT_TIMEOUT allows (10m), whoever hung up; WRITE_TIMEOUT and the platform's own
// limit must be as long. What a night cut short has done, the next need not do. A city's first night, over
// years of facts, is better run by hand: go run ./infra/night.
//
// It takes the least memory with GOGC=25 in its environment, which costs it a little time.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL), Policy (TRIAL_WINDOW) and Announce (K_SINK);
// NIGHT_TIMEOUT. Secrets: bucket-access-key, bucket-secret-key, event-keys, blind-key.
package analyzefrequency

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

type function struct {
	env     *serve.Env
	ledger  *ledger.Ledger
	timeout time.Duration
	often   *serve.Meter
	working sync.Mutex
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f, err := build(env)
	if err != nil {
		return nil, err
	}
	f.timeout, err = time.ParseDuration(env.May("NIGHT_TIMEOUT", "10m"))
	if err != nil {
		err = errors.New("setting NIGHT_TIMEOUT is no duration, such as 10m")
	}
	return f, err
}

func build(env *serve.Env) (*function, error) {
	f := &function{env: env, ledger: env.Ledger(), often: serve.NewMeter(2)}
	f.ledger.Policy = env.Policy(f.ledger)
	f.ledger.Send = env.Announce()
	f.ledger.BlindKey = env.NeedSecret("blind-key", 32)
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodPost {
		return serve.MethodNotAllowed("POST")
	}
	if !f.often.Pass("") || !f.working.TryLock() {
		return handler.Response{}, serve.TooMany()
	}
	defer f.working.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(serve.Context(&req)), f.timeout)
	defer cancel()
	did, err := f.night(ctx, f.logged(ctx))
	if err != nil {
		return handler.Response{}, err
	}
	f.env.Log.InfoContext(ctx, "night", "page", did.Page, "inspections", did.Inspections, "evaluations", did.Evaluations, "summaries", did.Summaries, "enterprises", did.Enterprises, "alerts", did.Alerts)
	if serve.Wanted(&req) == serve.JSON {
		return serve.AsJSON(http.StatusOK, did)
	}
	return handler.Response{StatusCode: http.StatusNoContent}, nil
}

// logged is progress for whoever reads logs: a line for each month read.
func (f *function) logged(ctx context.Context) Progress {
	return func(what, part string, done, all int) {
		if done == all && all > 0 {
			f.env.Log.InfoContext(ctx, "read", "what", what, "part", part, "number", all)
		}
	}
}

// Progress hears how far a night has come: so many of all, of a part of what there is to do. It may be
// called often.
type Progress func(what, part string, done, all int)

// Run does one night, outside of any request.
func Run(ctx context.Context, env *serve.Env, progress Progress) (Did, error) {
	f, err := build(env)
	if err != nil {
		return Did{}, err
	}
	return f.night(ctx, progress)
}
