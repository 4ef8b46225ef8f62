package analysis

import (
	"testing"

	"inspectioncode.example/shared/inspection"
)

// Ensure that a year with nothing to find raises nothing. Chance may call something out in one of a hundred looks by each of
// four methods (funnel, duties, associations, watch), for the city and for each of three lines. Of 200 years from seeds that
// no choice was made on, it did in 11; once it was an enterprise of concern.
func TestAYearWithNothingToFindRaisesNothing(t *testing.T) {
	const years = 15
	alarms := 0
	for seed := range uint64(years) {
		n := newYear(seed).night()
		var all []string
		for _, s := range n.Scopes()[:4] {
			all = append(all, called(n.Summary(s))...)
		}
		if len(all) > 0 {
			alarms++
			t.Logf("seed %d: %v", seed, all)
		}
	}
	t.Logf("something was called out in %d of %d years", alarms, years)
	if alarms > 2 {
		t.Error("too many")
	}
}

// Ensure that what is planted is found, in nearly every one of six years: with some 1.3 visits in 90 days, and a dozen bad ratings
// in a year, one enterprise or agency can go unseen by chance.
func TestWhatIsPlantedIsFound(t *testing.T) {
	const silent, returning, negligent = "03-gas", "05-transport", "07-emergency"
	const years = 6
	found := map[string]int{}
	for seed := range uint64(years) {
		y := newYear(seed)
		y.rate = func(e int) float64 {
			switch agency := e / 3 % 16; {
			case e == 1000:
				return 6 // times what is usual
			case e%3 == 1 && agency == 2 || e%3 == 0 && agency == 4:
				return 1.7 // those of the two agencies that come back are visited often enough to show it
			}
			return 0
		}
		y.grudge = func(agency string, day int32) (int32, float64) {
			switch agency {
			case silent:
				return day + 120, 0
			case returning:
				return day + 120, 4
			}
			return 0, 1
		}
		y.undone = func(agency string, duty inspection.Duty) float64 {
			if agency == negligent && duty == inspection.RightsTold {
				return 0.5
			}
			return 0
		}
		y.odds = func(agency string, undone [6]bool) float64 {
			switch {
			case undone[3]:
				return 4
			case agency == silent:
				return 3 // and is rated accordingly
			}
			return 1
		}
		n := y.night()
		for _, what := range called(n.Summary(Scope{})) {
			found[what]++
		}
	}
	for _, want := range []string{
		"concern " + usccOf(1000),
		"watch " + silent + "  false",
		"watch " + returning + "  true",
		"neglect " + negligent + " rights-told",
		"goes duty:rights-told",
	} {
		t.Logf("%q was found in %d of %d years", want, found[want], years)
		if found[want] < 5 {
			t.Errorf("%q was found in %d of %d years, want 5 at least", want, found[want], years)
		}
	}
	for _, wrong := range []string{"watch " + silent + "  true", "watch " + returning + "  false"} {
		if found[wrong] > 0 {
			t.Errorf("%q was found in %d years", wrong, found[wrong])
		}
	}
}
