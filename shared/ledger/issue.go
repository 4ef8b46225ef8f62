package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Issue gives a task its inspection code, or an *inspection.Refusal. It returns code.issued; for a
// task that comes again, the one it had. Four sequential round trips:
//
//	0  read the directory, the claim and the ledger; judge; a refusal ends here and has written nothing
//	1  intent, and the claim of the task number (and, for a visit that moves, the end of the old one)
//	2  the next ledger page with an entry for this inspection: the moment the code exists
//	3  issued.json, symbols and markers, all of which follow from claim and entry
//
// then the announcement, and the intent goes. Needs all of the ledger but BlindKey and TicketKey.
func (l *Ledger) Issue(ctx context.Context, t inspection.Task, by inspection.Author) (event.Event, error) {
	return l.issue(ctx, t, by, pending{})
}

// issue is Issue; p is the intent it continues, if there is one already.
func (l *Ledger) issue(ctx context.Context, t inspection.Task, by inspection.Author, p pending) (event.Event, error) {
	t = t.Spelled()
	ref := l.refOf(&t)
	var (
		d       inspection.Particulars
		claimed *claim
		newest  *Page
		rules   *inspection.Policy
		old     Facts // of the visit that t takes the place of
	)
	err := together(
		func() (err error) { rules, err = l.Policy(ctx); return },
		func() (err error) { d, err = l.particulars(ctx, &t); return },
		func() (err error) { claimed, err = l.claimOf(ctx, &t); return },
		func() (err error) { newest, err = l.newestPage(ctx, t.Enterprise, ref.Day.Year()); return },
		func() (err error) { old, err = l.replaced(ctx, &t); return },
	)
	if err != nil {
		return event.Event{}, err
	}
	if claimed != nil && !sameWords(claimed.Task, t) {
		return event.Event{}, numberTaken(claimed)
	}
	if e, ok := newest.find(ref.ID); ok && claimed != nil {
		return l.finishIssue(ctx, claimed, e, p)
	}
	at := l.asked(p)
	in, err := l.judge(ctx, &t, rules, d, newest, &old, ref, at)
	if err != nil {
		if old.Revoked != nil && old.Revoked.MovedTo != nil && *old.Revoked.MovedTo == ref {
			return event.Event{}, l.refuseMove(ctx, t.Replaces.Ref, p, err)
		}
		return event.Event{}, err
	}

	err = together(
		func() (err error) {
			if p.key == "" {
				p, err = l.intend(ctx, issuedID(ref), intent{At: at, By: by, Issue: &t})
			}
			return err
		},
		func() (err error) {
			claimed, err = l.claim(ctx, claim{Task: t, By: by, Inspection: in, Photos: photos(d)})
			return
		},
	)
	if err != nil {
		return event.Event{}, err
	}
	if !sameWords(claimed.Task, t) {
		l.forget(ctx, p)
		return event.Event{}, numberTaken(claimed)
	}
	if t.Replaces != nil {
		if err := l.moveAway(ctx, &t, ref, by, p); err != nil {
			return event.Event{}, err
		}
	}
	entry, err := l.enter(ctx, claimed, newest, rules, d.Enterprise)
	switch refused := errors.As(err, new(*inspection.Refusal)); {
	case refused && t.Replaces != nil:
		return event.Event{}, l.refuseMove(ctx, t.Replaces.Ref, p, err)
	case refused && !p.swept: // whoever wrote the intent may be at it still, and may not be refused
		l.forget(ctx, p)
	}
	if err != nil {
		return event.Event{}, err
	}
	return l.finishIssue(ctx, claimed, entry, p)
}

// judge finds what is wrong with a task before anything is written, and describes the inspection it asks
// for. It was asked for at a moment that may be past by now; a visit that is past by now as well gets no
// code. What is judged on the newest page is judged again on every page that is met afterwards.
func (l *Ledger) judge(ctx context.Context, t *inspection.Task, rules *inspection.Policy, d inspection.Particulars, newest *Page, old *Facts, ref inspection.Ref, at time.Time) (in inspection.Inspection, err error) {
	asked := at
	if now := l.Now(); !t.Until.After(now) {
		asked = now
	}
	if err := rules.CheckTask(t, d, asked).Err(); err != nil {
		return in, err
	}
	in = rules.Describe(t, d)
	in.Ref, in.Issued = ref, at
	var moves inspection.ID
	if t.Replaces != nil {
		moves = t.Replaces.ID
		if err := l.judgeMove(ctx, t, old, ref); err != nil {
			return in, err
		}
	}
	if _, err := mayEnter(rules, &in, d.Enterprise, newest, moves); err != nil {
		return in, err
	}
	if err := l.judgeTurn(ctx, rules, &in, newest, moves); err != nil {
		return in, err
	}
	past, err := l.past(ctx, t, newest, rules.Frequency.LowYield.After)
	if err != nil {
		return in, err
	}
	return in, rules.CheckYield(t, past).Err()
}

// judgeTurn judges an inspection near the turn of a year by the visits of the year beside it. Each year's ledger is a lock of its
// own: two tasks at the same moment, one on each side of midnight, do not see each other.
func (l *Ledger) judgeTurn(ctx context.Context, rules *inspection.Policy, in *inspection.Inspection, newest *Page, moves inspection.ID) error {
	const near = 6 // days: a week's other end, and longer than a visit lasts
	for _, day := range []inspection.Date{in.Day.AddDays(-near), in.Day.AddDays(near)} {
		if day.Year() == in.Day.Year() {
			continue
		}
		beside, err := l.Standing(ctx, in.Enterprise.USCC, []inspection.Date{day}, moves)
		if err != nil {
			return err
		}
		if err := rules.CheckTurn(in, beside, newest.standing(moves, in.ID)).Err(); err != nil {
			return err
		}
	}
	return nil
}

// judgeMove finds out whether the old visit of a move can be ended.
func (l *Ledger) judgeMove(ctx context.Context, t *inspection.Task, old *Facts, ref inspection.Ref) error {
	if old.Inspection.ID == "" {
		return inspection.CheckReplacement(t, nil, inspection.Course{}, ref)
	}
	so, err := l.course(ctx, old)
	if err != nil {
		return err
	}
	return inspection.CheckReplacement(t, &old.Inspection, so, ref)
}

// past reads what the agency's earlier visits of the year found, oldest first; none if they are fewer than
// the least that a rule asks about.
func (l *Ledger) past(ctx context.Context, t *inspection.Task, p *Page, least int) ([]inspection.PastVisit, error) {
	var refs []inspection.Ref
	for _, v := range p.standing() {
		if v.Agency == t.Agency && v.Day <= t.Day() {
			refs = append(refs, v.Ref)
		}
	}
	if least == 0 || len(refs) < least {
		return nil, nil
	}
	all, err := l.ReadAll(ctx, refs)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Facts) int { return a.Inspection.From.Compare(b.Inspection.From) })
	var past []inspection.PastVisit
	for _, f := range all {
		if r := f.Result(); r != nil {
			v := inspection.PastVisit{Day: f.Inspection.Day, Findings: r.NonConforming()}
			for _, o := range f.Inspection.Officers {
				v.Officers = append(v.Officers, o.Certificate)
			}
			past = append(past, v)
		}
	}
	return past, nil
}
