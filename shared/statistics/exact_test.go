package statistics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Conover (1971), p. 97: Mendel's peas, 682 of 925 against three quarters; R's binom.test prints 0.3825.
func TestTheExactTestAgreesWithAPublishedValue(t *testing.T) {
	if got := BinomialTest(682, 925, 0.75); !near(got, 0.3825, 4) {
		t.Errorf("got %.5f, want 0.3825", got)
	}
}

// Ensure that the sums by special functions and search are those by hand.
func TestExactTestsAreSumsOfWhatIsNoLikelier(t *testing.T) {
	byHand := func(k, most int, chance func(int) float64) (p float64) {
		limit := chance(k) * (1 + 1e-7)
		for i := range most + 1 {
			if c := chance(i); c <= limit {
				p += c
			}
		}
		return min(1, p)
	}
	for _, n := range []int{1, 2, 7, 30, 101} {
		for _, rate := range []float64{0.01, 0.1, 0.5, 0.9} {
			for k := range n + 1 {
				want := byHand(k, n, func(i int) float64 { return math.Exp(logBinomial(i, n, rate)) })
				if got := BinomialTest(k, n, rate); math.Abs(got-want) > 1e-9*max(want, 1e-6) {
					t.Errorf("%d of %d at %g: got %g, want %g", k, n, rate, got, want)
				}
			}
		}
	}
}

func TestExactTestsAtTheEdges(t *testing.T) {
	for _, c := range []struct {
		why       string
		got, want float64
	}{
		{"no trials", BinomialTest(0, 0, 0.5), 1},
		{"what cannot be was not", BinomialTest(0, 5, 0), 1},
		{"what cannot be was", BinomialTest(1, 5, 0), 0},
		{"what must be was", BinomialTest(5, 5, 1), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %g, want %g", c.why, c.got, c.want)
		}
	}
}

// Benjamini & Hochberg (1995), section 3: fifteen tests of thrombolysis, of which four are called at 5 %.
func TestBenjaminiHochbergCallsThePublishedFour(t *testing.T) {
	p := []float64{0.0344, 0.0001, 0.0004, 0.5719, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0459, 0.3240, 0.4262, 0.6528, 0.7590, 1}
	called := map[float64]bool{}
	for i, q := range BenjaminiHochberg(p) {
		if q <= 0.05 {
			called[p[i]] = true
		}
		if q < p[i] || q > 1 {
			t.Errorf("p %g became %g", p[i], q)
		}
	}
	if len(called) != 4 || !called[0.0001] || !called[0.0004] || !called[0.0019] || !called[0.0095] {
		t.Errorf("called %v, want the four smallest", called)
	}
	if got := BenjaminiHochberg(nil); len(got) != 0 {
		t.Errorf("of nothing: got %v", got)
	}
}

func TestTheFunnelLeavesOutAsFewAsItSays(t *testing.T) {
	for _, n := range []int{5, 20, 100, 1000, 50_000} {
		for _, rate := range []float64{0.02, 0.07, 0.5} {
			in := Funnel(rate, n, 0.95)
			out := 0.0
			for k := range n + 1 {
				if !in.Holds(float64(k) / float64(n)) {
					out += math.Exp(logBinomial(k, n, rate))
				}
			}
			// Interpolation may leave one count more or less outside on either side.
			slack := 2 * math.Exp(logBinomial(int(rate*float64(n)), n, rate))
			if out > 0.05+slack || !in.Holds(rate) {
				t.Errorf("n=%d rate=%g: limits %v leave out %.4f", n, rate, in, out)
			}
		}
	}
	if wide, narrow := Funnel(0.1, 10, 0.95), Funnel(0.1, 1000, 0.95); wide.High-wide.Low < 3*(narrow.High-narrow.Low) {
		t.Errorf("limits of 10 trials %v and of 1000 %v: the funnel does not narrow", wide, narrow)
	}
}

// Ensure that peers who differ among themselves as peers do are not called outlying, and that one who differs more is.
func TestOutlyingAllowsForHowPeersDiffer(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 2))
	prior := BetaPrior{Mean: 0.1, Weight: 50}
	plain, widened, found := 0, 0, 0
	const seeds = 200
	for range seeds {
		k, n := make([]int, 50), make([]int, 50)
		seen, trials := 0, 0
		for i := range k {
			n[i] = 200
			k[i] = drawBinomial(random, n[i], drawBeta(random, prior))
			seen, trials = seen+k[i], trials+n[i]
		}
		rate := float64(seen) / float64(trials)
		exact := make([]float64, len(k))
		for i := range k {
			exact[i] = BinomialTest(k[i], n[i], rate)
		}
		plain += callAny(exact)
		widened += callAny(Outlying(k, n, rate))
		k[7] = 100 // half of them, where a tenth is usual
		if Outlying(k, n, rate)[7] < 0.05/50 {
			found++
		}
	}
	t.Logf("of %d sets of honest peers, called one: exact %d, widened %d; found the planted one in %d", seeds, plain, widened, found)
	if plain < seeds*9/10 || widened > seeds/4 || found < seeds*9/10 {
		t.Error("want nearly all, few, nearly all")
	}
}

func callAny(p []float64) int {
	for _, q := range BenjaminiHochberg(p) {
		if q <= 0.05 {
			return 1
		}
	}
	return 0
}
