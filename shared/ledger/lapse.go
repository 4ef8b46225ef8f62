package ledger

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Lapse closes a visit that was not made (未实施) and gives its place back, or returns an *inspection.Refusal
// if it may have been made, or its days are not over. It ends as a revocation does, in the one object that
// says what became of a visit, so that none was both made and not. Needs Policy, Send, Now and Random besides
// Bucket.
func (l *Ledger) Lapse(ctx context.Context, r inspection.Ref) (event.Event, error) {
	return l.lapse(ctx, r, pending{})
}

func (l *Ledger) lapse(ctx context.Context, r inspection.Ref, p pending) (event.Event, error) {
	f, err := l.Read(ctx, r)
	if errors.Is(err, ErrNone) {
		return event.Event{}, noInspection()
	}
	if err != nil {
		return event.Event{}, err
	}
	if f.Revoked != nil {
		return l.finishRevoke(ctx, &f, *f.Revoked, p)
	}
	rules, err := l.Policy(ctx)
	if err != nil {
		return event.Event{}, err
	}
	so, err := l.course(ctx, &f)
	if err != nil {
		return event.Event{}, err
	}
	rev, err := inspection.Lapse(&f.Inspection, so, rules.Frequency.Lapse.Days)
	if err != nil {
		return event.Event{}, err
	}
	if p.key == "" {
		if p, err = l.intend(ctx, revokedID(r), intent{At: l.asked(p), Lapse: &r}); err != nil {
			return event.Event{}, err
		}
	}
	stands, result, err := l.end(ctx, rev, p)
	if result != nil {
		so.Result = result
		_, err = inspection.Lapse(&f.Inspection, so, rules.Frequency.Lapse.Days)
	}
	if err != nil {
		return event.Event{}, err
	}
	return l.finishRevoke(ctx, &f, stands, p)
}

// lapses closes every visit that is due, day by day. A marker says up to which day all are closed, so that
// each day is looked through once; without one, all days are.
func (l *Ledger) lapses(ctx context.Context, s *Swept) error {
	rules, err := l.Policy(ctx)
	if err != nil {
		return err
	}
	days := rules.Frequency.Lapse.Days
	if days == 0 {
		return nil
	}
	last := inspection.DateOf(l.Now()).AddDays(-days - maxWindowDays)
	var done inspection.Date
	for key, err := range l.Bucket.List(ctx, LapsedKey(""), "") {
		if err != nil {
			return fmt.Errorf("lapse: %w", err)
		}
		done = inspection.Date(path.Base(key))
	}
	if done >= last {
		return nil
	}
	open, err := l.openUntil(ctx, done, last)
	if err != nil || open == nil {
		return err
	}
	failed := false
	for _, r := range open {
		switch _, err := l.Lapse(ctx, r); {
		case err == nil:
			s.Lapsed++
		case errors.As(err, new(*inspection.Refusal)): // its code was opened, and its result is still to come
		default:
			l.Log.ErrorContext(ctx, "lapse", "inspection", r.ID, "err", err)
			s.Failed++
			failed = true
		}
	}
	if failed || ctx.Err() != nil {
		return ctx.Err()
	}
	return l.once(ctx, LapsedKey(last), nil)
}

// maxWindowDays is how many days a visit can last beyond its first: a code carries no more (package code).
const maxWindowDays = 3

// openUntil lists the inspections of the days after done, up to last, that have no outcome; nil if those
// days have no inspections at all.
func (l *Ledger) openUntil(ctx context.Context, done, last inspection.Date) (open []inspection.Ref, err error) {
	const folder = "inspections/"
	for key, err := range l.Bucket.List(ctx, folder, folder+string(done)+"0") { // "0" sorts after the "/" behind a day
		if err != nil {
			return nil, fmt.Errorf("lapse: %w", err)
		}
		part := strings.SplitN(strings.TrimPrefix(key, folder), "/", 3)
		r, ok := inspection.ParseRef(part[0] + "-" + part[min(1, len(part)-1)])
		if r.Day > last {
			break
		}
		if open == nil {
			open = []inspection.Ref{}
		}
		switch {
		case !ok || len(part) < 3:
		case part[2] == issuedFact:
			open = append(open, r)
		case strings.HasPrefix(part[2], "outcome/") && len(open) > 0 && open[len(open)-1] == r:
			open = open[:len(open)-1] // issued.json is listed before it
		}
	}
	return open, nil
}
