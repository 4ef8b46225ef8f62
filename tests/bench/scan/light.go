package main

import (
	"math"
	"math/rand/v2"
)

// contrast is a dim screen or faded print: black and white as the two given shades, 0 to 255.
func contrast(black, white float64) distortion {
	return func(p picture, _ *rand.Rand) picture {
		return p.redrawn(func(x, y int) float64 { return black + (white-black)*p.at(x, y)/255 })
	}
}

// gradient is a lamp to one side, any: full light at one edge, falling in a line to the share darkest.
func gradient(darkest float64) distortion {
	return func(p picture, random *rand.Rand) picture {
		sin, cos := math.Sincos(random.Float64() * 2 * math.Pi)
		centre := float64(p.width-1) / 2
		reach := centre * (math.Abs(sin) + math.Abs(cos)) // of the corner farthest along
		return p.redrawn(func(x, y int) float64 {
			along := ((float64(x)-centre)*cos + (float64(y)-centre)*sin) / reach // -1 to 1
			return p.at(x, y) * (darkest + (1-darkest)*(1-along)/2)
		})
	}
}

// glare is a lamp reflected: a white disc over the given share of the symbol with its quiet zone. The
// lamp is not in the symbol's plane but behind it, as in a mirror: so the disc is laid on the camera's
// picture, before the lens, and is not tilted with the symbol. Its centre lies in the middle ninth, on
// data: over a finder pattern no reader finds any design, and nothing would be compared.
func glare(share float64) distortion {
	return func(p picture, random *rand.Rand) picture {
		size := float64(p.symbol)
		radius := size * math.Sqrt(share/math.Pi)
		from := float64(p.width)/2 - size/6
		cx, cy := from+random.Float64()*size/3, from+random.Float64()*size/3
		return p.redrawn(func(x, y int) float64 {
			if math.Hypot(float64(x)-cx, float64(y)-cy) < radius {
				return 255
			}
			return p.at(x, y)
		})
	}
}

// moire is a screen photographed: stripes both ways, of the given period, that take up to 40 % of the
// light. They are the beat of the screen's pixels with the sensor's, and exist in the camera's picture
// only: so they are laid on it, after the lens, and not on the symbol's plane, which has no pixels.
func moire(period float64) distortion {
	return func(p picture, random *rand.Rand) picture {
		step := 2 * math.Pi / p.length(period)
		across, down := random.Float64()*2*math.Pi, random.Float64()*2*math.Pi
		return p.redrawn(func(x, y int) float64 {
			stripes := (math.Sin(step*float64(x)+across) + math.Sin(step*float64(y)+down)) / 4 // -½ to ½
			return p.at(x, y) * (0.8 + 0.4*stripes)
		})
	}
}
