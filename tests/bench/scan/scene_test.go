package main

import (
	"slices"
	"testing"
)

func TestEveryShotDiffersAndEveryRunIsTheSame(t *testing.T) {
	symbol := someDesigns(t, 1)[0].symbols[0]
	for _, p := range profiles() {
		s := scene{direct(), p, 120}
		first := s.picture(symbol, 0).light
		if !slices.Equal(first, s.picture(symbol, 0).light) {
			t.Errorf("%s: one shot gave two pictures", p.name)
		}
		if slices.Equal(first, s.picture(symbol, 1).light) {
			t.Errorf("%s: two shots gave one picture", p.name)
		}
	}
}

func TestMoreShotsBeginWithTheSamePicturesAndRepeatNone(t *testing.T) {
	s, d := scene{direct(), profiles()[0], 120}, someDesigns(t, 2)[0]
	const many = 2*shots + 1
	_, few := s.shoot(d, shots)
	texts, more := s.shoot(d, many)
	for i, symbol := range d.symbols {
		for shot := range many {
			at := i*many + shot
			if texts[at] != symbol.text {
				t.Errorf("picture %d is of %q, want %q", at, texts[at], symbol.text)
			}
			if shot < shots && !slices.Equal(more[at].Pix, few[i*shots+shot].Pix) {
				t.Errorf("shot %d of symbol %d is another when %d are taken", shot, i, many)
			}
		}
	}
	d.symbols[1] = d.symbols[0] // so that pictures differ by their chance only
	_, more = s.shoot(d, many)
	seen := map[string]bool{}
	for _, picture := range more {
		seen[string(picture.Pix)] = true
	}
	if len(seen) != 2*many {
		t.Errorf("%d different pictures, want %d", len(seen), 2*many)
	}
}

func TestTheGatedCellsHave200PicturesAndTheOthers24(t *testing.T) {
	for _, c := range []struct {
		design, profile string
		size, want      int
	}{
		{live, "phone1", 120, 200},
		{live, "phone1", 140, 200},
		{live, "phone1", 160, 24},
		{live, "phone2", 120, 24},
		{printed, "phone1", 120, 24},
		{reference, "phone1", 140, 24},
	} {
		if got := payloadCount * shotsOf(c.design, scene{profile: profile{name: c.profile}, size: c.size}); got != c.want {
			t.Errorf("%s in %s at %d px: %d pictures, want %d", c.design, c.profile, c.size, got, c.want)
		}
	}
}
