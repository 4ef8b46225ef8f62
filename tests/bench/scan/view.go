package main

import (
	"math"
	"math/rand/v2"
)

// distance is how far the camera is from the symbol, in widths of it: 15 cm from one of 5 cm.
const distance = 3

// A pose is how a phone is held, in degrees: the symbol turned in its own plane, by up to sway more
// either way, and then tilted away from the camera. The zero pose looks straight down.
type pose struct{ tilt, turn, sway float64 }

// A view is a pose as it came out in one shot, in radians, and the parts of a pixel by which the
// symbol lies to the right and down of the middle, as no camera is aligned with what it sees.
type view struct{ right, down, tilt, turn float64 }

// by is a view in this pose. A pose without sway takes no chance for it, so that adding one to a
// profile leaves the shots of the others as they were.
func (p pose) by(random *rand.Rand) view {
	v := view{random.Float64(), random.Float64(), radians(p.tilt), radians(p.turn)}
	if p.sway > 0 {
		v.turn += radians(p.sway) * (2*random.Float64() - 1)
	}
	return v
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// shown says which point of the plane a point of the picture shows: the inverse homography. All are
// in pixels from the middle, where the camera looks at a symbol of so many and the scale is kept.
func (v view) shown(size int) func(x, y float64) (across, down float64) {
	sinTilt, cosTilt := math.Sincos(v.tilt)
	sinTurn, cosTurn := math.Sincos(v.turn)
	far := distance * float64(size)
	return func(x, y float64) (across, down float64) {
		down = y * far / (far*cosTilt - y*sinTilt)
		across = x * (far + down*sinTilt) / far
		return across*cosTurn + down*sinTurn, down*cosTurn - across*sinTurn
	}
}
