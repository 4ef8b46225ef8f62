package analysis

import (
	"slices"

	"inspectioncode.example/shared/inspection"
)

// A Released says, per agency and calendar year, which evaluations stand in the totals the agency is shown. Every night makes
// its own from that of the night before, and the next one needs it: which evaluations came together cannot be told from
// the evaluations, which say the week of the visit and not when they were sent.
type Released map[string][]inspection.ID

// Release adds what has come since to what agencies are shown: all of an agency's, once MinGroup enterprises at least gave them,
// and until then none. So the totals of two nights differ by nothing or by what MinGroup enterprises said, in whatever order they
// come and however late, and nobody who compares them learns what one enterprise said: nor does an agency with few enterprises,
// which evaluate again and again. Years apart, so that totals that begin anew with a year hide as many.
func (n *Night) Release(before Released) Released {
	e, known, by := n.Evaluated, before.set(), n.evaluators()
	type group struct {
		ids         []inspection.ID
		enterprises map[int32]struct{}
	}
	waiting := map[string]group{}
	for i, id := range e.ID {
		enterprise, ok := by[int32(i)]
		if _, shown := known[id]; shown || !ok {
			continue
		}
		key := e.Agency.At(i) + "/" + yearOf(e.Monday[i])
		g := waiting[key]
		if g.enterprises == nil {
			g.enterprises = map[int32]struct{}{}
		}
		g.ids, g.enterprises[enterprise] = append(g.ids, id), struct{}{}
		waiting[key] = g
	}
	after := make(Released, len(before)+len(waiting))
	for key, ids := range before {
		after[key] = slices.Clone(ids)
	}
	for key, g := range waiting {
		if len(g.enterprises) >= MinGroup {
			after[key] = append(after[key], g.ids...)
			slices.Sort(after[key]) // by names that say nothing: the order they came in is not kept
		}
	}
	return after
}

// evaluators are the enterprises, by their codes, that gave the evaluations, by row. Of one whose inspection is not known it
// cannot be said whose it is.
func (n *Night) evaluators() map[int32]int32 {
	by := make(map[int32]int32, len(n.Rated))
	for _, r := range n.Rated {
		by[r.Evaluation] = n.Inspections.Enterprise.Of[r.Inspection]
	}
	return by
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
