package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"
)

// printTable prints what came of all starts, and reports whether the targets are met.
func printTable(w io.Writer, starts []*start) (ok bool) {
	ok = true
	bare, stored := median(starts[0].cold), median(starts[1].cold)
	fmt.Fprintf(w, "%-16s %9s %9s %7s %8s %9s %9s %9s\n", "", "median ms", "lowest ms", "× bare", "× store", "warm ms", "CPU ms", "RSS MiB")
	for _, s := range starts {
		ratio := float64(median(s.cold)) / float64(bare)
		rss := float64(median(s.rss)) / 1024
		fmt.Fprintf(w, "%-16s %9.2f %9.2f %7.2f %8.2f %9.2f %9.2f %9.1f\n", s.name, ms(median(s.cold)), ms(slices.Min(s.cold)), ratio, float64(median(s.cold))/float64(stored),
			ms(median(s.warm)), ms(median(s.cpu)), rss)
		if s.target && ratio > maxRatio {
			fmt.Fprintf(w, "  missed: %.2f times the bare server, at most %.0f\n", ratio, maxRatio)
			ok = false
		}
		if s.target && rss > maxRSS {
			fmt.Fprintf(w, "  missed: %.1f MiB, at most %d\n", rss, maxRSS)
			ok = false
		}
	}
	fmt.Fprintf(w, "%d starts of each, in turn\n", len(starts[0].cold))
	return ok
}

func median[T cmp.Ordered](v []T) T {
	sorted := slices.Sorted(slices.Values(v))
	return sorted[len(sorted)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
