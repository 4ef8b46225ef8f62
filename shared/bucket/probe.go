package bucket

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Check is one thing that Probe tried.
type Check struct {
	Name  string
	Means string // what follows for us if it does not hold
	Err   error  // nil: it holds
}

// A Report is what Probe found, in the order it looked.
type Report []Check

// Err names every check that failed; nil if the store can be used.
func (r Report) Err() error {
	var failed []error
	for _, c := range r {
		if c.Err != nil {
			failed = append(failed, fmt.Errorf("%s: %w (%s)", c.Name, c.Err, c.Means))
		}
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("the store cannot be used: %w", err)
	}
	return nil
}

// Probe finds out, with races, whether a store keeps what a Bucket promises. Words do not help: most
// of the stores that have conditional writes have shipped them racy or ignored at some time, and
// some answer 200 to a condition that they do not know. A store that fails any check must be
// refused; so must one that cannot be asked. It writes under _probe/<random>/ and cleans up behind
// itself. A probe before a deployment and at the start of a local system is enough; a function
// makes none.
func Probe(ctx context.Context, store Store, retry Retry) Report {
	retry = retry.orDefaults()
	p := &probe{store: store, bucket: New(store, retry), folder: "_probe/" + retry.WriteID() + "/"}
	report := Report{{
		"answers, and reads what was written",
		"the address, the bucket's name, the keys or their permissions are wrong, or reads lag behind writes", p.roundTrip(ctx)}}
	if report[0].Err == nil {
		report = append(report,
			Check{"keeps metadata", "a lost acknowledgement could not be told from a lost race", p.metadata(ctx)},
			Check{"creates once", "facts could be overwritten: no cap and no code could be relied on", p.createTwice(ctx)},
			Check{"creates once under a race", "two could both believe that they created a fact", p.race(ctx)},
			Check{"puts over", "a directory or a page would stay as it first was", p.putOver(ctx)},
			Check{"lists at once, in order, from where it is told", "the newest ledger page or an intent could be overlooked", p.list(ctx)},
			Check{"deletes", "finished intents would come back, or the key could not be used again", p.delete(ctx)},
		)
	}
	return append(report, Check{"cleans up", "objects were left under " + p.folder, p.cleanUp(ctx)})
}

// cleanUp also runs when ctx is over: what was written must go.
func (p *probe) cleanUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	for key, err := range p.bucket.List(ctx, p.folder, "") {
		if err == nil {
			err = p.bucket.Delete(ctx, key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
