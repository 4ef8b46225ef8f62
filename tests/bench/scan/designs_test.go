package main

import (
	"math"
	"testing"
)

func someDesigns(t testing.TB, n int) []design {
	t.Helper()
	made, _ := somePayloads(t, n)
	drawings, err := designs(made)
	if err != nil {
		t.Fatal(err)
	}
	return drawings
}

func TestTheDesignsHaveTheSizesTheyAreComparedFor(t *testing.T) {
	want := []drawn{
		{live, 255, 988, 7, 45},
		{printed, 255, 988, 9, 53},
		{reference, 276, 4 + 16 + 8*276, 12, 65}, // mode, count, bytes (ISO/IEC 18004:2015 7.4.5)
	}
	for i, d := range someDesigns(t, payloadCount) {
		got := largest(d)
		if i == 2 { // an agency or a slot may have a digit less
			want[i].Characters, want[i].Bits = got.Characters, 4+16+8*got.Characters
			if got.Characters < 270 || got.Characters > 280 {
				t.Errorf("the reference has %d characters, want about 276", got.Characters)
			}
		}
		if got != want[i] {
			t.Errorf("got %+v, want %+v", got, want[i])
		}
		for _, s := range d.symbols {
			if s.modules != 17+4*s.version || s.version != want[i].Version {
				t.Errorf("%s: version %d of %d modules", d.name, s.version, s.modules)
			}
		}
	}
}

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
