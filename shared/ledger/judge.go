package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A basis is all that a task is judged by, as it was read before anything is written.
type basis struct {
	rules       *inspection.Policy
	particulars inspection.Particulars
	claimed     *claim // what its number stands for; nil if nothing
	newest      *Page  // of its enterprise's ledger
	old         *Facts // of the visit that it takes the place of; nil if there is none
	lead        *Facts // of the visit that it joins; nil if there is none
}

// basisOf reads it in one round trip, two where the ledger is long.
func (l *Ledger) basisOf(ctx context.Context, t *inspection.Task, ref inspection.Ref) (*basis, error) {
	var b basis
	steps := []func() error{
		func() (err error) { b.rules, err = l.Policy(ctx); return },
		func() (err error) { b.particulars, err = l.particulars(ctx, t); return },
		func() (err error) { b.claimed, err = l.claimOf(ctx, t); return },
		func() (err error) { b.newest, err = l.newestPage(ctx, t.Enterprise, ref.Day.Year()); return },
	}
	if t.Replaces != nil {
		steps = append(steps, func() (err error) { b.old, err = l.readIfThere(ctx, t.Replaces.Ref); return })
	}
	if t.Joins != nil {
		steps = append(steps, func() (err error) { b.lead, err = l.readIfThere(ctx, *t.Joins); return })
	}
	return &b, together(steps...)
}

// movedAlready reports whether the visit that moves has ended already in favour of the one at to.
func (b *basis) movedAlready(to inspection.Ref) bool {
	return b.old != nil && b.old.Revoked != nil && b.old.Revoked.MovedTo != nil && *b.old.Revoked.MovedTo == to
}

// readIfThere is Read; nil for an inspection that was never issued.
func (l *Ledger) readIfThere(ctx context.Context, r inspection.Ref) (*Facts, error) {
	f, err := l.Read(ctx, r)
	if errors.Is(err, ErrNone) {
		return nil, nil
	}
	return &f, err
}

// judge finds what is wrong with a task before anything is written, and describes the inspection it asks
// for. It was asked for at a moment that may be past by now; a visit that is past by now as well gets no
// code. What is judged on the newest page is judged again on every page that is met afterwards.
func (l *Ledger) judge(ctx context.Context, t *inspection.Task, b *basis, ref inspection.Ref, at time.Time) (in inspection.Inspection, err error) {
	asked := at
	if now := l.Now(); !t.Until.After(now) {
		asked = now
	}
	if err := b.rules.CheckTask(t, b.particulars, asked).Err(); err != nil {
		return in, err
	}
	in = b.rules.Describe(t, b.particulars)
	in.Ref, in.Issued = ref, at
	if t.Joins != nil {
		if err := l.judgeJoin(&in, b.lead); err != nil {
			return in, err
		}
	}
	var moves inspection.ID
	if t.Replaces != nil {
		moves = t.Replaces.ID
		if err := l.judgeMove(ctx, t, b.old, ref); err != nil {
			return in, err
		}
	}
	if _, err := mayEnter(b, &in, b.newest, moves); err != nil {
		return in, err
	}
	if err := l.judgeTurn(ctx, b, &in, moves); err != nil {
		return in, err
	}
	past, err := l.past(ctx, t, b.newest, b.rules.Frequency.LowYield.After)
	if err != nil {
		return in, err
	}
	return in, b.rules.CheckYield(t, past).Err()
}

// judgeTurn judges an inspection near the turn of a year by the visits of the year beside it. Each year's ledger is a lock of its
// own: two tasks at the same moment, one on each side of midnight, do not see each other.
func (l *Ledger) judgeTurn(ctx context.Context, b *basis, in *inspection.Inspection, moves inspection.ID) error {
	const near = 6 // days: a week's other end, and longer than a visit lasts
	for _, day := range []inspection.Date{in.Day.AddDays(-near), in.Day.AddDays(near)} {
		if day.Year() == in.Day.Year() {
			continue
		}
		beside, err := l.Standing(ctx, in.Enterprise.USCC, []inspection.Date{day}, moves)
		if err != nil {
			return err
		}
		if err := b.rules.CheckTurn(in, beside, b.newest.standing(moves, in.ID)).Err(); err != nil {
			return err
		}
	}
	return nil
}

// judgeMove finds out whether the old visit of a move can be ended.
func (l *Ledger) judgeMove(ctx context.Context, t *inspection.Task, old *Facts, ref inspection.Ref) error {
	if old == nil {
		return inspection.CheckReplacement(t, nil, inspection.Course{}, ref)
	}
	so, err := l.course(ctx, old)
	if err != nil {
		return err
	}
	return inspection.CheckReplacement(t, &old.Inspection, so, ref)
}

// judgeJoin finds out whether in can be a part of the visit it joins, and says who leads that.
func (l *Ledger) judgeJoin(in *inspection.Inspection, lead *Facts) error {
	if lead == nil {
		return inspection.CheckJoin(in, nil, inspection.Course{})
	}
	in.Lead = lead.Inspection.AsLead()
	return inspection.CheckJoin(in, &lead.Inspection, inspection.Course{Result: lead.Result(), Revoked: lead.Revoked, Now: l.Now()})
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
