package statistics

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A Trial is so many outcomes seen of so many tries, all under the same values of the factors. Tries alike are best put
// together: time grows with the number of trials, not of tries.
type Trial struct {
	Factors  []float64
	Seen, Of int
}

// A Term is what a regression says of one factor. Effects are logarithms of odds ratios.
type Term struct {
	Effect  float64
	Low     float64 // of the 95 % profile likelihood interval
	High    float64
	P       float64 // penalised likelihood ratio test of no effect
	Aliased bool    // follows from the factors before it, so nothing can be said; the rest is zero
}

// ErrNotConverged is what Firth fails with when a maximum is not found within the steps it allows itself.
var ErrNotConverged = errors.New("penalised likelihood: no maximum found")

// halfSquare is half of the 95 % point of chi squared with one degree of freedom.
const halfSquare = 1.920729410347062

// Firth fits a logistic regression with an intercept by maximum penalised likelihood, the penalty being half the logarithm
// of the information's determinant. It has finite effects where a factor separates the outcomes, and little bias for rare
// ones. Intervals and tests are by profile of the penalised likelihood. Columns that follow from earlier ones are set
// aside. Tries are taken to be independent of each other.
// Firth (1993), Biometrika 80, 27; Heinze & Schemper (2002), Statistics in Medicine 21, 2409.
func Firth(trials []Trial) ([]Term, error) {
	if len(trials) == 0 {
		return nil, fmt.Errorf("fit: %w of no trials", ErrNotConverged)
	}
	terms := make([]Term, len(trials[0].Factors))
	kept := independent(trials)
	m := design(trials, kept)
	top, err := m.climb(make([]float64, m.columns), -1)
	if err != nil {
		return nil, err
	}
	for i := range terms {
		terms[i].Aliased = true
	}
	for c, i := range kept {
		at := c + 1 // after the intercept
		none := slices.Clone(top.effects)
		none[at] = 0
		without, err := m.climb(none, at)
		if err != nil {
			return nil, err
		}
		low, err := m.bound(top, at, -1)
		if err != nil {
			return nil, err
		}
		high, err := m.bound(top, at, +1)
		if err != nil {
			return nil, err
		}
		terms[i] = Term{Effect: top.effects[at], Low: low, High: high, P: math.Erfc(math.Sqrt(max(0, top.height-without.height)))}
	}
	return terms, nil
}

// bound is the end of the profile interval below (−1) or above (+1) the effect in a column: where the profile has fallen by
// half the 95 % point. The root of the fall is almost straight, so the secant finds it in a few steps.
func (m *model) bound(top *point, column int, side float64) (float64, error) {
	unit := mat.NewVecDense(m.columns, nil)
	unit.SetVec(column, 1)
	var variance mat.VecDense
	if err := top.chol.SolveVecTo(&variance, unit); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNotConverged, err)
	}
	target := math.Sqrt(halfSquare)
	inner, outer := 0.0, math.Inf(1) // distances known to lie within and beyond
	innerFall := 0.0
	distance := 1.96 * math.Sqrt(variance.AtVec(column))
	from := top
	for range mostSteps {
		effects := slices.Clone(from.effects)
		effects[column] = top.effects[column] + side*distance
		here, err := m.climb(effects, column)
		if err != nil {
			return 0, err
		}
		fall := math.Sqrt(max(0, top.height-here.height))
		if math.Abs(fall-target) < 1e-5 {
			return here.effects[column], nil
		}
		from = here
		if fall < target {
			slope := (fall - innerFall) / (distance - inner)
			inner, innerFall = distance, fall
			distance = min(2*distance+0.1, inner+(target-fall)/max(slope, 1e-3))
		} else {
			outer = distance
			distance = inner + (target-innerFall)*(distance-inner)/(fall-innerFall)
		}
		if distance <= inner || distance >= outer {
			distance = (inner + outer) / 2
		}
	}
	return 0, fmt.Errorf("%w for an interval in %d steps", ErrNotConverged, mostSteps)
}

// independent are the factors that do not follow from the intercept and the factors before them.
func independent(trials []Trial) (kept []int) {
	column := func(value func(Trial) float64) []float64 {
		v := make([]float64, len(trials))
		for i, t := range trials {
			v[i] = math.Sqrt(float64(t.Of)) * value(t)
		}
		return v
	}
	var basis [][]float64
	add := func(v []float64) bool {
		size := math.Sqrt(dot(v, v))
		for range 2 { // once more for what rounding left
			for _, b := range basis {
				along := dot(v, b)
				for i := range v {
					v[i] -= along * b[i]
				}
			}
		}
		left := math.Sqrt(dot(v, v))
		if size == 0 || left < 1e-7*size {
			return false
		}
		for i := range v {
			v[i] /= left
		}
		basis = append(basis, v)
		return true
	}
	add(column(func(Trial) float64 { return 1 }))
	for f := range trials[0].Factors {
		if add(column(func(t Trial) float64 { return t.Factors[f] })) {
			kept = append(kept, f)
		}
	}
	return kept
}
