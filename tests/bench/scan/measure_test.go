package main

import (
	"context"
	"errors"
	"image"
	"sync"
	"testing"
)

// always takes the same number of shots.
func always(n int) func(string, scene) int { return func(string, scene) int { return n } }

// says is a decoder that finds the same in every picture.
func says(texts ...string) reader {
	return reader{"stub", func(_ context.Context, pictures []*image.Gray) ([][]string, error) {
		found := make([][]string, len(pictures))
		for i := range found {
			found[i] = texts
		}
		return found, nil
	}}
}

func TestWhatADecoderFindsIsCounted(t *testing.T) {
	drawings := someDesigns(t, 1)
	truth := drawings[0].symbols[0].text
	for _, c := range []struct {
		name string
		by   reader
		want count
	}{
		{"finds nothing", says(), count{2, 0, 0}},
		{"finds what is there", says(truth), count{2, 2, 0}},
		{"lies", says(truth[:len(truth)-1] + "x"), count{2, 0, 2}},
		{"finds what is there and lies", says("x", truth), count{2, 2, 2}},
		{"finds nothing and calls it something", says(""), count{2, 0, 2}},
	} {
		cells, err := measure(t.Context(), drawings[:1], []scene{{direct(), profiles()[3], 120}}, []reader{c.by}, always(2), func(float64) {})
		if err != nil {
			t.Fatal(err)
		}
		want := cell{"lowc50", 120, live, "stub", c.want}
		if len(cells) != 1 || cells[0] != want {
			t.Errorf("a decoder that %s: got %+v, want %+v", c.name, cells, want)
		}
	}
}

func TestADecoderThatFailsEndsTheRun(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		by   reader
		want error
	}{
		{"fails", reader{"stub", func(context.Context, []*image.Gray) ([][]string, error) { return nil, broken }}, broken},
		{"leaves a picture out", reader{"stub", func(_ context.Context, p []*image.Gray) ([][]string, error) { return make([][]string, len(p)-1), nil }}, nil},
	} {
		_, err := measure(t.Context(), someDesigns(t, 1), everyScene(direct(), profiles()[3:4], 120, 140), []reader{c.by}, always(1), func(float64) {})
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("a decoder that %s: got %v", c.name, err)
		}
	}
}

func TestEveryCellIsMeasuredOnce(t *testing.T) {
	scenes := everyScene(direct(), profiles(), 120, 140)
	last := 0.0
	var lock sync.Mutex
	cells, err := measure(t.Context(), someDesigns(t, 1), scenes, []reader{says()}, always(1), func(share float64) {
		lock.Lock()
		defer lock.Unlock()
		last = max(last, share)
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[cell]bool{}
	for _, c := range cells {
		seen[c] = true
	}
	if len(cells) != 3*len(scenes) || len(seen) != len(cells) || last != 1 {
		t.Errorf("%d cells, %d different, %.2f done; want %d and all", len(cells), len(seen), last, 3*len(scenes))
	}
}

func TestAMeanWeighsCellsAndNotPictures(t *testing.T) {
	for _, c := range []struct {
		counts []count
		want   float64
	}{
		{nil, 0},
		{[]count{{200, 200, 0}, {24, 0, 0}}, 50},
		{[]count{{24, 18, 0}, {24, 24, 0}, {200, 50, 3}, {24, 0, 0}}, 50},
	} {
		if got := mean(c.counts); got != c.want {
			t.Errorf("%v: got %.2f, want %.2f", c.counts, got, c.want)
		}
	}
}
