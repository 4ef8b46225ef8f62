package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/statistics"
)

// eventsPerFactor is how many bad ratings, and how many others, there must be for each factor that is looked at.
// Vittinghoff & McCulloch (2007), American Journal of Epidemiology 165, 710.
const eventsPerFactor = 5

// mostFactors bounds how many are looked at; they stand as bits of a word.
const mostFactors = 40

// A factor is something that is so of some evaluations and not of others.
type factor struct {
	key   string
	name  inspection.Text // as it stands in a sentence, of an evaluation
	holds func(i int32) bool
	times int // among the evaluations looked at

	known bool // by the agency, of each of its visits
}

// associate says what goes with bad ratings: one Firth-penalised regression on the factors of which there is enough to say
// anything. Reasons are no factors: they are ticked beside the rating and are part of it. Nothing is said under
// MinAssociation bad ratings, and untold is that the regression found no maximum. Tries are taken to be independent,
// which enterprises that rate more than once are not quite: who rated is not known, so it cannot be allowed for.
func (n *Night) associate(o opinions, factors []factor) (goes []Association, untold bool) {
	events := 0
	for _, i := range o.rows {
		events += one(bad(o.e.Rating[i]))
	}
	if events < MinAssociation {
		return nil, false
	}
	factors = o.enough(factors, min(events, len(o.rows)-events)/eventsPerFactor)
	trials := map[uint64]*statistics.Trial{}
	var patterns []uint64
	for _, i := range o.rows {
		pattern := uint64(0)
		for f := range factors {
			if factors[f].holds(i) {
				pattern |= 1 << f
			}
		}
		t := trials[pattern]
		if t == nil {
			t = &statistics.Trial{Factors: make([]float64, len(factors))}
			for f := range factors {
				t.Factors[f] = float64(pattern >> f & 1)
			}
			trials[pattern] = t
			patterns = append(patterns, pattern)
		}
		t.Of++
		t.Seen += one(bad(o.e.Rating[i]))
	}
	slices.Sort(patterns)
	ordered := make([]statistics.Trial, len(patterns))
	for i, p := range patterns {
		ordered[i] = *trials[p]
	}
	terms, err := statistics.Firth(ordered)
	if err != nil {
		return nil, true
	}
	return inWords(factors, terms), false
}

// enough are the factors that hold, and do not hold, of MinGroup evaluations at least: at most so many, those of which there
// is most to learn first. The ratings have no part in the choice.
func (o opinions) enough(factors []factor, most int) []factor {
	for f := range factors {
		for _, i := range o.rows {
			factors[f].times += one(factors[f].holds(i))
		}
	}
	learn := func(f factor) int { return min(f.times, len(o.rows)-f.times) }
	factors = slices.DeleteFunc(factors, func(f factor) bool { return learn(f) < MinGroup })
	slices.SortStableFunc(factors, func(a, b factor) int { return cmp.Compare(learn(b), learn(a)) })
	return factors[:min(len(factors), most, mostFactors)]
}

// inWords puts terms into sentences, the clear ones first.
func inWords(factors []factor, terms []statistics.Term) (goes []Association) {
	var ps []float64
	for f, t := range terms {
		if t.Aliased {
			continue
		}
		ps = append(ps, t.P)
		goes = append(goes, Association{Factor: factors[f].key, Name: factors[f].name, N: factors[f].times,
			Odds: math.Exp(t.Effect), Low: math.Exp(t.Low), High: math.Exp(t.High)})
	}
	for i, q := range statistics.BenjaminiHochberg(ps) {
		a := &goes[i]
		a.Clear = q <= falseAlarms
		what := a.Name
		a.Text = inspection.Text{
			ZH: fmt.Sprintf("%s，评价较差的比数约为其他检查的%.1f倍（95%%区间%.1f—%.1f）", what.ZH, a.Odds, a.Low, a.High),
			EN: fmt.Sprintf("%s, the odds of a bad rating were about %.1f times those of others (95 %% interval %.1f–%.1f)", what.EN, a.Odds, a.Low, a.High),
		}
		if a.Clear {
			a.Text.ZH += "；二者相关联，但不等于原因"
			a.Text.EN += "; the two go together, which is not to say that one causes the other"
		} else {
			a.Text.ZH += "，差异不明显"
			a.Text.EN += ", which chance may explain"
		}
	}
	slices.SortStableFunc(goes, func(a, b Association) int {
		return cmp.Or(one(b.Clear)-one(a.Clear), cmp.Compare(math.Abs(math.Log(b.Odds)), math.Abs(math.Log(a.Odds))))
	})
	return goes
}
