package statistics

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// In a two by two table the penalty is exactly half a try added to every cell (Haldane 1956; Firth 1993, section 3.3), so
// that the odds ratio is known, also where a cell is empty and plain maximum likelihood has none.
func TestInATwoByTwoTableHalfATryIsAdded(t *testing.T) {
	for _, c := range []struct{ with, of, without, among int }{
		{7, 20, 30, 400}, {0, 12, 206, 3000}, {12, 12, 0, 50}, {1, 2, 1, 2},
	} {
		got, err := Firth([]Trial{{[]float64{1}, c.with, c.of}, {[]float64{0}, c.without, c.among}})
		if err != nil {
			t.Fatal(err)
		}
		want := math.Log((float64(c.with) + .5) / (float64(c.of-c.with) + .5) / ((float64(c.without) + .5) / (float64(c.among-c.without) + .5)))
		if math.Abs(got[0].Effect-want) > 1e-5 || got[0].Low >= want || got[0].High <= want {
			t.Errorf("%+v: got %+v, want an effect of %.6f within its interval", c, got[0], want)
		}
	}
}

// Ensure that effects and ends of intervals are where an independent search, which knows neither score nor information and
// computes the determinant on its own, finds them: on data in which one factor is separated.
func TestAnIndependentSearchFindsTheSameMaximum(t *testing.T) {
	trials := separated()
	terms, err := Firth(trials)
	if err != nil {
		t.Fatal(err)
	}
	top := climbBlindly(t, trials, -1, 0)
	for i, term := range terms {
		if got := top.X[i+1]; math.Abs(term.Effect-got) > 1e-3 {
			t.Errorf("factor %d: got %.4f, an independent search %.4f", i, term.Effect, got)
		}
		for _, end := range []float64{term.Low, term.High} {
			if fall := climbBlindly(t, trials, i+1, end).F - top.F; math.Abs(fall-halfSquare) > 1e-3 {
				t.Errorf("factor %d at %.3f: the penalised likelihood falls by %.4f, want %.4f", i, end, fall, halfSquare)
			}
		}
		if fall := climbBlindly(t, trials, i+1, 0).F - top.F; math.Abs(math.Erfc(math.Sqrt(fall))-term.P) > 1e-3 {
			t.Errorf("factor %d: p %.5f, want that of a fall by %.4f", i, term.P, fall)
		}
	}
	if last := terms[2]; last.Effect >= 0 || math.IsInf(last.Low, 0) || last.High < last.Effect {
		t.Errorf("the separated factor: got %+v, want a finite negative effect", last)
	}
}

// separated is 400 tries under three factors; with the third nothing is ever seen.
func separated() []Trial {
	random := rand.New(rand.NewPCG(5, 4))
	var trials []Trial
	for range 400 {
		x := []float64{float64(random.IntN(2)), random.NormFloat64(), 0}
		if random.IntN(20) == 0 {
			x[2] = 1
		}
		seen := 0
		if x[2] == 0 && random.Float64() < 1/(1+math.Exp(2.5-x[0]-0.5*x[1])) {
			seen = 1
		}
		trials = append(trials, Trial{x, seen, 1})
	}
	return trials
}

// climbBlindly minimises the negative penalised likelihood without derivatives, one effect held at a value unless negative.
func climbBlindly(t *testing.T, trials []Trial, held int, at float64) *optimize.Result {
	t.Helper()
	columns := len(trials[0].Factors) + 1
	negative := func(effects []float64) float64 {
		if held >= 0 {
			effects = append([]float64(nil), effects...)
			effects[held] = at
		}
		sum := 0.0
		weighted := mat.NewDense(len(trials), columns, nil)
		for i, tr := range trials {
			x := append([]float64{1}, tr.Factors...)
			eta := 0.0
			for j := range x {
				eta += x[j] * effects[j]
			}
			p := 1 / (1 + math.Exp(-eta))
			if tr.Seen > 0 {
				sum += float64(tr.Seen) * math.Log(p)
			}
			if tr.Of > tr.Seen {
				sum += float64(tr.Of-tr.Seen) * math.Log(1-p)
			}
			for j := range x {
				weighted.Set(i, j, x[j]*math.Sqrt(float64(tr.Of)*p*(1-p)))
			}
		}
		var information mat.Dense
		information.Mul(weighted.T(), weighted)
		return -sum - math.Log(mat.Det(&information))/2
	}
	best, err := optimize.Minimize(optimize.Problem{Func: negative}, make([]float64, columns),
		&optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-10, Iterations: 400}}, &optimize.NelderMead{})
	if err != nil {
		t.Fatal(err)
	}
	return best
}

