package ledger

import (
	"context"
	"errors"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Issue gives a task its inspection code, or an *inspection.Refusal. It returns code.issued; for a
// task that comes again, the one it had. Four sequential round trips:
//
//	0  read the directory, the claim and the ledger; judge; a refusal ends here and has written nothing
//	1  intent, and the claim of the task number (and, for a visit that moves, the end of the old one)
//	2  the next ledger page with an entry for this inspection: the moment the code exists, or, for a part that
//	   joins a visit, the moment it is one of that visit's
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
	b, err := l.basisOf(ctx, &t, ref)
	if err != nil {
		return event.Event{}, err
	}
	claimed := b.claimed
	if claimed != nil && !sameWords(claimed.Task, t) {
		return event.Event{}, numberTaken(claimed)
	}
	if e, ok := b.newest.find(ref.ID); ok && claimed != nil {
		return l.finishIssue(ctx, claimed, e, p)
	}
	at := l.asked(p)
	in, err := l.judge(ctx, &t, b, ref, at)
	if err != nil {
		if b.movedAlready(ref) {
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
			claimed, err = l.claim(ctx, claim{Task: t, By: by, Inspection: in, Photos: photos(b.particulars)})
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
	entry, err := l.enter(ctx, claimed, b)
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
