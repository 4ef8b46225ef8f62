// Package sample invents a city: a directory that belongs to no real body, and a trial of the
// inspection code in it as large as one likes, kept in a bucket by the same calls of the ledger that the
// functions make. It is for trying the system out and for tests of what the night makes of it. It knows
// nothing of HTTP and no rule of its own: a visit that the policy refuses is counted and left out.
//
// The proportions are those of published figures: planned and unplanned visits 92 : 8 and something
// found in 28 %, half of the visits evaluated, 13 % leading to a case; few enterprises have many visits
// and many have few. Agencies keep to two counted visits a year of one enterprise. Some visits are
// called off, some move, at some nobody comes, at some nobody scans; to one in twenty another agency comes along
// (并入检查), as to 32 000 of Shanghai's 703 000 inspections of 2025. How an enterprise rates a visit
// depends on nothing.
//
// Unless told otherwise it plants cases on top, for the night to find:
//
//   - one enterprise that is inspected six times as often as others (Planted.OverInspected), within
//     every cap, because complaints and reports do not count;
//   - an agency (Planted.Retaliating) that comes again and again to some who rated it badly
//     (Planted.Pressed), and never again to others whom it used to visit (Planted.Dropped);
//   - an agency (Planted.Silent) whose officers do not tell people their rights, and is rated badly where
//     they do not;
//   - districts' agencies (Planted.Doubling) that inspect the same items a few weeks after the city did;
//   - an agency (Planted.Uncoded) that comes without a code, as enterprises report.
//
// The same seed, days, directory and keys give the same bucket, object by object; filling it again
// changes nothing, so that a run that was broken off can be repeated.
package sample

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A Trial says what to invent.
type Trial struct {
	Visits int             // how many to plan; those that the policy refuses are fewer
	Seed   uint64          // all chance follows from it
	From   inspection.Date // first day of a visit
	Until  inspection.Date // last day of a visit
	Now    time.Time       // what comes later has not happened yet
	Plant  bool            // plant the cases
}

// Planted names whom the planted cases are about; all empty where none are.
type Planted struct {
	OverInspected inspection.USCC
	Retaliating   string // agency
	Pressed       []inspection.USCC
	Dropped       []inspection.USCC
	Silent        string   // agency
	Doubling      []string // agencies
	Uncoded       string   // agency
}

// A Tally counts what came of a trial.
type Tally struct {
	Planned     int            // visits
	Issued      int            // codes
	Refused     map[string]int // by the rules that refused them
	Results     int
	Evaluations int
	Revoked     int // called off or moved
	Reports     int // of visits without a code
	Feedback    int
	Planted     Planted
}

// Enterprises is how many a directory needs for a number of visits: three to four visits each.
func Enterprises(visits int) int { return max(Least, visits*3/10) }

// workers play enterprises at the same time; each enterprise is played in order of time.
const workers = 12

// Fill plays the trial with the agencies, officers and enterprises of d, which must have been imported.
// After each visit it calls done, by whichever goroutine played it. It needs all of l; nothing is sent
// to anybody: what would be announced counts as arrived.
func Fill(ctx context.Context, l *ledger.Ledger, d ledger.Directory, t Trial, done func()) (Tally, error) {
	if !t.From.Valid() || !t.Until.Valid() || t.Until < t.From || t.Visits < 1 {
		return Tally{}, fmt.Errorf("fill with a sample: want visits, from a day to a day, not %d from %q to %q", t.Visits, t.From, t.Until)
	}
	rules, err := l.Policy(ctx)
	if err != nil {
		return Tally{}, err
	}
	// The sample is of a city before anybody bounded how often it inspects: what that brings is what the
	// night is to find.
	unbounded := *rules
	unbounded.Trial.From = min(rules.Trial.From, t.From)
	unbounded.Frequency = inspection.FrequencyRules{}
	p := newPlan(t, &unbounded, d)
	p.draw()
	tally := Tally{Planned: p.planned, Refused: map[string]int{}, Planted: p.planted}
	still := *l
	still.Policy = func(context.Context) (*inspection.Policy, error) { return &unbounded, nil }
	still.Bucket = &remembering{Bucket: l.Bucket}
	firms := make(chan *firm)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for f := range firms {
				got, err := play(ctx, &still, t, f, done)
				if err != nil {
					stop(fmt.Errorf("play %s: %w", f.USCC, err))
				}
				mu.Lock()
				tally.add(got)
				mu.Unlock()
			}
		})
	}
	for _, f := range p.firms {
		select {
		case firms <- f:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(firms)
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return tally, err
	}
	n, err := p.speak(ctx, &still)
	tally.Feedback = n
	if err != nil {
		return tally, err
	}
	return tally, settle(ctx, &still, t)
}

// add adds what came of one enterprise.
func (t *Tally) add(o Tally) {
	t.Issued += o.Issued
	t.Results += o.Results
	t.Evaluations += o.Evaluations
	t.Revoked += o.Revoked
	t.Reports += o.Reports
	for rule, n := range o.Refused {
		t.Refused[rule] += n
	}
}

// settle ends the moves, whose two events settle their intent together: a sweep finds that both have arrived.
func settle(ctx context.Context, l *ledger.Ledger, t Trial) error {
	sweeping := *l
	sweeping.Now = func() time.Time { return t.Now.Add(time.Hour) }
	sweeping.Send = sweeping.Arrived
	swept, err := sweeping.Sweep(ctx)
	if err == nil && swept.Failed+swept.Waiting > 0 {
		err = fmt.Errorf("fill with a sample: %d of what was begun could not be finished", swept.Failed+swept.Waiting)
	}
	return err
}

// stream is chance of its own for the nth step of something, so that no step depends on how many others
// were taken.
func stream(seed uint64, of string, n uint64) *rand.ChaCha8 {
	var key [32]byte
	copy(key[16:], of) // of a credit code all but the check digits
	for i := range 8 {
		key[i], key[8+i] = byte(seed>>(8*i)), byte(n>>(8*i))
	}
	return rand.NewChaCha8(key)
}
