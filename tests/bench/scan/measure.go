package main

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
)

// A count is how a number of pictures were read.
type count struct {
	Pictures int `json:"pictures"`
	Read     int `json:"read"`  // as they were drawn
	Wrong    int `json:"wrong"` // as anything else, even if also as they were drawn
}

func (c count) percent() float64 {
	if c.Pictures == 0 {
		return 0
	}
	return 100 * float64(c.Read) / float64(c.Pictures)
}

// A cell is what one decoder made of one design in one scene.
type cell struct {
	Profile string `json:"profile"`
	Size    int    `json:"size"`
	Design  string `json:"design"`
	Decoder string `json:"decoder"`
	count
}

// measure shows every design in every scene to every decoder, each symbol in as many shots as a design
// has there. Done is called now and then with the share of the work that is behind.
func measure(ctx context.Context, designs []design, scenes []scene, readers []reader, shotsOf func(design string, s scene) int, done func(float64)) ([]cell, error) {
	batches := len(designs) * len(scenes)
	cells := make([]cell, batches*len(readers))
	var finished atomic.Int64
	err := each(ctx, batches, func(ctx context.Context, i int) error {
		d, s := designs[i%len(designs)], scenes[i/len(designs)]
		texts, pictures := s.shoot(d, shotsOf(d.name, s))
		for j, by := range readers {
			found, err := by.read(ctx, pictures)
			if err != nil {
				return err
			}
			c, err := score(texts, found)
			if err != nil {
				return fmt.Errorf("%s: %w", by.name, err)
			}
			cells[i*len(readers)+j] = cell{s.profile.name, s.size, d.name, by.name, c}
		}
		done(float64(finished.Add(1)) / float64(batches))
		return nil
	})
	return cells, err
}

// score compares what pictures say with what was found in each.
func score(texts []string, found [][]string) (count, error) {
	if len(found) != len(texts) {
		return count{}, fmt.Errorf("score: answers about %d pictures of %d", len(found), len(texts))
	}
	c := count{Pictures: len(texts)}
	for i, text := range texts {
		if slices.Contains(found[i], text) {
			c.Read++
		}
		if slices.ContainsFunc(found[i], func(other string) bool { return other != text }) {
			c.Wrong++
		}
	}
	return c, nil
}
