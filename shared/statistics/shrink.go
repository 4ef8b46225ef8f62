package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A BetaPrior says how the true shares of a group of peers differ: a beta distribution with this mean and, as its weight,
// how many trials it is worth.
type BetaPrior struct {
	Mean   float64 // within (0, 1)
	Weight float64 // trials; large when peers are alike
}

// The weights a prior is sought among: below one trial peers would have nothing in common, above a hundred thousand nothing
// sets them apart.
const leastWeight, mostWeight = 1, 1e5

// BetaBinomial fits the prior of peers of which k[i] of n[i] were seen by maximum marginal likelihood. False when there is
// nothing to fit: fewer than two peers with trials, or none or all of the trials seen.
// Skellam (1948), J. R. Stat. Soc. B 10, 257; as empirical Bayes, Efron & Morris (1975), J. Am. Stat. Assoc. 70, 311.
func BetaBinomial(k, n []int) (BetaPrior, bool) {
	peers, seen, trials := 0, 0, 0
	for i := range n {
		if n[i] > 0 {
			peers, seen, trials = peers+1, seen+k[i], trials+n[i]
		}
	}
	if peers < 2 || seen == 0 || seen == trials {
		return BetaPrior{}, false
	}
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	share := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	crude := logit(float64(seen) / float64(trials))
	likelihood := func(mean, weight float64) (sum float64) {
		a, b := mean*weight, (1-mean)*weight
		for i := range n {
			if n[i] > 0 {
				sum += logBeta(a+float64(k[i]), b+float64(n[i]-k[i])) - logBeta(a, b)
			}
		}
		return sum
	}
	meanAt := func(weight float64) float64 {
		x, _ := maximise(func(x float64) float64 { return likelihood(share(x), weight) }, crude-3, crude+3)
		return share(x)
	}
	logWeight, _ := maximise(func(x float64) float64 { w := math.Exp(x); return likelihood(meanAt(w), w) },
		math.Log(leastWeight), math.Log(mostWeight))
	weight := math.Exp(logWeight)
	return BetaPrior{meanAt(weight), weight}, true
}

// Shrink is what one peer's k of n say of its true share in the light of all: the posterior's mean, and the interval that
// holds it with the given probability.
func (p BetaPrior) Shrink(k, n int, level float64) (mean float64, in Interval) {
	posterior := distuv.Beta{Alpha: p.Mean*p.Weight + float64(k), Beta: (1-p.Mean)*p.Weight + float64(n-k)}
	return posterior.Mean(), Interval{posterior.Quantile((1 - level) / 2), posterior.Quantile((1 + level) / 2)}
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// maximise finds where f, which has one peak between low and high, is greatest, to a hundred-thousandth of the range, by
// golden section. Kiefer (1953), Proc. Am. Math. Soc. 4, 502.
func maximise(f func(float64) float64, low, high float64) (at, value float64) {
	ratio := (math.Sqrt(5) - 1) / 2
	end := (high - low) * 1e-5
	x, y := high-ratio*(high-low), low+ratio*(high-low)
	fx, fy := f(x), f(y)
	for high-low > end {
		if fx >= fy {
			high, y, fy = y, x, fx
			x = high - ratio*(high-low)
			fx = f(x)
		} else {
			low, x, fx = x, y, fy
			y = low + ratio*(high-low)
			fy = f(y)
		}
	}
	at = (low + high) / 2
	return at, f(at)
}
