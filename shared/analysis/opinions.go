package analysis

import (
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/statistics"
)

// confident is the level of every interval that is shown.
const confident = 0.95

// falseAlarms is the share of nights without anything to find on which chance may call out something all the same. It is
// small because what is called out is people.
const falseAlarms = 0.01

// opinions are evaluations, and the reasons ticked in them, that somebody may be told totals of.
type opinions struct {
	e      *Evaluated
	rows   Rows
	t      *Ticked
	ticked Rows
}

// shareOf is k of n with its interval.
func shareOf(k, n int) Share {
	in := statistics.Wilson(k, n, confident)
	return Share{k, n, in.Low, in.High}
}

// bad ratings are the two lowest.
func bad(rating int32) bool { return rating <= 2 }

// totals are what can be counted of evaluations of so many inspections.
func (o opinions) totals(done int) *Evaluations {
	all := &Evaluations{Response: shareOf(len(o.rows), max(done, len(o.rows)))}
	badOnes := 0
	for _, i := range o.rows {
		if r := o.e.Rating[i]; r >= 1 && r <= 5 {
			all.Ratings[r-1]++
		}
		badOnes += one(bad(o.e.Rating[i]))
	}
	all.Bad = shareOf(badOnes, len(o.rows))
	for d, duty := range inspection.Duties() {
		not, answered := o.undone(d)
		all.Duties = append(all.Duties, DutyShare{duty, shareOf(not, answered)})
	}
	times := make([]int, len(o.t.Reason.Names))
	for _, i := range o.ticked {
		times[o.t.Reason.Of[i]]++
	}
	for _, r := range inspection.Reasons() {
		if c := o.t.Reason.Code(string(r)); c >= 0 && times[c] > 0 {
			all.Reasons = append(all.Reasons, ReasonRow{r, times[c]})
		}
	}
	return all
}

// undone is how many said that the duty of this number was not done, of how many that said yes or no.
func (o opinions) undone(duty int) (not, answered int) {
	answers := &o.e.Duties[duty]
	yes, no := answers.Code(string(inspection.Yes)), answers.Code(string(inspection.No))
	for _, i := range o.rows {
		not += one(answers.Of[i] == no)
		answered += one(answers.Of[i] == no || answers.Of[i] == yes)
	}
	return not, answered
}

// where are those of a line's or, with no line, all.
func (o opinions) where(l inspection.Line) opinions {
	if l == "" {
		return o
	}
	evaluated, ticked := o.e.Line.Code(string(l)), o.t.Line.Code(string(l))
	o.rows = slices.DeleteFunc(slices.Clone(o.rows), func(i int32) bool { return o.e.Line.Of[i] != evaluated })
	o.ticked = slices.DeleteFunc(slices.Clone(o.ticked), func(i int32) bool { return o.t.Line.Of[i] != ticked })
	return o
}

// everything is what supervisors are told totals of.
func (n *Night) everything() opinions {
	return opinions{n.Evaluated, every(n.Evaluated.Len()), n.Ticked, every(n.Ticked.Len())}
}

// supervised is what the unit above a line's agencies is told totals of. A municipal unit (市级试点单位) inspects as well: of its
// own visits it is told what any agency is, else two nights' totals of its line would differ by what one enterprise said
// of it. The Bureau, which has no line, is told all.
func (n *Night) supervised(h *heard, line inspection.Line) opinions {
	o := h.all.where(line)
	i := slices.IndexFunc(n.Directory, func(a inspection.Agency) bool { return a.Line == line && a.Level == inspection.Municipal })
	if i < 0 {
		return o
	}
	told := make(map[inspection.ID]struct{}, len(h.shown.rows))
	for _, i := range h.shown.rows {
		told[h.shown.e.ID[i]] = struct{}{}
	}
	withheld := func(agencies *Words, ids []inspection.ID) func(row int32) bool {
		unit := agencies.Code(n.Directory[i].Code)
		return func(row int32) bool {
			_, ok := told[ids[row]]
			return !ok && agencies.Of[row] == unit
		}
	}
	o.rows = slices.DeleteFunc(o.rows, withheld(&o.e.Agency, o.e.ID))
	o.ticked = slices.DeleteFunc(o.ticked, withheld(&o.t.Agency, o.t.ID))
	return o
}

func every(n int) Rows {
	rows := make(Rows, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// shown is what agencies are told totals of: what was released, of the years whose beginning lies within the period. Of a year
// that begins before it, every night would leave out another day, and tell by the difference what was said of it.
func (n *Night) shown() opinions {
	first := n.From
	if first != n.Policy.Trial.From {
		first = inspection.NumberedDay(inspection.Date(n.From.Year()+"-12-31").Number() + 1)
	} else {
		first = inspection.DateOf(inspection.WeekStart(first.Week()))
	}
	released := n.Released.set()
	hidden := func(id inspection.ID, monday int32) bool {
		_, ok := released[id]
		return !ok || monday < first.Number()
	}
	o := n.everything()
	o.rows = slices.DeleteFunc(o.rows, func(i int32) bool { return hidden(o.e.ID[i], o.e.Monday[i]) })
	o.ticked = slices.DeleteFunc(o.ticked, func(i int32) bool { return hidden(o.t.ID[i], o.t.Monday[i]) })
	return o
}