func TestTriesPutTogetherSayTheSame(t *testing.T) {
	var apart, together []Trial
	for _, c := range []struct {
		x        []float64
		seen, of int
	}{{[]float64{0, 0}, 3, 40}, {[]float64{0, 1}, 6, 25}, {[]float64{1, 0}, 4, 18}, {[]float64{1, 1}, 0, 4}} {
		together = append(together, Trial{c.x, c.seen, c.of})
		for i := range c.of {
			apart = append(apart, Trial{c.x, min(1, max(0, c.seen-i)), 1})
		}
	}
	a, errA := Firth(apart)
	b, errB := Firth(together)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	for i := range a {
		if math.Abs(a[i].Effect-b[i].Effect) > 1e-5 || math.Abs(a[i].Low-b[i].Low) > 1e-3 || math.Abs(a[i].P-b[i].P) > 1e-5 {
			t.Errorf("factor %d: apart %+v, together %+v", i, a[i], b[i])
		}
	}
}

func TestAFactorThatFollowsFromOthersIsSetAside(t *testing.T) {
	trials := []Trial{
		{[]float64{1, 0, 1, 1, 2}, 3, 10}, {[]float64{0, 0, 1, 0, 0}, 2, 30}, {[]float64{1, 0, 1, 1, 1}, 5, 20}, {[]float64{0, 0, 1, 0, 3}, 1, 9},
	}
	got, err := Firth(trials)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true, true, true, false} {
		if got[i].Aliased != want {
			t.Errorf("factor %d: set aside %v, want %v", i, got[i].Aliased, want)
		}
	}
}

func TestNothingIsFittedToNothing(t *testing.T) {
	if _, err := Firth(nil); !errors.Is(err, ErrNotConverged) {
		t.Errorf("got %v, want ErrNotConverged", err)
	}
}

func TestAllOrNoneSeenStillEnds(t *testing.T) {
	for _, seen := range []int{0, 20} {
		got, err := Firth([]Trial{{[]float64{1}, seen, 20}, {[]float64{0}, seen, 20}})
		if err != nil || math.Abs(got[0].Effect) > 1e-5 || got[0].P < 0.99 {
			t.Errorf("%d of 20 twice: got %+v, %v; want no effect", seen, got, err)
		}
	}
}

// Ensure that intervals hold the true effect about as often as they say, with 500 tries of which some 40 are seen.
func TestIntervalsOfEffectsHoldTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	effects := []float64{1.4, 0, -0.7}
	const sets = 300
	held, called := make([]int, 3), 0
	for range sets {
		trials := make([]Trial, 500)
		for i := range trials {
			x := []float64{float64(random.IntN(10) / 9), float64(random.IntN(2)), float64(random.IntN(3) / 2)}
			seen := 0
			if random.Float64() < 1/(1+math.Exp(2.7-x[0]*effects[0]-x[2]*effects[2])) {
				seen = 1
			}
			trials[i] = Trial{x, seen, 1}
		}
		terms, err := Firth(grouped(trials))
		if err != nil {
			t.Fatal(err)
		}
		for i, term := range terms {
			if term.Low <= effects[i] && effects[i] <= term.High {
				held[i]++
			}
		}
		if terms[1].P < 0.05 {
			called++
		}
	}
	t.Logf("of %d intervals: %v hold the truth; the factor without effect was called at 5%% in %d", sets, held, called)
	for i, h := range held {
		if h < 275 || h > 296 { // 95 % is 285; three standard deviations are 11
			t.Errorf("factor %d: %d of %d intervals hold its effect", i, h, sets)
		}
	}
	if called < 4 || called > 27 {
		t.Errorf("called %d of %d, want about 15", called, sets)
	}
}

// grouped puts together tries with the same factors.
func grouped(trials []Trial) (out []Trial) {
	at := map[[3]float64]int{}
	for _, tr := range trials {
		key := [3]float64(tr.Factors)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Trial{Factors: tr.Factors})
		}
		out[i].Seen += tr.Seen
		out[i].Of += tr.Of
	}
	return out
}
