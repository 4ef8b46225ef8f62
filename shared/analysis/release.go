package analysis

import (
	"slices"

	"inspectioncode.example/shared/inspection"
)

// A Released says, per agency and calendar year, which evaluations stand in the totals the agency is shown. Every night makes
// its own from that of the night before, and the next one needs it: which evaluations came together cannot be told from
// the evaluations, which say the week of the visit and not when they were sent.
type Released map[string][]inspection.ID

// Release adds what has come since to what agencies are shown: all of an agency's, once they are MinGroup at least, and until
// then none. So the totals of two nights differ by nothing or by MinGroup evaluations, in whatever order they come and
// however late, and nobody who compares them learns what one enterprise said. Years apart, so that totals that begin
// anew with a year hide as many.
func Release(before Released, e *Evaluated) Released {
	known := before.set()
	waiting := map[string][]inspection.ID{}
	for i, id := range e.ID {
		if _, ok := known[id]; !ok {
			key := e.Agency.At(i) + "/" + yearOf(e.Monday[i])
			waiting[key] = append(waiting[key], id)
		}
	}
	after := make(Released, len(before)+len(waiting))
	for key, ids := range before {
		after[key] = slices.Clone(ids)
	}
	for key, ids := range waiting {
		if len(ids) >= MinGroup {
			after[key] = append(after[key], ids...)
			slices.Sort(after[key]) // by names that say nothing: the order they came in is not kept
		}
	}
	return after
}

func (r Released) set() map[inspection.ID]struct{} {
	all := map[inspection.ID]struct{}{}
	for _, ids := range r {
		for _, id := range ids {
			all[id] = struct{}{}
		}
	}
	return all
}

func yearOf(day int32) string { return inspection.NumberedDay(day).Year() }
