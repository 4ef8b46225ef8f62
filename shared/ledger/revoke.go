package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Revoke calls a visit off, or returns an *inspection.Refusal. Once revision 0 of its outcome is the
// revocation, the code says so and no result can be recorded; then its place in the ledger is given
// back, and the parts of other agencies end with it. Calling off again returns what was said the first time. Needs Send,
// Now, Random and Address besides Bucket.
func (l *Ledger) Revoke(ctx context.Context, c inspection.Cancellation, by inspection.Author) (event.Event, error) {
	return l.revoke(ctx, c, by, pending{})
}

func (l *Ledger) revoke(ctx context.Context, c inspection.Cancellation, by inspection.Author, p pending) (event.Event, error) {
	f, err := l.Read(ctx, c.Inspection)
	if errors.Is(err, ErrNone) {
		return event.Event{}, noInspection()
	}
	if err != nil {
		return event.Event{}, err
	}
	if err := inspection.MayCancel(&f.Inspection, by); err != nil {
		return event.Event{}, err
	}
	if f.Revoked != nil {
		return l.finishRevoke(ctx, &f, *f.Revoked, p)
	}
	so, err := l.course(ctx, &f)
	if err != nil {
		return event.Event{}, err
	}
	if err := inspection.CheckCancellation(&c, &f.Inspection, so); err != nil {
		return event.Event{}, err
	}
	rev := inspection.Revocation{Cancellation: c, By: by, Revoked: l.asked(p)}
	if p.key == "" {
		if p, err = l.intend(ctx, revokedID(c.Inspection), intent{At: rev.Revoked, By: by, Revoke: &c}); err != nil {
			return event.Event{}, err
		}
	}
	stands, result, err := l.end(ctx, rev, p)
	if result != nil {
		so.Result = result
		return event.Event{}, inspection.CheckCancellation(&c, &f.Inspection, so)
	}
	if err != nil {
		return event.Event{}, err
	}
	return l.finishRevoke(ctx, &f, stands, p)
}

// end makes a revocation what became of a visit, unless it has ended already, and returns the revocation
// that stands, or the result that stands in its place; then the intent goes.
func (l *Ledger) end(ctx context.Context, rev inspection.Revocation, p pending) (inspection.Revocation, *inspection.RecordedResult, error) {
	e, err := revokedEvent(rev)
	if err != nil {
		return rev, nil, err
	}
	stands, err := l.fact(ctx, FactKey(rev.Inspection, outcomeFact(0)), e)
	switch {
	case errors.Is(err, fs.ErrExist) && stands.Type() == event.CodeRevoked:
		theirs, err := event.Data[inspection.Revocation](stands)
		return theirs, nil, err
	case errors.Is(err, fs.ErrExist):
		l.forget(ctx, p)
		theirs, err := event.Data[inspection.RecordedResult](stands)
		return rev, &theirs, err
	case err != nil:
		return rev, nil, fmt.Errorf("end %s: %w", rev.Inspection, err)
	}
	return rev, nil, nil
}

// finishRevoke gives the place back and announces. It may be done any number of times.
func (l *Ledger) finishRevoke(ctx context.Context, f *Facts, rev inspection.Revocation, p pending) (event.Event, error) {
	ended, err := l.giveBack(ctx, &f.Inspection, rev)
	if err != nil {
		return event.Event{}, err
	}
	l.tell(ctx, p, ended...)
	return ended[0], nil
}

// giveBack gives the place of a visit that has ended back to its enterprise's ledger, ends its parts, and
// returns what is to be told: its own end, and theirs.
func (l *Ledger) giveBack(ctx context.Context, in *inspection.Inspection, rev inspection.Revocation) ([]event.Event, error) {
	e, err := revokedEvent(rev)
	if err != nil {
		return nil, err
	}
	page, err := l.release(ctx, in, rev)
	if err != nil || rev.Lapsed { // that one agency did not come says nothing of the others
		return []event.Event{e}, err
	}
	parts, err := l.endParts(ctx, page, in, rev)
	return append([]event.Event{e}, parts...), err
}

// release gives a place back, and returns a page on which that is done.
func (l *Ledger) release(ctx context.Context, in *inspection.Inspection, rev inspection.Revocation) (*Page, error) {
	newest, err := l.newestPage(ctx, in.Enterprise.USCC, in.Day.Year())
	if err != nil {
		return nil, err
	}
	_, page, err := l.add(ctx, in.Enterprise.USCC, newest, Entry{Ref: in.Ref, Agency: in.Agency.Code, Task: in.Number, Kind: in.Kind, At: rev.Revoked, Policy: in.Policy, Released: true},
		func(*Page, *Entry) error { return nil })
	return page, err
}

func revokedID(r inspection.Ref) string { return event.CodeRevoked + "." + string(r.ID) }

func revokedEvent(rev inspection.Revocation) (event.Event, error) {
	return event.New(event.CodeRevoked, revokedID(rev.Inspection), rev.Inspection.String(), rev.Revoked, rev)
}

// course is what has happened to a visit that somebody wants to call off or move, or that is about to lapse.
func (l *Ledger) course(ctx context.Context, f *Facts) (inspection.Course, error) {
	so := inspection.Course{Result: f.Result(), Revoked: f.Revoked, Now: l.Now()}
	return so, together(
		func() (err error) { so.Scanned, err = l.Scanned(ctx, &f.Inspection); return },
		func() error {
			others, err := l.Others(ctx, &f.Inspection)
			for _, other := range others {
				so.Others = so.Others || len(other.Results) > 0
			}
			return err
		},
	)
}
