package sample

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A step is something that somebody does at a time.
type step struct {
	at time.Time
	do func(ctx context.Context, l *ledger.Ledger) error
}

// A stage is one enterprise while its visits are played.
type stage struct {
	firm  *firm
	steps []step
	refs  map[*visit]inspection.Ref
	tally Tally
}

// play plays all visits to one enterprise, each step at its own time, up to now.
func play(ctx context.Context, l *ledger.Ledger, t Trial, f *firm, done func()) (Tally, error) {
	s := &stage{firm: f, refs: map[*visit]inspection.Ref{}, tally: Tally{Refused: map[string]int{}}}
	for _, v := range f.visits {
		s.script(v)
	}
	for _, report := range f.told {
		s.then(report.Day.Start().Add(19*time.Hour), func(ctx context.Context, l *ledger.Ledger) error {
			if err := inspection.CheckVisitReport(&report, inspection.DateOf(l.Now())).Err(); err != nil {
				return err
			}
			s.tally.Reports++
			if _, err := l.KeepVisit(ctx, report, nil); !errors.Is(err, fs.ErrExist) {
				return err
			}
			return nil // kept before
		})
	}
	slices.SortStableFunc(s.steps, func(a, b step) int { return a.at.Compare(b.at) })
	played := 0
	for i, st := range s.steps {
		if st.at.After(t.Now) {
			break
		}
		own := *l
		own.Now = func() time.Time { return st.at }
		own.Random = stream(t.Seed, string(f.USCC[:16]), uint64(i))
		own.Send = own.Arrived
		err := st.do(ctx, &own)
		if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) {
			s.tally.Refused[refusal.Faults[0].Rule]++
		} else if err != nil {
			return s.tally, fmt.Errorf("at %s: %w", st.at.Format(time.DateTime), err)
		}
		for now := s.tally.Issued + refusals(s.tally.Refused); played < min(now, len(f.visits)); played++ {
			done()
		}
	}
	for ; played < len(f.visits); played++ {
		done() // those still to come
	}
	return s.tally, nil
}

func refusals(by map[string]int) (n int) {
	for _, m := range by {
		n += m
	}
	return n
}

func (s *stage) then(at time.Time, do func(ctx context.Context, l *ledger.Ledger) error) {
	s.steps = append(s.steps, step{at, do})
}

// script adds everything that happens around one visit. What hangs on a code that was refused does not
// happen.
func (s *stage) script(v *visit) {
	by := inspection.Author{Agency: v.agency.Code}
	if !v.system {
		by.Certificate = v.task.Officers[0]
	}
	task := v.task
	s.then(v.asked, func(ctx context.Context, l *ledger.Ledger) error {
		if v.joins != nil {
			lead, ok := s.refs[v.joins]
			if !ok {
				return nil // it was refused
			}
			task.Joins = &lead
		}
		return s.issue(ctx, l, v, task, by)
	})
	if v.fate == calledOff {
		s.then(v.asked.Add(v.task.From.Sub(v.asked)/2), s.ifIssued(v, func(ctx context.Context, l *ledger.Ledger, r inspection.Ref) error {
			s.tally.Revoked++
			_, err := l.Revoke(ctx, inspection.Cancellation{Inspection: r, Reason: v.why}, by)
			return err
		}))
	}
	if v.fate == moves {
		s.then(v.asked.Add(v.task.From.Sub(v.asked)/2), s.ifIssued(v, func(ctx context.Context, l *ledger.Ledger, r inspection.Ref) error {
			s.tally.Revoked++
			again := task
			again.Number += "-2"
			again.From, again.Until = task.From.Add(v.moved), task.Until.Add(v.moved)
			again.Replaces = &inspection.Replaces{Ref: r, Why: v.why}
			delete(s.refs, v)
			return s.issue(ctx, l, v, again, by)
		}))
	}
	if v.fate == calledOff || v.fate == nobodyComes {
		return
	}
	v.result.Arrived, v.result.Left = v.result.Arrived.Add(v.moved), v.result.Left.Add(v.moved)
	for _, k := range v.scans {
		s.then(v.result.Arrived.Add(k.after), s.ifIssued(v, func(ctx context.Context, l *ledger.Ledger, r inspection.Ref) error {
			return l.Scan(ctx, r, ledger.Scan{At: l.Now(), App: k.app, Shown: "live"})
		}))
	}
	s.after(v)
}

// after is what happens once the officers have left: the record, sometimes a correction, and the
// evaluation.
func (s *stage) after(v *visit) {
	by := inspection.Author{Agency: v.agency.Code, Certificate: v.task.Officers[0]}
	record := func(r inspection.Result) func(ctx context.Context, l *ledger.Ledger, ref inspection.Ref) error {
		return func(ctx context.Context, l *ledger.Ledger, ref inspection.Ref) error {
			r.Inspection = ref
			_, err := l.Record(ctx, r, by)
			if err == nil && r.Corrects == nil {
				s.tally.Results++
			}
			return err
		}
	}
	recorded := v.result.Left.Add(10 * time.Minute)
	s.then(recorded, s.ifIssued(v, record(v.result)))
	if v.correction != "" {
		r := v.result
		r.Note, r.Corrects = "更正："+v.correction, &inspection.Correction{Reason: v.correction}
		s.then(recorded.Add(26*time.Hour), s.ifIssued(v, record(r)))
	}
	if v.evaluation != nil {
		s.then(recorded.Add(30*time.Hour), s.ifIssued(v, func(ctx context.Context, l *ledger.Ledger, ref inspection.Ref) error {
			facts, err := l.Read(ctx, ref)
			if err != nil {
				return err
			}
			if _, err = l.Evaluate(ctx, facts, *v.evaluation); err == nil {
				s.tally.Evaluations++
			}
			return err
		}))
	}
}

// issue asks for a code, and remembers where the visit lies.
func (s *stage) issue(ctx context.Context, l *ledger.Ledger, v *visit, t inspection.Task, by inspection.Author) error {
	e, err := l.Issue(ctx, t, by)
	if err != nil {
		return err
	}
	in, err := event.Data[inspection.Inspection](e)
	if err != nil {
		return err
	}
	s.refs[v] = in.Ref
	if t.Replaces == nil {
		s.tally.Issued++
	}
	return nil
}

// ifIssued does something about a visit that has its code.
func (s *stage) ifIssued(v *visit, do func(ctx context.Context, l *ledger.Ledger, r inspection.Ref) error) func(context.Context, *ledger.Ledger) error {
	return func(ctx context.Context, l *ledger.Ledger) error {
		r, ok := s.refs[v]
		if !ok {
			return nil
		}
		return do(ctx, l, r)
	}
}
