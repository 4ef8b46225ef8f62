package main

import (
	"context"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/serve"
)

// triggers say which function hears of which events.
var triggers = map[string][]string{
	"notify-enterprise": {event.CodeIssued, event.CodeRevoked, event.ResultRecorded},
}

// schedules say which functions the clock calls, and how often.
var schedules = map[string]time.Duration{
	"sweep-intents": 5 * time.Minute,
}

// tick calls the functions whose time has come, as a PingSource would.
func (c *city) tick(ctx context.Context, env *serve.Env) {
	for name, every := range schedules {
		go func() {
			send := event.To(c.address+"/function/"+name, env.EventKeys(), env.Client)
			for range ticks(ctx, every) {
				at := c.clock.now()
				e, err := event.New("dev.knative.sources.ping", "ping."+name+"."+at.UTC().Format("20060102T150405Z"), name, at, struct{}{})
				if err == nil {
					err = send(ctx, e)
				}
				if err != nil {
					c.log.Error("call by the clock", "function", name, "err", err)
				}
			}
		}()
	}
}

// ticks yields every so often until ctx is done.
func ticks(ctx context.Context, every time.Duration) func(yield func() bool) {
	return func(yield func() bool) {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				if !yield() {
					return
				}
			}
		}
	}
}
