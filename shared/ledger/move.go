package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Moving a visit (改期) is issuing one that replaces it, under one intent: the old one ends first, so
// that it cannot take place as well, and its place in the ledger passes to the new one in the entry
// that creates it.

// moveAway ends the visit that t takes the place of, unless it has ended otherwise by now.
func (l *Ledger) moveAway(ctx context.Context, t *inspection.Task, to inspection.Ref, by inspection.Author, p pending) error {
	e, err := revokedEvent(inspection.Revocation{
		Cancellation: inspection.Cancellation{Inspection: t.Replaces.Ref, Reason: t.Replaces.Why},
		By:           by, Revoked: p.at, MovedTo: &to,
	})
	if err != nil {
		return err
	}
	stands, err := l.fact(ctx, FactKey(t.Replaces.Ref, outcomeFact(0)), e)
	if !errors.Is(err, fs.ErrExist) {
		if err != nil {
			return fmt.Errorf("move %s: %w", t.Replaces.Ref, err)
		}
		return nil
	}
	if stands.Type() == event.CodeRevoked {
		rev, err := event.Data[inspection.Revocation](stands)
		if err != nil {
			return err
		}
		if rev.MovedTo != nil && *rev.MovedTo == to {
			return nil
		}
		l.forget(ctx, p)
		return inspection.AlreadyRevoked(&rev)
	}
	l.forget(ctx, p)
	f, err := l.Read(ctx, t.Replaces.Ref)
	if err != nil {
		return err
	}
	return inspection.CheckReplacement(t, &f.Inspection, inspection.Course{Result: f.Result(), Now: l.Now()}, to)
}

// finishMove makes sure that the old visit's place is given back, and that its parts have ended with it, and
// returns what is to be told of them.
func (l *Ledger) finishMove(ctx context.Context, old inspection.Ref) ([]event.Event, error) {
	f, err := l.Read(ctx, old)
	if err != nil {
		return nil, err
	}
	if f.Revoked == nil {
		return nil, fmt.Errorf("move %s: it has not ended", old)
	}
	return l.giveBack(ctx, &f.Inspection, *f.Revoked)
}

// refuseMove finishes what is left of a move whose new visit is refused after the old one has ended: the
// old one stays called off, gives its place back, and the enterprise is told. It returns the refusal
// once that is done.
func (l *Ledger) refuseMove(ctx context.Context, old inspection.Ref, p pending, refusal error) error {
	ended, err := l.finishMove(ctx, old)
	if err != nil {
		return err
	}
	l.tell(ctx, p, ended...)
	return refusal
}
