package statistics

import "gonum.org/v1/gonum/mathext"

// A NegativeBinomial is the distribution of a count whose rate is only known up to a gamma distribution of this shape; the
// smaller the shape, the wider it is.
// Greenwood & Yule (1920), J. R. Stat. Soc. 83, 255.
type NegativeBinomial struct{ Mean, Shape float64 }

// Predict is the distribution of the events of a peer over an exposure to come.
func (p GammaPrior) Predict(exposure float64) NegativeBinomial {
	return NegativeBinomial{Mean: p.Rate * exposure, Shape: p.Shape}
}

// WithVariance is the distribution with this mean and variance; a variance not above the mean gives one that is next to
// Poisson's.
func WithVariance(mean, variance float64) NegativeBinomial {
	if excess := variance - mean; excess > mean*mean/mostShape {
		return NegativeBinomial{mean, mean * mean / excess}
	}
	return NegativeBinomial{mean, mostShape}
}

// Variance of the count.
func (d NegativeBinomial) Variance() float64 { return d.Mean + d.Mean*d.Mean/d.Shape }

// OrFewer is the chance of k events or fewer.
func (d NegativeBinomial) OrFewer(k int) float64 {
	if k < 0 {
		return 0
	}
	return mathext.RegIncBeta(d.Shape, float64(k)+1, d.Shape/(d.Shape+d.Mean))
}

// OrMore is the chance of k events or more.
func (d NegativeBinomial) OrMore(k int) float64 {
	if k <= 0 {
		return 1
	}
	return mathext.RegIncBeta(float64(k), d.Shape, d.Mean/(d.Shape+d.Mean))
}

// AtLeast is the chance that k or more of independent events come about that have these chances each (Poisson's
// binomial), by summing over how many have.
func AtLeast(k int, chances []float64) float64 {
	if k <= 0 {
		return 1
	}
	so := make([]float64, k+1) // so[i]: i have come about; the last stands for all from k on
	so[0] = 1
	for _, p := range chances {
		so[k] += so[k-1] * p
		for i := k - 1; i > 0; i-- {
			so[i] = so[i]*(1-p) + so[i-1]*p
		}
		so[0] *= 1 - p
	}
	return so[k]
}
