package analysis

import (
	"cmp"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/statistics"
)

const (
	watchDays  = 90 // how far the watch looks back and ahead, at most
	watchLeast = 28 // and at least, or it says nothing yet
	watchGroup = 3  // enterprises of an agency that are also looked at together
	usual      = 10 // visits a week's own share of the line's is drawn towards, so that few say little
)

// A pair is an agency and an enterprise, by the codes of their words.
type pair struct{ agency, enterprise int32 }

// A grievance is a week after which a pair is watched: of a bad rating, or of a report of a visit without a code.
type grievance struct {
	pair
	monday int32
}

// A stretch is what is seen of a pair around a week: how many visits in so many days before it and after it.
type stretch struct {
	grievance
	days          int32
	before, after int
}

// watched is a stretch after a grievance, and what was to be expected.
type watched struct {
	stretch
	expected statistics.NegativeBinomial
}

// A watcher looks at what agencies did around weeks. The week itself is left out: the visit that was rated lies in it.
type watcher struct {
	in          *Inspections
	visits      []grievance // every visit done, with its day; in order
	first, last int32
}

// watch looks at all who were rated badly, or reported, by an enterprise: whether its inspections rose or fell silent as they did
// not, in the same weeks, where nobody had complained. What is called out stands after correction for all looks.
func (n *Night) watch() []Watch {
	w := newWatcher(n.Inspections, n.Until.Number())
	aggrieved := w.stretchesOf(n.grievances())
	groups := map[int32][]watched{}
	for line, peers := range w.peers(n.grievances()) {
		x := expectFrom(peers)
		for _, s := range aggrieved[line] {
			if d, ok := x.after(s); ok {
				groups[s.agency] = append(groups[s.agency], watched{s, d})
			}
		}
	}
	var single, together []Watch
	for a, code := range n.Inspections.Agency.Names {
		of := groups[int32(a)]
		for _, x := range of {
			single = append(single, n.look(x))
		}
		if len(of) >= watchGroup {
			together = append(together, lookTogether(code, of)...)
		}
	}
	return append(standing(together), standing(single)...)
}

// standing keeps what stands after correction for as many looks.
func standing(looks []Watch) (kept []Watch) {
	ps := make([]float64, len(looks))
	for i, l := range looks {
		ps[i] = l.P
	}
	for i, q := range statistics.BenjaminiHochberg(ps) {
		if q <= falseAlarms {
			kept = append(kept, looks[i])
		}
	}
	slices.SortStableFunc(kept, func(a, b Watch) int { return cmp.Compare(a.P, b.P) })
	return kept
}

// look is at one enterprise: a change as large to either side.
func (n *Night) look(x watched) Watch {
	fewer, more := x.expected.OrFewer(x.after), x.expected.OrMore(x.after)
	return Watch{Agency: n.Inspections.Agency.Names[x.agency], Enterprise: inspection.USCC(n.Inspections.Enterprise.Names[x.enterprise]),
		Monday: inspection.NumberedDay(x.monday), Days: int(x.days), Before: x.before, After: x.after, Expected: x.expected.Mean, P: min(1, 2*min(fewer, more)), Rise: more < fewer}
}

// lookTogether is at all of an agency's: once whether there were more visits, once whether there were more silences.
func lookTogether(agency string, of []watched) []Watch {
	all := Watch{Agency: agency, Enterprises: len(of)}
	variance := 0.0
	var silent []float64
	for _, x := range of {
		all.Before += x.before
		all.After += x.after
		all.Expected += x.expected.Mean
		variance += x.expected.Variance()
		none := x.expected.OrFewer(0)
		silent = append(silent, none)
		all.SilencesExpected += none
		all.Silences += one(x.after == 0)
	}
	rise, silence := all, all
	rise.Rise, rise.P = true, statistics.WithVariance(all.Expected, variance).OrMore(all.After)
	silence.P = statistics.AtLeast(all.Silences, silent)
	return []Watch{rise, silence}
}

// grievances are the first of each pair, in order.
func (n *Night) grievances() []grievance {
	var all []grievance
	in, e := n.Inspections, n.Evaluated
	for _, r := range n.Rated {
		if bad(e.Rating[r.Evaluation]) {
			all = append(all, grievance{pair{in.Agency.Of[r.Inspection], in.Enterprise.Of[r.Inspection]}, e.Monday[r.Evaluation]})
		}
	}
	for _, p := range n.placed() {
		agency, enterprise := in.Agency.Code(p.agency), in.Enterprise.Code(string(p.Enterprise))
		if !p.matched && agency >= 0 && enterprise >= 0 {
			all = append(all, grievance{pair{agency, enterprise}, monday(p.Day.Number())})
		}
	}
	slices.SortFunc(all, byPair)
	return slices.CompactFunc(all, func(a, b grievance) bool { return a.pair == b.pair })
}

func byPair(a, b grievance) int {
	return cmp.Or(cmp.Compare(a.agency, b.agency), cmp.Compare(a.enterprise, b.enterprise), cmp.Compare(a.monday, b.monday))
}

func newWatcher(in *Inspections, last int32) *watcher {
	w := &watcher{in: in, last: last, first: last}
	done := in.State.Code(Done)
	for i, day := range in.Day {
		if in.State.Of[i] == done && day <= last {
			w.visits = append(w.visits, grievance{pair{in.Agency.Of[i], in.Enterprise.Of[i]}, day})
			w.first = min(w.first, day)
		}
	}
	slices.SortFunc(w.visits, byPair)
	return w
}

// count is how many visits a pair had on the days from first to last.
func (w *watcher) count(p pair, first, last int32) int {
	begin, _ := slices.BinarySearchFunc(w.visits, grievance{p, first}, byPair)
	end, _ := slices.BinarySearchFunc(w.visits, grievance{p, last + 1}, byPair)
	return end - begin
}

// stretch is what is seen around a week, false while it is too little.
func (w *watcher) stretch(g grievance) (stretch, bool) {
	next := g.monday + 7
	days := min(watchDays, w.last-next+1, g.monday-w.first)
	if days < watchLeast {
		return stretch{}, false
	}
	return stretch{g, days, w.count(g.pair, g.monday-days, g.monday-1), w.count(g.pair, next, next+days-1)}, true
}

// stretchesOf are those of weeks, by the line of the agency.
func (w *watcher) stretchesOf(weeks []grievance) map[int32][]stretch {
	lines := make([]int32, len(w.in.Agency.Names))
	for i, a := range w.in.Agency.Of {
		lines[a] = w.in.Line.Of[i]
	}
	all := map[int32][]stretch{}
	for _, g := range weeks {
		if s, ok := w.stretch(g); ok {
			all[lines[g.agency]] = append(all[lines[g.agency]], s)
		}
	}
	return all
}

// peers are the stretches around every week with a visit to an enterprise that has nothing against the agency. They too were
// inspected in that week, as those who rated were: what they had after it is what is usual after a visit.
func (w *watcher) peers(aggrieved []grievance) map[int32][]stretch {
	var weeks []grievance
	for _, v := range w.visits {
		v.monday = monday(v.monday)
		if n := len(weeks); n > 0 && weeks[n-1] == v {
			continue
		}
		i, _ := slices.BinarySearchFunc(aggrieved, grievance{v.pair, never}, byPair)
		if i == len(aggrieved) || aggrieved[i].pair != v.pair {
			weeks = append(weeks, v)
		}
	}
	return w.stretchesOf(weeks)
}
