package statistics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Funnel is within which limits the share of n trials lies with the given probability when its true value is rate: exact
// binomial quantiles, interpolated between counts so that the curve over n is smooth. Of nothing it is 0 to 1.
// Spiegelhalter (2005), Statistics in Medicine 24, 1185, appendix A.1.
func Funnel(rate float64, n int, level float64) Interval {
	if n == 0 || rate <= 0 || rate >= 1 {
		return Interval{0, 1}
	}
	return Interval{binomialQuantile(rate, n, (1-level)/2), binomialQuantile(rate, n, (1+level)/2)}
}

// binomialQuantile is the share k/n at which the binomial distribution reaches p, between the count that does and the one
// before.
func binomialQuantile(rate float64, n int, p float64) float64 {
	d := distuv.Binomial{N: float64(n), P: rate}
	low, high := 0, n // the first count whose CDF reaches p lies here
	for low < high {
		if middle := (low + high) / 2; d.CDF(float64(middle)) >= p {
			high = middle
		} else {
			low = middle + 1
		}
	}
	back := (d.CDF(float64(low)) - p) / d.Prob(float64(low))
	return min(1, max(0, (float64(low)-back)/float64(n)))
}

// Outlying is, for each peer of which k[i] of n[i] were seen, the probability of a share at least as far from rate were
// its true value like its peers'. It starts from the exact binomial test and is widened by how much peers differ among
// themselves: the mean of squared deviates, the outer tenth on each side drawn in so that those to be found do not hide
// themselves, where it is above what chance gives and there are at least ten peers. Peers without trials get 1.
// Spiegelhalter (2005), Statistics in Medicine 24, 1185, section 4 (winsorised over-dispersion).
func Outlying(k, n []int, rate float64) []float64 {
	signed := make([]float64, 0, len(n))
	for i := range n {
		if n[i] > 0 {
			z := distuv.UnitNormal.Quantile(BinomialTest(k[i], n[i], rate) / 2)
			signed = append(signed, math.Copysign(min(-z, farthest), float64(k[i])-rate*float64(n[i])))
		}
	}
	width := math.Sqrt(dispersion(signed))
	ps := make([]float64, len(n))
	for i, at := 0, 0; i < len(n); i++ {
		ps[i] = 1
		if n[i] > 0 {
			ps[i] = 2 * distuv.UnitNormal.Survival(math.Abs(signed[at])/width)
			at++
		}
	}
	return ps
}

// farthest bounds a deviate where its probability is nothing to floating point.
const farthest = 37

// winsorised is the mean square of standard normal deviates, those beyond the 10 % and 90 % points drawn in to them.
const winsorised = 0.6787

// dispersion is the winsorised mean square of z against that of chance alone; at least 1, and 1 for fewer than ten.
func dispersion(z []float64) float64 {
	if len(z) < 10 {
		return 1
	}
	sorted := slices.Sorted(slices.Values(z))
	low, high := sorted[len(z)/10], sorted[len(z)-1-len(z)/10]
	sum := 0.0
	for _, v := range z {
		v = min(high, max(low, v))
		sum += v * v
	}
	return max(1, sum/float64(len(z))/winsorised)
}
