package analysis

import (
	"fmt"
	"slices"
	"testing"
)

// Ensure that words taken in together have the places they have one by one, known and new, doubled and empty ones.
func TestWordsTakenInTogetherHaveTheSamePlaces(t *testing.T) {
	var words []string
	for i := range 1000 {
		words = append(words, fmt.Sprint(i*i%701), "", fmt.Sprint("w", i%130))
	}
	var one, each Words
	var want, got []int32
	for _, w := range words {
		want = append(want, one.Intern(w))
	}
	for part := range slices.Chunk(words, 333) {
		got = each.InternEach(got, len(part), func(i int) []byte { return []byte(part[i]) })
	}
	if !slices.Equal(got, want) || !slices.Equal(each.Names, one.Names) {
		t.Errorf("together they are %d words in other places than the %d they are one by one", len(each.Names), len(one.Names))
	}
}
