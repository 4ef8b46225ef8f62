// Package lake keeps rows of what happened in Parquet files, by month, in the same bucket: brought up to
// date from the facts every night, and read by column. Any engine reads them as they are.
//
// It holds no join of an evaluation with the inspection or enterprise it is about, and no text that anybody
// wrote. It knows nothing of what the rows mean; package analysis does.
package lake

import (
	"context"
	"fmt"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// The tables.
const (
	Inspections = "inspections"
	Items       = "inspection_items"
	Evaluations = "evaluations"
	Reasons     = "evaluation_reasons"
)

const (
	// open is how long after its end a month is looked at every night; then it is sealed. Results are
	// recorded within days, and an enterprise may evaluate by ticket within sixty days of its result.
	open = 60
	// openWeeks is the same of evaluations, in days: they can come sixty days after a result that was late.
	openWeeks = 2*open + 7
)

// Progress hears how far a night has come: so many of so many inspections and evaluations read of a month
// that has changed. It may be called often.
type Progress func(what, month string, done, all int)

// maxRaces is how often a night may find that another one was first before it gives up for now. Each time
// the other one has done some of its work.
const maxRaces = 20

// Update brings the lake up to date as of now and returns it. It reads only what its files do not hold
// yet, commits month by month, and may be stopped anywhere or run any number of times, at the same time:
// the files are the same. Needs of the ledger Bucket alone.
func Update(ctx context.Context, l *ledger.Ledger, now time.Time, progress Progress) (*Snapshot, error) {
	for range maxRaces {
		base, err := Newest(ctx, l.Bucket)
		if err != nil {
			return nil, err
		}
		n := &night{ledger: l, now: now, progress: progress, base: base}
		if err := n.update(ctx); err != nil {
			return nil, err
		}
		if !n.lost {
			return n.base, nil
		}
	}
	return nil, fmt.Errorf("update the lake: lost %d races", maxRaces)
}

// A night is one attempt to bring the lake up to date.
type night struct {
	ledger   *ledger.Ledger
	now      time.Time
	progress Progress
	base     *Snapshot // the newest page there is, as far as this night knows
	lost     bool      // another night was first with the page after it
}

func (n *night) update(ctx context.Context) error {
	if err := n.inspections(ctx); err != nil || n.lost {
		return err
	}
	if err := n.evaluations(ctx); err != nil || n.lost {
		return err
	}
	m := n.base.Manifest
	today := inspection.DateOf(n.now)
	m.Open = inspection.Date(monthOf(today.AddDays(-open)) + "-01")
	m.OpenWeek = firstMonday(monthOf(today.AddDays(-openWeeks))).Week()
	return n.commit(ctx, m)
}

// commit makes m the newest page, or finds the race lost.
func (n *night) commit(ctx context.Context, m Manifest) error {
	s, won, err := commit(ctx, n.base, m)
	n.lost = !won
	if won {
		n.base = s
	}
	return err
}

// firstMonday is that of a month: where its weeks begin.
func firstMonday(month string) inspection.Date {
	first := inspection.Date(month + "-01")
	return first.AddDays((8 - int(first.Start().Weekday())) % 7)
}

// monthOf is the month a day lies in, as 2023-09.
func monthOf(d inspection.Date) string { return string(d[:7]) }

// minute is how many minutes lie between 1970 and t.
func minute(t time.Time) int32 { return int32(t.Unix() / 60) }
