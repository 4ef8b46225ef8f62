// Package statistics holds the few textbook methods the night needs, each a function of numbers with its reference:
// intervals for shares, shrinkage, funnel limits, correction for many looks, over-dispersed counts, penalised logistic
// regression and exact tests. It knows nothing of inspections, and refuses to say what a number means.
package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// An Interval is a range of values, both ends included.
type Interval struct{ Low, High float64 }

// Holds reports whether v lies within.
func (i Interval) Holds(v float64) bool { return i.Low <= v && v <= i.High }

// Wilson is the interval of a share of which k of n were seen, at the given level such as 0.95; of nothing it is 0 to 1.
// Unlike p ± 1.96 s it keeps near its level for few trials and rare events.
// Wilson (1927), J. Am. Stat. Assoc. 22, 209; Brown, Cai & DasGupta (2001), Statistical Science 16, 101.
func Wilson(k, n int, level float64) Interval {
	if n == 0 {
		return Interval{0, 1}
	}
	z := deviate(level)
	trials := float64(n)
	p := float64(k) / trials
	middle := (p + z*z/(2*trials)) / (1 + z*z/trials)
	half := z / (1 + z*z/trials) * math.Sqrt(p*(1-p)/trials+z*z/(4*trials*trials))
	in := Interval{max(0, middle-half), min(1, middle+half)}
	if k == 0 {
		in.Low = 0 // which it is, but for rounding
	}
	if k == n {
		in.High = 1
	}
	return in
}

// deviate is how many standard deviations either side of the mean hold the level of a normal distribution.
func deviate(level float64) float64 { return distuv.UnitNormal.Quantile((1 + level) / 2) }
