package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Evaluate keeps the one evaluation of an inspection with these facts, or returns an
// *inspection.Refusal. That the caller may evaluate it has been made sure of. It is one object, which
// does not lead back to the inspection: it needs no intent, which would say when it came, and is
// announced to nobody. Needs BlindKey besides Bucket.
func (l *Ledger) Evaluate(ctx context.Context, f Facts, ev inspection.Evaluation) (event.Event, error) {
	if err := inspection.CheckEvaluation(&ev, f.Result()).Err(); err != nil {
		return event.Event{}, err
	}
	ev = ev.Spelled()
	rec := inspection.RecordedEvaluation{Evaluation: ev, Circumstances: inspection.CircumstancesOf(&f.Inspection, &f.Result().Result)}
	blind := l.blind("evaluation 1", f.Inspection.Ref)
	// It says no more of the time than the week: the moment it was sent would lead to the inspection as
	// surely as its ID.
	e, err := event.New(event.EvaluationRecorded, event.EvaluationRecorded+"."+blind, blind, inspection.WeekStart(rec.Week), rec)
	if err != nil {
		return event.Event{}, err
	}
	stands, err := l.fact(ctx, EvaluationKey(rec.Week, blind), e)
	if errors.Is(err, fs.ErrExist) {
		theirs, err := event.Data[inspection.RecordedEvaluation](stands)
		if err != nil {
			return event.Event{}, err
		}
		if !sameEvaluation(theirs.Evaluation, ev) {
			return event.Event{}, inspection.AlreadyEvaluated()
		}
		return stands, nil
	}
	if err != nil {
		return event.Event{}, fmt.Errorf("record an evaluation: %w", err)
	}
	return e, nil
}

func sameEvaluation(a, b inspection.Evaluation) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// Evaluated reports whether the inspection has its evaluation. Needs BlindKey.
func (l *Ledger) Evaluated(ctx context.Context, r inspection.Ref) (bool, error) {
	_, err := l.Bucket.Get(ctx, EvaluationKey(r.Day.Week(), l.blind("evaluation 1", r)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// EvaluationReceipt proves to the enterprise that its evaluation was kept. It follows from the
// inspection, not from the evaluation, and leads to neither without BlindKey.
func (l *Ledger) EvaluationReceipt(r inspection.Ref) string {
	sum := sha256.Sum256([]byte(l.blind("receipt 1", r)))
	return strings.ToUpper(hex.EncodeToString(sum[:6]))
}

// blind is a name that follows from an inspection and leads back to none.
func (l *Ledger) blind(purpose string, r inspection.Ref) string {
	m := hmac.New(sha256.New, l.BlindKey)
	words, _ := json.Marshal([]string{purpose, r.String()})
	m.Write(words)
	return string(inspection.NewID([10]byte(m.Sum(nil))))
}
