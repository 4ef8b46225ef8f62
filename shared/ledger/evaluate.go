package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Evaluate keeps the one evaluation of an inspection with these facts, or returns an
// *inspection.Refusal. That the caller may evaluate it has been made sure of. What is kept does not
// lead back to the inspection, nor does its event. Needs BlindKey, Send, Now and Random besides Bucket.
func (l *Ledger) Evaluate(ctx context.Context, f Facts, ev inspection.Evaluation) (event.Event, error) {
	if err := inspection.CheckEvaluation(&ev, f.Result()).Err(); err != nil {
		return event.Event{}, err
	}
	rec := inspection.RecordedEvaluation{Evaluation: ev.Spelled(), Circumstances: inspection.CircumstancesOf(&f.Inspection, &f.Result().Result)}
	e, err := evaluationEvent(l.blind(f.Inspection.Ref), rec)
	if err != nil {
		return event.Event{}, err
	}
	p, err := l.intend(ctx, e.ID(), intent{At: l.asked(pending{}), Evaluation: &e})
	if err != nil {
		return event.Event{}, err
	}
	return l.recordEvaluation(ctx, e, p)
}

// recordEvaluation writes what an intent holds, announces it and takes the intent away.
func (l *Ledger) recordEvaluation(ctx context.Context, e event.Event, p pending) (event.Event, error) {
	rec, err := event.Data[inspection.RecordedEvaluation](e)
	if err != nil {
		return event.Event{}, err
	}
	stands, err := l.fact(ctx, EvaluationKey(rec.Week, e.Subject()), e)
	switch {
	case errors.Is(err, fs.ErrExist) && !event.SameData(stands, e):
		l.forget(ctx, p)
		return event.Event{}, inspection.AlreadyEvaluated()
	case err != nil && !errors.Is(err, fs.ErrExist):
		return event.Event{}, fmt.Errorf("record evaluation: %w", err)
	}
	l.announce(ctx, p, e)
	return e, nil
}

// Evaluated reports whether the inspection, planned for day, has its evaluation. Needs BlindKey.
func (l *Ledger) Evaluated(ctx context.Context, r inspection.Ref) (bool, error) {
	_, err := l.Bucket.Get(ctx, EvaluationKey(r.Day.Week(), l.blind(r)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// blind is the name an evaluation lies under.
func (l *Ledger) blind(r inspection.Ref) string {
	m := hmac.New(sha256.New, l.BlindKey)
	words, _ := json.Marshal([]string{"evaluation 1", r.String()})
	m.Write(words)
	return string(inspection.NewID([10]byte(m.Sum(nil))))
}

// evaluationEvent says no more of the time than the week: the moment an evaluation was sent would
// lead to the inspection as surely as its ID.
func evaluationEvent(blind string, rec inspection.RecordedEvaluation) (event.Event, error) {
	return event.New(event.EvaluationRecorded, event.EvaluationRecorded+"."+blind, blind, inspection.WeekStart(rec.Week), rec)
}
