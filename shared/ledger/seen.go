package ledger

import (
	"cmp"
	"context"
	"fmt"
	"hash"
	"hash/fnv"
	"iter"
	"slices"
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
	names  hash.Hash64
	scans  []string        // names; of a part, those of the visit it is a part of
	parts  []inspection.ID // that have joined it
}

// ScannedDuring reports whether anyone opened the code during the visit, as Ledger.Scanned does.
func (s *Seen) ScannedDuring(in *inspection.Inspection) bool {
	prefix := ScanPrefix(in.Visit())
	for _, key := range s.scans {
		if inVisit(prefix, key, in) {
			return true
		}
	}
	return false
}

// see takes in the name of one more fact.
func (s *Seen) see(fact, key string) {
	switch {
	case fact == issuedFact:
		s.issued = true
	case fact == screenImage, fact == printImage, fact == photosFact, strings.HasPrefix(fact, evidenceFolder):
		return
	case strings.HasPrefix(fact, "scans/"):
		s.scans = append(s.scans, key)
	case strings.HasPrefix(fact, "joined/"):
		s.parts = append(s.parts, inspection.ID(strings.Clone(fact[strings.LastIndexByte(fact, '-')+1:])))
	}
	s.names.Write([]byte(fact + "\n"))
}

// Inspections lists the inspections that were issued, planned for the days from first on, in the order of
// day and ID. Needs Bucket alone.
func (l *Ledger) Inspections(ctx context.Context, first inspection.Date) iter.Seq2[Seen, error] {
	const folder = "inspections/"
	return func(yield func(Seen, error) bool) {
		var day []Seen
		for key, err := range l.Bucket.List(ctx, folder, folder+string(first)) {
			if err != nil {
				yield(Seen{}, fmt.Errorf("list inspections: %w", err))
				return
			}
			date, rest, _ := strings.Cut(strings.TrimPrefix(key, folder), "/")
			id, fact, _ := strings.Cut(rest, "/")
			r := inspection.Ref{Day: inspection.Date(date), ID: inspection.ID(id)}
			if len(day) > 0 && day[0].Day != r.Day {
				if !yieldDay(day, yield) {
					return
				}
				day = day[:0]
			}
			if len(day) == 0 || day[len(day)-1].Ref != r {
				day = append(day, Seen{Ref: inspection.Ref{Day: inspection.Date(strings.Clone(date)), ID: inspection.ID(strings.Clone(id))}, names: fnv.New64a()})
			}
			day[len(day)-1].see(fact, key)
		}
		yieldDay(day, yield)
	}
}

// yieldDay yields the inspections of one day, once it is known which of them are parts of others: their code is
// opened with those.
func yieldDay(day []Seen, yield func(Seen, error) bool) bool {
	at := func(id inspection.ID) (int, bool) {
		return slices.BinarySearchFunc(day, id, func(s Seen, id inspection.ID) int { return cmp.Compare(s.ID, id) })
	}
	for _, lead := range day {
		for _, id := range lead.parts {
			if i, ok := at(id); ok {
				day[i].scans = lead.scans
				for _, key := range lead.scans {
					day[i].names.Write([]byte(key + "\n"))
				}
			}
		}
	}
	for _, s := range day {
		s.Facts, s.names = int64(s.names.Sum64()), nil
		if s.issued && !yield(s, nil) {
			return false
		}
	}
	return true
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
	return prefix+stamp(firstLook(in)) < key && key < prefix+stamp(in.Until.Add(leeway))
}

// firstLook is from when on a look at the code is one at the inspection: of a part, not before it had joined.
func firstLook(in *inspection.Inspection) time.Time {
	from := in.From.Add(-leeway)
	if in.Joins != nil && in.Issued.After(from) {
		return in.Issued
	}
	return from
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
