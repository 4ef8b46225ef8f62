package main

import (
	"math"
	"math/rand/v2"
)

// distance is how far the camera is from the symbol, in widths of it: 15 cm from one of 5 cm.
const distance = 3

// view is the phone held at an angle, in degrees: the symbol tilted away from the camera, after being
// turned in its own plane by up to turn either way.
func view(tilt, turn float64) distortion {
	return func(p picture, random *rand.Rand) picture {
		return p.seenFrom(radians(tilt), radians(turn)*(2*random.Float64()-1))
	}
}

// turned is the phone held at one angle exactly, in degrees.
func turned(degrees float64) distortion {
	return func(p picture, _ *rand.Rand) picture { return p.seenFrom(0, radians(degrees)) }
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// seenFrom asks for each pixel which point of the plane it shows: the inverse homography. The camera
// looks at the centre, where the scale stays as it was.
func (p picture) seenFrom(tilt, turn float64) picture {
	sinTilt, cosTilt := math.Sincos(tilt)
	sinTurn, cosTurn := math.Sincos(turn)
	centre, far := float64(p.width-1)/2, distance*float64(p.symbol)
	return p.redrawn(func(x, y int) float64 {
		u, v := float64(x)-centre, float64(y)-centre
		down := v * far / (far*cosTilt - v*sinTilt)
		across := u * (far + down*sinTilt) / far
		return p.between(centre+across*cosTurn+down*sinTurn, centre-across*sinTurn+down*cosTurn)
	})
}
