package statistics

import (
	"cmp"
	"slices"
)

// BenjaminiHochberg adjusts the p-values of many looks at once, in their order: calling out those whose adjusted value is
// at most q makes the expected share of false ones among the called at most q; when nothing is there, the chance of
// calling anything at all.
// Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289; as adjusted values, Yekutieli & Benjamini (1999), J. Stat.
// Planning and Inference 82, 171.
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted := make([]float64, len(p))
	least := 1.0
	for rank := len(p); rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, p[i]*float64(len(p))/float64(rank))
		adjusted[i] = least
	}
	return adjusted
}
