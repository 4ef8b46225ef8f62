package statistics

import (
	"math"
	"math/rand/v2"
)

// Draws by the plainest means, so that what is tested shares nothing with what tests it.

func drawBinomial(random *rand.Rand, n int, p float64) (k int) {
	for range n {
		if random.Float64() < p {
			k++
		}
	}
	return k
}

func drawPoisson(random *rand.Rand, mean float64) (k int) {
	for left := mean - random.ExpFloat64(); left > 0; left -= random.ExpFloat64() {
		k++
	}
	return k
}

// drawGamma has shape and mean 1. Marsaglia & Tsang (2000).
func drawGamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return drawGamma(random, shape+1) * (shape + 1) / shape * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v / shape
		}
	}
}

func drawBeta(random *rand.Rand, p BetaPrior) float64 {
	a, b := p.Mean*p.Weight, (1-p.Mean)*p.Weight
	x, y := a*drawGamma(random, a), b*drawGamma(random, b)
	return x / (x + y)
}
