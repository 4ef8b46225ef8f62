package main

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestEveryDistortionChangesThePictureAndAlwaysAlike(t *testing.T) {
	original := direct().take(someDesigns(t, 1)[0].symbols[0], 120, view{right: 0.2, down: 0.7})
	before := slices.Clone(original.light)
	for _, c := range []struct {
		name    string
		distort distortion
		chance  bool // another seed gives another picture
	}{
		{"blur", blur(0.7), false},
		{"motion", motion(3), true},
		{"noise", noise(8), true},
		{"JPEG", compressed(60), false},
		{"contrast", contrast(100, 150), false},
		{"gradient", gradient(0.6), true},
		{"glare", glare(0.04), true},
		{"moiré", moire(2.7), true},
	} {
		once := c.distort(original, rand.New(rand.NewPCG(1, 2)))
		again := c.distort(original, rand.New(rand.NewPCG(1, 2)))
		other := c.distort(original, rand.New(rand.NewPCG(3, 4)))
		if !slices.Equal(original.light, before) {
			t.Fatalf("%s: the picture it was given has changed", c.name)
		}
		if slices.Equal(once.gray().Pix, original.gray().Pix) {
			t.Errorf("%s: nothing has changed", c.name)
		}
		if !slices.Equal(once.light, again.light) {
			t.Errorf("%s: the same seed gave two pictures", c.name)
		}
		if differs := !slices.Equal(once.light, other.light); differs != c.chance {
			t.Errorf("%s: another seed gives another picture: %v, want %v", c.name, differs, c.chance)
		}
		if once.width != original.width || once.symbol != original.symbol || len(once.light) != len(before) {
			t.Errorf("%s: %d by %d pixels", c.name, once.width, len(once.light)/once.width)
		}
		if low, high := slices.Min(once.light), slices.Max(once.light); low < 0 || high > 255 {
			t.Errorf("%s: light from %.1f to %.1f, want 0 to 255", c.name, low, high)
		}
	}
}

func TestGlareCoversTheShareOfTheSymbol(t *testing.T) {
	p := picture{384, 240, make([]float64, 384*384)}
	lit := 0
	for _, v := range glare(0.04)(p, rand.New(rand.NewPCG(1, 2))).light {
		if v == 255 {
			lit++
		}
	}
	if want := 240 * 240 * 4 / 100; lit < want-want/20 || lit > want+want/20 {
		t.Errorf("%d pixels are white, want about %d", lit, want)
	}
}

func TestTheLongTableHas32Rows(t *testing.T) {
	names := map[string]bool{}
	for _, p := range longTable() {
		names[p.name] = true
	}
	if len(names) != 32 {
		t.Errorf("got %d different rows, want 32", len(names))
	}
}
