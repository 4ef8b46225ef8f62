package sample

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// speak keeps what businesses and officers say of the code itself: one for every fifty visits, spread over
// the trial. It returns how many did.
func (p *plan) speak(ctx context.Context, l *ledger.Ledger) (n int, err error) {
	span := p.Until.Start().Sub(p.From.Start()) + 24*time.Hour
	kinds := []inspection.FeedbackKind{inspection.Problem, inspection.Opinion, inspection.Suggestion}
	for i := range p.Visits / 50 {
		at := p.From.Start().Add(time.Duration(p.r.Int64N(int64(span))))
		kind := kinds[p.r.IntN(len(kinds))]
		f := inspection.Feedback{From: inspection.FromEnterprise, Kind: kind, Text: p.one(sayings[kind])}
		if p.chance(0.4) {
			f.From, f.Line = inspection.FromOfficer, p.agencies[p.r.IntN(len(p.agencies))].Line
		}
		if at.After(p.Now) {
			continue
		}
		own := *l
		own.Now = func() time.Time { return at }
		own.Random = stream(p.Seed, "feedback", uint64(i))
		if err := own.KeepFeedback(ctx, f); err != nil && !errors.Is(err, fs.ErrExist) {
			return n, err
		}
		n++
	}
	return n, nil
}
