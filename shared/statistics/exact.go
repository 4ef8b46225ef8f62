package statistics

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// BinomialTest is the probability, were rate true, of an outcome of n trials no likelier than k: the exact two-sided test
// by the method of small probabilities. Of no trials it is 1.
// Fay (2010), The R Journal 2, 53; binom.test in R.
func BinomialTest(k, n int, rate float64) float64 {
	if n == 0 || rate <= 0 && k == 0 || rate >= 1 && k == n {
		return 1
	}
	if rate <= 0 || rate >= 1 {
		return 0
	}
	return counts{
		most:      n,
		mode:      int(float64(n+1) * rate),
		logChance: func(i int) float64 { return logBinomial(i, n, rate) },
		orMore:    func(i int) float64 { return mathext.RegIncBeta(float64(i), float64(n-i)+1, rate) },
		orFewer:   func(i int) float64 { return mathext.RegIncBeta(float64(n-i), float64(i)+1, 1-rate) },
	}.noLikelier(k)
}

// counts is a distribution of counts from 0 to most whose chances rise to the mode and fall after it.
type counts struct {
	most, mode      int
	logChance       func(int) float64
	orMore, orFewer func(int) float64 // for orMore, of a count above 0; for orFewer, of one below most
}

// noLikelier sums the chances of the counts that are no likelier than k.
func (c counts) noLikelier(k int) float64 {
	limit := c.logChance(k) + 1e-7 // equally likely but for rounding
	fewer := sort.Search(c.mode, func(i int) bool { return c.logChance(i) > limit }) - 1
	more := c.mode + sort.Search(c.most-c.mode+1, func(i int) bool { return c.logChance(c.mode+i) <= limit })
	if more <= fewer+1 {
		return 1
	}
	p := 0.0
	if fewer >= 0 {
		p += c.orFewer(fewer)
	}
	if more <= c.most {
		p += c.orMore(more)
	}
	return min(1, p)
}

func logBinomial(k, n int, rate float64) float64 {
	ways := -logBeta(float64(k)+1, float64(n-k)+1) - math.Log(float64(n)+1)
	return ways + float64(k)*math.Log(rate) + float64(n-k)*math.Log1p(-rate)
}
