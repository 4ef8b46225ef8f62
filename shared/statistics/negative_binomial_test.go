package statistics

import (
	"math"
	"testing"
)

// Ensure that tails are sums of chances, which the recursion p(k+1) = p(k)·(r+k)/(k+1)·m/(r+m) gives without any special
// function.
func TestTailsAreSumsOfChances(t *testing.T) {
	for _, d := range []NegativeBinomial{{2, 0.5}, {8, 3}, {0.2, 40}, {30, 1e4}} {
		chance := math.Pow(d.Shape/(d.Shape+d.Mean), d.Shape)
		below := 0.0
		for k := range 60 {
			if got := d.OrMore(k); math.Abs(got-(1-below)) > 1e-9 {
				t.Errorf("%+v: %d or more: got %.9f, want %.9f", d, k, got, 1-below)
			}
			below += chance
			if got := d.OrFewer(k); math.Abs(got-below) > 1e-9 {
				t.Errorf("%+v: %d or fewer: got %.9f, want %.9f", d, k, got, below)
			}
			chance *= (d.Shape + float64(k)) / float64(k+1) * d.Mean / (d.Shape + d.Mean)
		}
	}
	if got := (NegativeBinomial{2, 1}).OrFewer(-1); got != 0 {
		t.Errorf("fewer than none: got %g", got)
	}
}

func TestADistributionHasTheVarianceAskedFor(t *testing.T) {
	if d := WithVariance(6, 10); d.Mean != 6 || math.Abs(d.Variance()-10) > 1e-12 {
		t.Errorf("got %+v with variance %g, want 6 and 10", d, d.Variance())
	}
	if d := WithVariance(6, 3); math.Abs(d.OrFewer(0)-math.Exp(-6)) > 1e-5 {
		t.Errorf("got %+v, want next to Poisson's", d)
	}
}

func TestHowManyOfUnequalChancesComeAbout(t *testing.T) {
	equal := make([]float64, 12)
	for i := range equal {
		equal[i] = 0.3
	}
	for k := range 14 {
		want := 0.0
		for i := k; i <= 12; i++ {
			want += math.Exp(logBinomial(i, 12, 0.3))
		}
		if got := AtLeast(k, equal); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d of twelve alike: got %.9f, want %.9f", k, got, want)
		}
	}
	if got := AtLeast(1, []float64{0.5, 0.2, 0}); math.Abs(got-0.6) > 1e-12 {
		t.Errorf("one of unequal ones: got %g, want 0.6", got)
	}
	if got := AtLeast(2, []float64{1, 1}); got != 1 {
		t.Errorf("two sure ones: got %g, want 1", got)
	}
}
