package ledger

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"strings"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Seen is an inspection as a listing shows it: where it lies, and the names of its facts. Facts never
// change, so while their names are the same there is nothing new to read.
type Seen struct {
	inspection.Ref
	Facts int64 // stands for the names, without those of pictures

	issued bool
	scans  []string // names
}

// ScannedDuring reports whether anyone opened the code during the visit, as Ledger.Scanned does.
func (s *Seen) ScannedDuring(in *inspection.Inspection) bool {
	prefix := ScanPrefix(s.Ref)
	for _, key := range s.scans {
		if inVisit(prefix, key, in) {
			return true
		}
	}
	return false
}

// Inspections lists the inspections that were issued, planned for the days from first on, in the order of
// day and ID. Needs Bucket alone.
func (l *Ledger) Inspections(ctx context.Context, first inspection.Date) iter.Seq2[Seen, error] {
	const folder = "inspections/"
	return func(yield func(Seen, error) bool) {
		var s Seen
		names := fnv.New64a()
		ready := func() bool { s.Facts = int64(names.Sum64()); return s.issued }
		for key, err := range l.Bucket.List(ctx, folder, folder+string(first)) {
			if err != nil {
				yield(Seen{}, fmt.Errorf("list inspections: %w", err))
				return
			}
			day, rest, _ := strings.Cut(strings.TrimPrefix(key, folder), "/")
			id, fact, _ := strings.Cut(rest, "/")
			if r := (inspection.Ref{Day: inspection.Date(day), ID: inspection.ID(id)}); r != s.Ref {
				if ready() && !yield(s, nil) {
					return
				}
				s = Seen{Ref: inspection.Ref{Day: inspection.Date(strings.Clone(day)), ID: inspection.ID(strings.Clone(id))}}
				names.Reset()
			}
			switch {
			case fact == issuedFact:
				s.issued = true
			case fact == screenImage, fact == printImage, fact == photosFact, strings.HasPrefix(fact, evidenceFolder):
				continue
			case strings.HasPrefix(fact, "scans/"):
				s.scans = append(s.scans, key)
			}
			names.Write([]byte(fact + "\n"))
		}
		if ready() {
			yield(s, nil)
		}
	}
}

// An EvaluationName is an evaluation as a listing shows it.
type EvaluationName struct {
	Week  string
	Blind inspection.ID
}

// Evaluations lists the evaluations of the weeks from first on, in order. Needs Bucket alone.
func (l *Ledger) Evaluations(ctx context.Context, first string) iter.Seq2[EvaluationName, error] {
	const folder = "evaluations/"
	return func(yield func(EvaluationName, error) bool) {
		for key, err := range l.Bucket.List(ctx, folder, folder+first) {
			if err != nil {
				yield(EvaluationName{}, fmt.Errorf("list evaluations: %w", err))
				return
			}
			week, blind, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(key, folder), ".json"), "/")
			if !yield(EvaluationName{strings.Clone(week), inspection.ID(strings.Clone(blind))}, nil) {
				return
			}
		}
	}
}

// Blind is the name of an inspection's evaluation, whether there is one or not. Needs BlindKey.
func (l *Ledger) Blind(r inspection.Ref) EvaluationName {
	return EvaluationName{r.Day.Week(), inspection.ID(l.blind("evaluation 1", r))}
}

// leeway is by how much the clocks of a phone's server and an officer's may differ.
const leeway = 2 * time.Minute

// inVisit reports whether a scan of that name lies within the visit.
func inVisit(prefix, key string, in *inspection.Inspection) bool {
	return prefix+stamp(in.From.Add(-leeway)) < key && key < prefix+stamp(in.Until.Add(leeway))
}

// ReadEvaluations reads several evaluations, in the order of names. Needs Bucket alone.
func (l *Ledger) ReadEvaluations(ctx context.Context, names []EvaluationName) ([]inspection.RecordedEvaluation, error) {
	all := make([]inspection.RecordedEvaluation, len(names))
	for from := 0; from < len(names); from += atOnce {
		var steps []func() error
		for i := from; i < min(from+atOnce, len(names)); i++ {
			steps = append(steps, func() error {
				key := EvaluationKey(names[i].Week, string(names[i].Blind))
				e, there, err := l.factAt(ctx, key)
				if err == nil && !there {
					err = fmt.Errorf("%s was listed and is not there", key)
				}
				if err == nil {
					all[i], err = event.Data[inspection.RecordedEvaluation](e)
				}
				return err
			})
		}
		if err := together(steps...); err != nil {
			return nil, err
		}
	}
	return all, nil
}
