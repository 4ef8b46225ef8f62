package statistics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Bliss & Fisher (1953), Biometrics 9, 176: red mites on 150 apple leaves; the likeliest shape is 1.0246, the mean 1.1467.
func TestTheFittedShapeIsThePublishedOne(t *testing.T) {
	var events []int
	for count, leaves := range []int{70, 38, 17, 10, 9, 3, 2, 1} {
		for range leaves {
			events = append(events, count)
		}
	}
	got, ok := GammaPoisson(events, nil)
	if !ok || !near(got.Shape, 1.0246, 3) || !near(got.Rate, 1.1467, 4) {
		t.Errorf("got %+v, want shape 1.0246 and rate 1.1467", got)
	}
}

func TestUnequalExposuresAreAllowedFor(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 3))
	events, exposures, rates := make([]int, 5000), make([]float64, 5000), make([]float64, 5000)
	for i := range events {
		exposures[i] = 1 + 11*random.Float64()
		rates[i] = 0.3 * drawGamma(random, 2)
		events[i] = drawPoisson(random, rates[i]*exposures[i])
	}
	fit, ok := GammaPoisson(events, exposures)
	if !ok || math.Abs(fit.Rate-0.3) > 0.01 || math.Abs(fit.Shape-2) > 0.25 {
		t.Fatalf("got %+v, want rate 0.3 and shape 2", fit)
	}
	held, said, true2, expected := 0, 0, 0, 0.0
	for i := range events {
		if fit.Interval(events[i], exposures[i], 0.95).Holds(rates[i]) {
			held++
		}
		if p := fit.Exceeds(0.6, events[i], exposures[i]); p > 0.9 {
			said++
			expected += p
			if rates[i] > 0.6 {
				true2++
			}
		}
	}
	if held < 4700 || held > 4800 {
		t.Errorf("95%% intervals hold %d of 5000", held)
	}
	if said < 10 || math.Abs(float64(true2)-expected) > 4*math.Sqrt(float64(said)*0.1) {
		t.Errorf("of %d said to exceed, %d do, and %.0f should", said, true2, expected)
	}
}

func TestAfterIsThePosterior(t *testing.T) {
	prior := GammaPrior{Rate: 2, Shape: 4}
	got := prior.After(10, 3)
	if !near(got.Rate, 14.0/5, 12) || got.Shape != 14 {
		t.Errorf("got %+v, want rate 14/5 and shape 14", got)
	}
}

func TestThereIsNothingToFit(t *testing.T) {
	for _, c := range []struct {
		why       string
		events    []int
		exposures []float64
	}{
		{"nobody", nil, nil},
		{"one peer", []int{3}, nil},
		{"no event", []int{0, 0, 0}, nil},
		{"one with exposure", []int{0, 5}, []float64{0, 1}},
	} {
		if got, ok := GammaPoisson(c.events, c.exposures); ok {
			t.Errorf("%s: got %+v, want none", c.why, got)
		}
	}
}
