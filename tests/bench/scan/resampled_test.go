package main

import (
	"math"
	"testing"
)

func TestASymbolCoversThePixelsItIsScaledTo(t *testing.T) {
	for _, moved := range []float64{0, 0.3, 0.999} {
		for _, size := range sizes {
			seen, modules := 0.0, map[int]float64{}
			for _, pixel := range shares(size, 53, moved) {
				whole := 0.0
				for _, s := range pixel {
					whole += s.part
					modules[s.module] += s.part
				}
				if whole > 1+1e-9 {
					t.Errorf("%d px moved %.1f: a pixel sees %.3f of itself", size, moved, whole)
				}
				seen += whole
			}
			if math.Abs(seen-float64(size)) > 1e-6 || len(modules) != 53 {
				t.Errorf("moved %.1f: %d modules cover %.3f px, want 53 and %d", moved, len(modules), seen, size)
			}
			for m, part := range modules {
				if want := float64(size) / 53; math.Abs(part-want) > 1e-6 {
					t.Errorf("%d px: module %d covers %.3f px, want %.3f", size, m, part, want)
				}
			}
		}
	}
}
