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

// quiet is the width of the white border of a symbol in modules (ISO/IEC 18004:2015 6.3.8).
const quiet = 4

// frame is a picture of a symbol of size pixels, with no light in it yet.
func frame(size int) picture { return picture{width: size * 8 / 5, symbol: size} }

// redrawn is a picture of the same measures with other light, kept from black to white.
func (p picture) redrawn(light func(x, y int) float64) picture {
	made := picture{p.width, p.symbol, make([]float64, p.width*p.width)}
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
