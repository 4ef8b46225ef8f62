package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"inspectioncode.example/infra/local/sample"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
	"inspectioncode.example/shared/serve"
)

// An invention is the trial that the bucket is filled with; none if it has no visits.
type invention struct {
	visits int
	seed   uint64
	plant  bool
}

// fill imports the sample directory at the first start of a year, or one large enough for the invented
// trial, and plays that. It returns the people to sign in as.
func (c *city) fill(ctx context.Context, env *serve.Env, invent invention) (ledger.Directory, error) {
	year, err := strconv.Atoi(inspection.DateOf(c.clock.now()).Year())
	if err != nil {
		return ledger.Directory{}, err
	}
	d := sample.Directory(pilot.Trial().Districts, year, sample.Enterprises(invent.visits))
	l := env.Ledger()
	if err := env.Err(); err != nil {
		return d, err
	}
	known, err := c.knows(ctx, l, d)
	if err != nil {
		return d, err
	}
	if !known {
		if err := l.Import(ctx, d); err != nil {
			return d, err
		}
	}
	if invent.visits == 0 {
		return d, nil
	}
	return d, c.invent(ctx, env, l, d, invent)
}

// knows reports whether the directory has the last officer and the last enterprise of d already.
func (c *city) knows(ctx context.Context, l *ledger.Ledger, d ledger.Directory) (bool, error) {
	officer, enterprise := d.Officers[len(d.Officers)-1], d.Enterprises[len(d.Enterprises)-1]
	o, err := l.Officer(ctx, officer.Certificate)
	if err != nil {
		return false, err
	}
	e, err := l.Enterprise(ctx, enterprise.USCC)
	return o != nil && *o == officer && e != nil, err
}

// sampled is how many days a trial takes at least: those of the trial of 2023.
const sampled = 122

// invent plays the trial, from the first day of the year, or as long before as it takes.
func (c *city) invent(ctx context.Context, env *serve.Env, l *ledger.Ledger, d ledger.Directory, invent invention) error {
	l.Policy = env.Policy(l)
	l.Codes = env.SigningKeys()
	l.IDKey = env.NeedSecret("id-key", 32)
	l.BlindKey = env.NeedSecret("blind-key", 32)
	if err := env.Err(); err != nil {
		return err
	}
	rules, err := l.Policy(ctx)
	if err != nil {
		return err
	}
	today := inspection.DateOf(c.clock.now())
	t := sample.Trial{Visits: invent.visits, Seed: invent.seed, Plant: invent.plant,
		From: min(rules.Trial.From, today.AddDays(-sampled)), Until: min(rules.Trial.Until, today.AddDays(3)), Now: today.Start().Add(8 * time.Hour)}
	if now := c.clock.now(); now.Before(t.Now) {
		t.Now = now
	}
	done, end := progress(c.log, t.Visits)
	begin := time.Now()
	tally, err := sample.Fill(ctx, l, d, t, done)
	end()
	if err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	took := time.Since(begin)
	fmt.Printf("sample of %d visits from %s to %s in %s, %.0f a second: %d codes, %d results, %d evaluations, %d called off or moved, %d reports of visits without a code, refused %v\n",
		tally.Planned, t.From, t.Until, took.Round(time.Second), float64(tally.Planned)/took.Seconds(), tally.Issued, tally.Results, tally.Evaluations, tally.Revoked, tally.Reports, tally.Refused)
	if invent.plant {
		fmt.Printf("planted: %+v\n", tally.Planted)
	}
	return nil
}

// progress tells how many of so many are done: as a bar on a terminal, in lines of the log otherwise.
func progress(log *slog.Logger, many int) (done, end func()) {
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		p := mpb.New(mpb.WithOutput(os.Stderr), mpb.WithWidth(48))
		bar := p.AddBar(int64(many), mpb.PrependDecorators(decor.Name("sample "), decor.CountersNoUnit("%d / %d")),
			mpb.AppendDecorators(decor.AverageSpeed(0, "%.0f/s "), decor.AverageETA(decor.ET_STYLE_GO)))
		return bar.Increment, func() { bar.SetTotal(-1, true); p.Wait() }
	}
	var n atomic.Int64
	tenth := max(1, int64(many)/10)
	return func() {
		if n := n.Add(1); n%tenth == 0 {
			log.Info("sample", "visits", n, "of", many)
		}
	}, func() {}
}
