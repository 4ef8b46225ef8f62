package main

import (
	"image"
	"math"
)

// A picture is what a camera would have: square, in shades of grey, with a symbol in the middle.
// Distortions never change one, they make another.
type picture struct {
	width  int       // pixels on a side
	symbol int       // pixels on a side of the symbol, with its quiet zone
	light  []float64 // row by row; 0 is black, 255 is white
}

// quiet is the width of the white border of a symbol in modules (ISO/IEC 18004:2015 6.3.8), and desk
// the light of what lies around it.
const (
	quiet = 4
	desk  = 160
)

// photograph lays a symbol, with its quiet zone scaled to size pixels, on a grey picture 1.6 times as
// wide: in the middle, but for the given parts of a pixel to the right and down, as no camera is
// aligned with what it sees. A pixel on the border of two modules sees both, each by its share.
func photograph(s symbol, size int, right, down float64) picture {
	width := size * 8 / 5
	margin := (width - size) / 2
	p := picture{width, size, make([]float64, width*width)}
	modules := s.modules + 2*quiet
	columns, rows := shares(size, modules, right), shares(size, modules, down)
	return p.redrawn(func(x, y int) float64 {
		x, y = x-margin, y-margin
		if x < 0 || y < 0 || x > size || y > size {
			return desk
		}
		light, seen := 0.0, 0.0
		for _, row := range rows[y] {
			for _, column := range columns[x] {
				seen += row.part * column.part
				if !s.black(column.module-quiet, row.module-quiet) {
					light += 255 * row.part * column.part
				}
			}
		}
		return light + desk*(1-seen)
	})
}

// A share is the part of a pixel, along one side, that shows a module.
type share struct {
	module int
	part   float64
}

// shares says which modules are seen by each pixel in a line of them: so many modules on size pixels,
// moved by a part of a pixel into one more.
func shares(size, modules int, moved float64) [][]share {
	seen, scale := make([][]share, size+1), float64(modules)/float64(size)
	for i := range seen {
		from, to := (float64(i)-moved)*scale, (float64(i+1)-moved)*scale
		for m := max(0, int(from)); m < modules && float64(m) < to; m++ {
			if part := (min(to, float64(m+1)) - max(from, float64(m))) / scale; part > 0 {
				seen[i] = append(seen[i], share{m, part})
			}
		}
	}
	return seen
}

// redrawn is a picture of the same measures with other light, kept from black to white.
func (p picture) redrawn(light func(x, y int) float64) picture {
	made := picture{p.width, p.symbol, make([]float64, len(p.light))}
	for y := range p.width {
		for x := range p.width {
			made.light[y*p.width+x] = max(0, min(255, light(x, y)))
		}
	}
	return made
}

// at is the light of a pixel; beyond the edge, of the nearest on it.
func (p picture) at(x, y int) float64 {
	last := p.width - 1
	return p.light[max(0, min(last, y))*p.width+max(0, min(last, x))]
}

// between is the light at any point, bilinear between the centres of pixels, which have whole numbers.
func (p picture) between(x, y float64) float64 {
	left, top := math.Floor(x), math.Floor(y)
	i, j, dx, dy := int(left), int(top), x-left, y-top
	return (1-dy)*((1-dx)*p.at(i, j)+dx*p.at(i+1, j)) + dy*((1-dx)*p.at(i, j+1)+dx*p.at(i+1, j+1))
}

// length turns one given for a symbol of 180 pixels into one for this symbol, so that a profile is
// the same view of a symbol at every size.
func (p picture) length(at180 float64) float64 { return at180 * float64(p.symbol) / 180 }

// gray is the picture in the eight bits that readers take.
func (p picture) gray() *image.Gray {
	g := image.NewGray(image.Rect(0, 0, p.width, p.width))
	for i, v := range p.light {
		g.Pix[i] = uint8(v + 0.5)
	}
	return g
}
