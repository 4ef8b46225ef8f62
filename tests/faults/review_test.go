package faults

import (
	"testing"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
)

// Ensure that a lower cap names exactly the codes above it, that the rules a code was issued by refuse none,
// and that a review writes nothing.
func TestAReviewNamesWhatALowerCapWouldHaveRefused(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	for i, number := range []string{"1", "2", "3"} {
		if _, err := c.Issue(t.Context(), taskOn(7*i, number), inspection.Author{Agency: "310000-transport"}); err != nil {
			t.Fatal(err)
		}
	}
	before := len(c.end(t))
	for most, want := range map[int][]string{1: {"2", "3"}, 2: {"3"}, 3: nil} {
		rules := pilot.Trial()
		for i := range rules.Frequency.Caps {
			rules.Frequency.Caps[i].Most = most
		}
		rules.Frequency.Thresholds = nil
		refused, count, err := c.Review(t.Context(), rules)
		if err != nil || count != 3 || len(refused) != len(want) {
			t.Fatalf("cap %d: %v of %d, %v; want %v of 3", most, refused, count, err, want)
		}
		for i, r := range refused {
			if r.Task != want[i] || r.Refusal.Faults[0].Rule != "over-cap" {
				t.Errorf("cap %d: task %s by %v, want %s", most, r.Task, r.Refusal, want[i])
			}
		}
	}
	if after := len(c.end(t)); after != before {
		t.Errorf("a review left %d objects, there were %d", after, before)
	}
}
