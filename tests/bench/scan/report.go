package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// sizes are the symbol's widths in pixels, with the quiet zone: in a camera's picture of the page,
// what is left of the symbol at a few steps' distance.
var sizes = [...]int{120, 140, 160, 180, 200, 240}

// A report is everything a run found out.
type report struct {
	Go        string      `json:"go"`
	Seconds   float64     `json:"seconds"`
	Payloads  int         `json:"payloads"`
	Shots     int         `json:"shots"` // pictures of each symbol in most scenes; cells count their own
	Camera    string      `json:"camera"`
	Sizes     []int       `json:"sizes"`
	Decoders  []string    `json:"decoders"`
	Missing   []string    `json:"missing"` // decoders that are not installed
	Designs   []drawn     `json:"designs"`
	Profiles  []described `json:"profiles"`
	Cells     []cell      `json:"cells"`
	LongTable []cell      `json:"longTable,omitempty"` // at longSize
	Costs     []cost      `json:"costs"`
	Mutations mutations   `json:"mutations"`
	Gates     []gate      `json:"gates"`
}

// drawn is what a design came to; of its symbols, the largest.
type drawn struct {
	Name       string `json:"name"`
	Characters int    `json:"characters"`
	Bits       int    `json:"bits"`
	Version    int    `json:"version"`
	Modules    int    `json:"modules"`
}

type described struct {
	Name  string `json:"name"`
	Means string `json:"means"`
}

func largest(d design) drawn {
	l := drawn{Name: d.name}
	for _, s := range d.symbols {
		l.Characters, l.Bits = max(l.Characters, len(s.text)), max(l.Bits, s.bits)
		l.Version, l.Modules = max(l.Version, s.version), max(l.Modules, s.modules)
	}
	return l
}

// fitting are the counts of the cells that fit: an empty name or a size of 0 fits all.
func fitting(cells []cell, profile, design, decoder string, size int) (counts []count) {
	fits := func(want, got string) bool { return want == "" || want == got }
	for _, c := range cells {
		if fits(profile, c.Profile) && fits(design, c.Design) && fits(decoder, c.Decoder) && (size == 0 || size == c.Size) {
			counts = append(counts, c.count)
		}
	}
	return counts
}

// total is the sum of counts.
func total(counts []count) (sum count) {
	for _, c := range counts {
		sum.Pictures += c.Pictures
		sum.Read += c.Read
		sum.Wrong += c.Wrong
	}
	return sum
}

// mean is the mean of what counts have read, in %. Each weighs the same: a cell with more pictures is
// surer, and not more of the whole, and designs are compared over the same cells.
func mean(counts []count) (percent float64) {
	for _, c := range counts {
		percent += c.percent() / float64(len(counts))
	}
	return percent
}

// s95 is the smallest size from which on at least 95 % are read; 0 if not even the largest is.
func s95(cells []cell, profile, design, decoder string) (smallest int) {
	for _, size := range slices.Backward(sizes[:]) {
		if mean(fitting(cells, profile, design, decoder, size)) < 95 {
			break
		}
		smallest = size
	}
	return smallest
}

func (r report) write(name string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := os.WriteFile(name, append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
