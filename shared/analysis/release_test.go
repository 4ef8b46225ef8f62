package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"inspectioncode.example/shared/inspection"
)

// Ensure that what an agency is shown never differs between two nights by one to four evaluations, whichever come when:
// late ones for early weeks, several agencies, and weeks around the turn of a year, of which totals may begin anew.
func TestTheDifferenceOfTwoNightsHidesEveryEvaluation(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 10))
	changes := 0
	for range 50 {
		var e Evaluated
		var shown Released
		for range 40 {
			for range random.IntN(6) {
				monday := inspection.Date("2023-12-04").Number() + 7*int32(random.IntN(8))
				i, _ := slices.BinarySearch(e.Monday, monday) // rows are by week: late ones stand before early ones
				e.ID = slices.Insert(e.ID, i, inspection.ID(fmt.Sprintf("%016x", random.Uint64())))
				e.Monday = slices.Insert(e.Monday, i, monday)
				e.Agency.Of = slices.Insert(e.Agency.Of, i, e.Agency.Intern([]string{"a", "b", "c"}[random.IntN(3)]))
			}
			next := each(&e).Release(shown)
			for key, ids := range next {
				for _, id := range shown[key] {
					if !slices.Contains(ids, id) {
						t.Fatalf("%s was shown %s and no longer is", key, id)
					}
				}
				fresh := len(ids) - len(shown[key])
				if fresh != 0 {
					changes++
				}
				if fresh != 0 && fresh < MinGroup {
					t.Fatalf("%s: %d evaluations more than the night before", key, fresh)
				}
			}
			withheld := e.Len() - len(next.set())
			if most := 3 * 2 * (MinGroup - 1); withheld > most {
				t.Fatalf("%d are withheld, want at most %d", withheld, most)
			}
			shown = next
		}
	}
	if changes < 500 {
		t.Errorf("only %d changes were looked at", changes)
	}
}

// each is a night of evaluations by as many enterprises.
func each(e *Evaluated) *Night {
	n := &Night{Evaluated: e, Inspections: &Inspections{}}
	for i, id := range e.ID {
		n.Inspections.Enterprise.Add(string(id))
		n.Rated = append(n.Rated, Rated{int32(i), int32(i)})
	}
	return n
}

func TestANightRunAgainReleasesTheSame(t *testing.T) {
	e := Evaluated{ID: []inspection.ID{"5", "1", "4", "2", "3", "6"}, Monday: []int32{19600, 19600, 19607, 19607, 19607, 19614}}
	for range e.ID {
		e.Agency.Add("a")
	}
	once := each(&e).Release(nil)
	twice := each(&e).Release(once)
	if got, want := fmt.Sprint(twice), fmt.Sprint(once); got != want || len(once["a/2023"]) != 6 {
		t.Errorf("got %s, want %s, all six", got, want)
	}
}
