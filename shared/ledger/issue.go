package ledger

import (
	"context"
	"errors"
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
		old     Facts // of the visit that t takes the place of
	)
	err := together(
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
	if err := l.judge(ctx, &t, d, &old, ref, l.asked(p)); err != nil {
		if old.Revoked != nil && old.Revoked.MovedTo != nil && *old.Revoked.MovedTo == ref {
			return event.Event{}, l.refuseMove(ctx, t.Replaces.Ref, p, err)
		}
		return event.Event{}, err
	}

	at := l.asked(p)
	in := l.Policy.Describe(&t, d)
	in.Ref, in.Issued = ref, at
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
	entry, err := l.enter(ctx, claimed, newest)
	switch refused := errors.As(err, new(*inspection.Refusal)); {
	case refused && t.Replaces != nil:
		return event.Event{}, l.refuseMove(ctx, t.Replaces.Ref, p, err)
	case refused:
		l.forget(ctx, p)
	}
	if err != nil {
		return event.Event{}, err
	}
	return l.finishIssue(ctx, claimed, entry, p)
}

// judge finds what is wrong with a task before anything is written. It was asked for at a moment that
// may be past by now; a visit that is past by now as well gets no code.
func (l *Ledger) judge(ctx context.Context, t *inspection.Task, d inspection.Particulars, old *Facts, ref inspection.Ref, asked time.Time) error {
	if now := l.Now(); !t.Until.After(now) {
		asked = now
	}
	if err := l.Policy.CheckTask(t, d, asked).Err(); err != nil || t.Replaces == nil {
		return err
	}
	if old.Inspection.ID == "" {
		return inspection.CheckReplacement(t, nil, inspection.Course{}, ref)
	}
	so, err := l.course(ctx, old)
	if err != nil {
		return err
	}
	return inspection.CheckReplacement(t, &old.Inspection, so, ref)
}
