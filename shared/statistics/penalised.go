package statistics

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// How far a climb goes before it gives up, and where it has arrived.
const (
	mostSteps  = 100
	mostStep   = 5.0  // of any effect in one step
	smallScore = 1e-6 // of the penalised score at a maximum
)

// A model is the regression's design: rows of factors after a one, with what was seen.
type model struct {
	columns  int
	x        []float64 // row by row
	seen, of []float64
}

func design(trials []Trial, kept []int) *model {
	m := &model{columns: len(kept) + 1}
	for _, t := range trials {
		if t.Of == 0 {
			continue
		}
		m.x = append(m.x, 1)
		for _, i := range kept {
			m.x = append(m.x, t.Factors[i])
		}
		m.seen, m.of = append(m.seen, float64(t.Seen)), append(m.of, float64(t.Of))
	}
	return m
}

func (m *model) row(i int) []float64 { return m.x[i*m.columns : (i+1)*m.columns] }

// A point of the penalised likelihood: where, how high, and what the climb needs to go on.
type point struct {
	effects []float64
	height  float64
	score   []float64
	chol    *mat.Cholesky // of the information
}

// at measures the penalised likelihood, false where the information is not positive definite in floating point.
func (m *model) at(effects []float64) (*point, bool) {
	information := mat.NewSymDense(m.columns, nil)
	chances := make([]float64, len(m.of))
	height := 0.0
	for i := range m.of {
		x := m.row(i)
		eta := dot(x, effects)
		chances[i] = 1 / (1 + math.Exp(-eta))
		height += m.seen[i]*eta - m.of[i]*softplus(eta)
		w := m.of[i] * chances[i] * (1 - chances[i])
		for a, xa := range x {
			if xa == 0 {
				continue
			}
			for b := a; b < m.columns; b++ {
				if x[b] != 0 {
					information.SetSym(a, b, information.At(a, b)+w*xa*x[b])
				}
			}
		}
	}
	p := &point{effects: effects, score: make([]float64, m.columns), chol: new(mat.Cholesky)}
	if !p.chol.Factorize(information) {
		return nil, false
	}
	p.height = height + p.chol.LogDet()/2
	var inverse mat.SymDense
	if err := p.chol.InverseTo(&inverse); err != nil {
		return nil, false
	}
	for i := range m.of {
		x := m.row(i)
		spread := 0.0 // x' I⁻¹ x; times the weight, the row's leverage
		for a, xa := range x {
			if xa == 0 {
				continue
			}
			for b, xb := range x {
				spread += xa * xb * inverse.At(a, b)
			}
		}
		pi := chances[i]
		residual := m.seen[i] - m.of[i]*pi + m.of[i]*pi*(1-pi)*spread*(0.5-pi)
		for a, xa := range x {
			p.score[a] += xa * residual
		}
	}
	return p, true
}

// climb finds the maximum from start, with the effect in column held (−1: none) where it starts.
func (m *model) climb(start []float64, held int) (*point, error) {
	here, ok := m.at(start)
	if !ok {
		return nil, fmt.Errorf("%w: information singular at the start", ErrNotConverged)
	}
	for range mostSteps {
		score := slices.Clone(here.score)
		if held >= 0 {
			score[held] = 0
		}
		if largest(score) < smallScore {
			return here, nil
		}
		step, err := here.step(score, held)
		if err != nil {
			return nil, err
		}
		next, ok := m.towards(here, step)
		if !ok {
			if largest(score) < math.Sqrt(smallScore) {
				return here, nil // the top, as far as floating point can tell
			}
			return nil, fmt.Errorf("%w: no step goes up", ErrNotConverged)
		}
		here = next
	}
	return nil, fmt.Errorf("%w in %d steps", ErrNotConverged, mostSteps)
}

// towards takes the step, or half of it, or half of that, until it goes up.
func (m *model) towards(here *point, step []float64) (*point, bool) {
	scale := min(1, mostStep/max(largest(step), math.SmallestNonzeroFloat64))
	for range 30 {
		effects := slices.Clone(here.effects)
		for i := range effects {
			effects[i] += scale * step[i]
		}
		if next, ok := m.at(effects); ok && next.height >= here.height-1e-12*math.Abs(here.height) {
			return next, true
		}
		scale /= 2
	}
	return nil, false
}

// step is the scoring step I⁻¹U; with an effect held, of the others alone.
func (p *point) step(score []float64, held int) ([]float64, error) {
	n := len(score)
	var step mat.VecDense
	if err := p.chol.SolveVecTo(&step, mat.NewVecDense(n, score)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotConverged, err)
	}
	if held < 0 {
		return step.RawVector().Data, nil
	}
	// Take back what would move the held effect: its column of the inverse, scaled to undo it.
	unit := mat.NewVecDense(n, nil)
	unit.SetVec(held, 1)
	var column mat.VecDense
	if err := p.chol.SolveVecTo(&column, unit); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotConverged, err)
	}
	step.AddScaledVec(&step, -step.AtVec(held)/column.AtVec(held), &column)
	step.SetVec(held, 0)
	return step.RawVector().Data, nil
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func largest(v []float64) (most float64) {
	for _, x := range v {
		most = max(most, math.Abs(x))
	}
	return most
}

// softplus is log(1 + exp(x)) without overflow.
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}
