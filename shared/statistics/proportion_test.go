package statistics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// near reports whether got is want to so many decimals.
func near(got, want float64, decimals int) bool {
	return math.Abs(got-want) <= 0.5*math.Pow10(-decimals)+1e-12
}

// The examples of Newcombe (1998), Statistics in Medicine 17, 857, table I, method 3.
func TestWilsonAgreesWithPublishedIntervals(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0.0000, 0.1611},
		{1, 29, 0.0061, 0.1718},
	} {
		got := Wilson(c.k, c.n, 0.95)
		if !near(got.Low, c.low, 4) || !near(got.High, c.high, 4) {
			t.Errorf("%d of %d: got %.4f to %.4f, want %.4f to %.4f", c.k, c.n, got.Low, got.High, c.low, c.high)
		}
	}
	if got := Wilson(0, 0, 0.95); got != (Interval{0, 1}) {
		t.Errorf("of nothing: got %v, want 0 to 1", got)
	}
}

// How often the interval holds a true rate of 5 %, exactly: the sum over outcomes. What 20,000 simulations gave is beside it,
// and what the plain interval p ± 1.96 s would give is far below.
func TestWilsonHoldsTheTruthAboutAsOftenAsItSays(t *testing.T) {
	const rate = 0.05
	for _, c := range []struct {
		n         int
		simulated float64
	}{{10, 0.907}, {20, 0.925}, {50, 0.962}, {200, 0.965}} {
		wilson, plain := 0.0, 0.0
		for k := range c.n + 1 {
			chance := math.Exp(logBinomial(k, c.n, rate))
			if Wilson(k, c.n, 0.95).Holds(rate) {
				wilson += chance
			}
			p := float64(k) / float64(c.n)
			if s := 1.96 * math.Sqrt(p*(1-p)/float64(c.n)); p-s <= rate && rate <= p+s {
				plain += chance
			}
		}
		if math.Abs(wilson-c.simulated) > 0.01 {
			t.Errorf("n=%d: holds it in %.3f, want about %.3f", c.n, wilson, c.simulated)
		}
		if wilson < plain+0.02 {
			t.Errorf("n=%d: holds it in %.3f, the plain interval in %.3f: want clearly more", c.n, wilson, plain)
		}
	}
}

func TestShrinkingFindsHowPeersDifferAndHoldsTheirTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1))
	prior := BetaPrior{Mean: 0.08, Weight: 40}
	k, n, truth := make([]int, 2000), make([]int, 2000), make([]float64, 2000)
	for i := range k {
		truth[i] = drawBeta(random, prior)
		n[i] = 5 + random.IntN(100)
		k[i] = drawBinomial(random, n[i], truth[i])
	}
	fit, ok := BetaBinomial(k, n)
	if !ok || math.Abs(fit.Mean-prior.Mean) > 0.005 || fit.Weight < 30 || fit.Weight > 55 {
		t.Fatalf("got %+v, want about %+v", fit, prior)
	}
	held, raw, shrunk := 0, 0.0, 0.0
	for i := range k {
		mean, in := fit.Shrink(k[i], n[i], 0.95)
		if in.Holds(truth[i]) {
			held++
		}
		raw += math.Abs(float64(k[i])/float64(n[i]) - truth[i])
		shrunk += math.Abs(mean - truth[i])
	}
	if held < 1850 || held > 1950 {
		t.Errorf("95%% intervals hold the truth of %d of 2000 peers", held)
	}
	if shrunk > 0.75*raw {
		t.Errorf("mean error after shrinking %.4f, before %.4f: want a quarter less", shrunk/2000, raw/2000)
	}
}

func TestThereIsNothingToShrinkTowards(t *testing.T) {
	for _, c := range []struct {
		why  string
		k, n []int
	}{
		{"nobody", nil, nil},
		{"one peer", []int{1}, []int{10}},
		{"one with trials", []int{1, 0}, []int{10, 0}},
		{"none seen", []int{0, 0}, []int{10, 20}},
		{"all seen", []int{10, 20}, []int{10, 20}},
	} {
		if got, ok := BetaBinomial(c.k, c.n); ok {
			t.Errorf("%s: got %+v, want none", c.why, got)
		}
	}
}

func TestPeersThatAreAlikeAreShrunkTogether(t *testing.T) {
	fit, ok := BetaBinomial([]int{10, 10, 10, 10}, []int{100, 100, 100, 100})
	if mean, _ := fit.Shrink(1, 10, 0.95); !ok || fit.Weight < 1e4 || !near(mean, 0.1, 3) {
		t.Errorf("got %+v and %f, want a weight at its end and 0.1", fit, mean)
	}
}
