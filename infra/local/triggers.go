package main

import (
	"context"
	"net/http"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/serve"
)

// triggers say which function hears of which events.
var triggers = map[string][]string{
	"notify-enterprise": {event.CodeIssued, event.CodeRevoked, event.ResultRecorded},
	"notify-agency":     {event.CodeIssued, event.CodeRevoked, event.ResultRecorded},
}

// schedules say which functions the clock calls, and how often.
var schedules = map[string]time.Duration{
	"sweep-intents": 5 * time.Minute,
}

// nightly says which functions the clock calls once a night, and at what hour in Shanghai.
var nightly = map[string]int{
	"analyze-frequency": 2,
	"report-pilot":      6,
}

// tick calls the functions whose time has come, as a PingSource would.
func (c *city) tick(ctx context.Context, env *serve.Env) {
	patient := *env.Client
	patient.Timeout = time.Hour
	for name, every := range schedules {
		go c.call(ctx, env, env.Client, name, func(time.Time) time.Duration { return every })
	}
	for name, hour := range nightly {
		go c.call(ctx, env, &patient, name, func(now time.Time) time.Duration { return untilHour(now, hour) })
	}
}

// call calls a function whenever the time has passed that wait gives, until ctx is done.
func (c *city) call(ctx context.Context, env *serve.Env, client *http.Client, name string, wait func(now time.Time) time.Duration) {
	send := event.To(c.address+"/function/"+name, env.EventKeys(), client)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait(c.clock.now())):
		}
		at := c.clock.now()
		e, err := event.New("dev.knative.sources.ping", "ping."+name+"."+at.UTC().Format("20060102T150405Z"), name, at, struct{}{})
		if err == nil {
			err = send(ctx, e)
		}
		if err != nil && ctx.Err() == nil {
			c.log.Error("call by the clock", "function", name, "err", err)
		}
	}
}

// untilHour is how long it is until the next time the hour begins in Shanghai.
func untilHour(now time.Time, hour int) time.Duration {
	at := inspection.DateOf(now).Start().Add(time.Duration(hour) * time.Hour)
	if !at.After(now) {
		at = at.Add(24 * time.Hour)
	}
	return at.Sub(now)
}
