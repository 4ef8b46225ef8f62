package main

import "fmt"

// A camera takes the picture of a symbol on a grey desk. Seen from straight above, the symbol with its
// quiet zone is size pixels wide, and the picture 1.6 times as wide.
type camera struct {
	means string
	take  func(s symbol, size int, from view) picture
}

// desk is the light of what lies around the symbol with its quiet zone.
const desk = 160

// finer is how many points a pixel averages along each side.
const finer = 4

// direct is the camera that the gates look through. Its pixels look at the symbol's plane itself, once,
// as a sensor's do: each averages what its points see of ideal black and white.
func direct() camera {
	means := fmt.Sprintf("each pixel is the mean of %d×%[1]d points of the symbol's plane, sampled once", finer)
	return camera{means, func(s symbol, size int, from view) picture {
		p := frame(size)
		shown, middle := from.shown(size), float64(p.width)/2
		modules := float64(s.modules + 2*quiet)
		scale := modules / float64(size)
		return p.redrawn(func(x, y int) (light float64) {
			for i := range finer * finer {
				across, down := shown(
					float64(x)+(float64(i%finer)+0.5)/finer-middle,
					float64(y)+(float64(i/finer)+0.5)/finer-middle)
				light += s.light(modules/2+(across-from.right)*scale, modules/2+(down-from.down)*scale)
			}
			return light / (finer * finer)
		})
	}}
}

// light is that of a point of the plane a symbol lies in, in modules from the corner of its quiet zone.
func (s symbol) light(x, y float64) float64 {
	side := float64(s.modules + 2*quiet)
	switch {
	case min(x, y) < 0 || max(x, y) >= side:
		return desk
	case s.black(int(x)-quiet, int(y)-quiet):
		return 0
	}
	return 255
}
