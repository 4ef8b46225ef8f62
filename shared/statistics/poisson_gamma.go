package statistics

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// A GammaPrior says how the true rates of a group of peers differ: a gamma distribution with this mean rate and shape. The
// standard deviation is the mean divided by the square root of the shape.
type GammaPrior struct {
	Rate  float64 // events per unit of exposure
	Shape float64 // large when peers are alike
}

// The shapes a prior is sought among.
const leastShape, mostShape = 0.05, 1e4

// A tally is how many peers had so many events over an exposure.
type tally struct {
	events          int
	exposure, peers float64
}

// GammaPoisson fits the prior of peers with these counts of events over these exposures (in one unit, such as months; nil
// when all are 1) by maximum marginal likelihood, which is that of the negative binomial distribution. False when there
// is nothing to fit: fewer than two peers with exposure, or no event.
// Greenwood & Yule (1920), J. R. Stat. Soc. 83, 255; as empirical Bayes, Clayton & Kaldor (1987), Biometrics 43, 671.
func GammaPoisson(events []int, exposures []float64) (GammaPrior, bool) {
	tallies, peers, total := tallied(events, exposures)
	if peers < 2 || total == 0 {
		return GammaPrior{}, false
	}
	// For a given shape, the likeliest rate weighs peers by how much each can say; the weights hold the rate, so repeat.
	rateAt := func(shape float64) float64 {
		rate := 0.0
		for range 50 {
			seen, time := 0.0, 0.0
			for _, t := range tallies {
				w := t.peers / (1 + rate*t.exposure/shape)
				seen, time = seen+w*float64(t.events), time+w*t.exposure
			}
			next := seen / time
			if math.Abs(next-rate) < 1e-10*next {
				return next
			}
			rate = next
		}
		return rate
	}
	logShape, _ := maximise(func(x float64) float64 {
		shape := math.Exp(x)
		prior := GammaPrior{rateAt(shape), shape}
		sum := 0.0
		for _, t := range tallies {
			sum += t.peers * prior.logChance(t.events, t.exposure)
		}
		return sum
	}, math.Log(leastShape), math.Log(mostShape))
	shape := math.Exp(logShape)
	return GammaPrior{rateAt(shape), shape}, true
}

// tallied puts peers alike together, in order, so that time grows with how they differ and not with how many they are.
func tallied(events []int, exposures []float64) (tallies []tally, peers, total int) {
	count := map[tally]float64{}
	for i, k := range events {
		exposure := 1.0
		if exposures != nil {
			exposure = exposures[i]
		}
		if exposure > 0 {
			count[tally{events: k, exposure: exposure}]++
			peers, total = peers+1, total+k
		}
	}
	for t, n := range count {
		t.peers = n
		tallies = append(tallies, t)
	}
	slices.SortFunc(tallies, func(a, b tally) int {
		return cmp.Or(cmp.Compare(a.events, b.events), cmp.Compare(a.exposure, b.exposure))
	})
	return tallies, peers, total
}

// Exceeds is the probability that the true rate of a peer with so many events over the exposure lies above rate.
func (p GammaPrior) Exceeds(rate float64, events int, exposure float64) float64 {
	return p.posterior(events, exposure).Survival(rate)
}

// Interval holds the true rate of a peer with so many events over the exposure with the given probability.
func (p GammaPrior) Interval(events int, exposure, level float64) Interval {
	d := p.posterior(events, exposure)
	return Interval{d.Quantile((1 - level) / 2), d.Quantile((1 + level) / 2)}
}

// After is the prior of such a peer once its events over the exposure are known.
func (p GammaPrior) After(events int, exposure float64) GammaPrior {
	d := p.posterior(events, exposure)
	return GammaPrior{Rate: d.Alpha / d.Beta, Shape: d.Alpha}
}

func (p GammaPrior) posterior(events int, exposure float64) distuv.Gamma {
	return distuv.Gamma{Alpha: p.Shape + float64(events), Beta: p.Shape/p.Rate + exposure}
}

// logChance is the logarithm of the chance of so many events over the exposure: negative binomial.
func (p GammaPrior) logChance(events int, exposure float64) float64 {
	k, mean := float64(events), p.Rate*exposure
	a, _ := math.Lgamma(p.Shape + k)
	b, _ := math.Lgamma(p.Shape)
	c, _ := math.Lgamma(k + 1)
	return a - b - c - p.Shape*math.Log1p(mean/p.Shape) + k*(math.Log(mean)-math.Log(p.Shape+mean))
}
