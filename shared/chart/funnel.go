package chart

import (
	"html/template"
	"math"
	"strconv"

	"inspectioncode.example/shared/inspection"
)

// A Funnel shows shares against how many they are of, with the limits within which chance alone leaves 95 and 99.8 % of
// those who do not differ from all together (Spiegelhalter 2005), so that the small are not taken for the bad.
type Funnel struct {
	Head
	Rate   float64         `json:"rate"`   // of all together
	Points []Point         `json:"points"` // with at least one
	X      inspection.Text `json:"x"`      // what the axes are
	Y      inspection.Text `json:"y"`
}

// A Point is K of N.
type Point struct {
	Label   inspection.Text `json:"label"`
	K       int             `json:"k"`
	N       int             `json:"n"`
	Outside bool            `json:"outside"`
	Address string          `json:"address,omitempty"`
}

// Kind is funnel.
func (Funnel) Kind() string { return "funnel" }

// Limit is how far from the rate of all together a share of n may lie: z is 1.96 for 95 %, 3.09 for 99.8 %.
func (f Funnel) Limit(n, z float64) (low, high float64) {
	half := z * math.Sqrt(f.Rate*(1-f.Rate)/n)
	return max(f.Rate-half, 0), min(f.Rate+half, 1)
}

// SVG draws it.
func (f Funnel) SVG(l inspection.Lang) template.HTML {
	d := &drawing{lang: l}
	most, top := 1.0, f.Rate*2
	for _, p := range f.Points {
		most, top = max(most, float64(p.N)), max(top, float64(p.K)/float64(p.N))
	}
	across, up := ticks(most, true), ticks(min(top*1.05, 1), false)
	const left, head, tall, right = 46.0, 20.0, 230.0, width - 14
	x := func(n float64) float64 { return left + (right-left)*n/across[len(across)-1] }
	y := func(share float64) float64 { return head + tall - tall*min(share/up[len(up)-1], 1) }
	for _, m := range up {
		d.line("g", left, y(m), right, y(m))
		d.text(left-4, y(m)+4, "end", Percent(m))
	}
	for _, m := range across {
		d.text(x(m), head+tall+15, "middle", num(m))
	}
	d.text(0, 11, "start", f.Y.In(l))
	d.text(width, head+tall+30, "end", f.X.In(l))
	d.line("x", left, y(f.Rate), right, y(f.Rate))
	for _, z := range []struct {
		z     float64
		class string
	}{{1.96, "r"}, {3.09, "x"}} {
		d.limit(f, z.class, z.z, across[len(across)-1], x, y)
	}
	for _, p := range f.Points {
		d.point(p, x(float64(p.N)), y(float64(p.K)/float64(p.N)))
	}
	return d.finish(f.Head, head+tall+36)
}

// steps is how many points a limit is drawn through.
const steps = 18

// limit draws both sides of a limit, from where it begins to be inside the picture.
func (d *drawing) limit(f Funnel, class string, z, most float64, x, y func(float64) float64) {
	for side := range 2 {
		path := ""
		for i := 1; i <= steps; i++ {
			n := most * float64(i*i) / (steps * steps) // closer together where the limits bend
			low, high := f.Limit(n, z)
			at := []float64{low, high}[side]
			if y(at) <= y(1e9) || at == 0 { // above the picture, or on its ground
				continue
			}
			if path == "" {
				path = "M"
			} else {
				path += " "
			}
			path += num(x(n)) + " " + num(y(at))
		}
		d.WriteString(`<path class="` + class + `" d="` + path + `"/>`)
	}
}

// point draws one: a disc, or, outside, a diamond with its name beside it. Who the others are is of no interest here: chance
// alone could have put each where it is.
func (d *drawing) point(p Point, x, y float64) {
	if !p.Outside {
		d.WriteString(`<circle class="p" cx="` + num(x) + `" cy="` + num(y) + `" r="4"/>`)
		return
	}
	name := p.Label.In(d.lang)
	d.WriteString(`<path class="o" d="M` + num(x) + " " + num(y-7) + `l7 7-7 7-7-7z"/>`)
	name += " " + strconv.Itoa(p.K) + "/" + strconv.Itoa(p.N)
	anchor, at := "start", x+10
	if x > width/2 {
		anchor, at = "end", x-10
	}
	room := width - x - 10
	if anchor == "end" {
		room = x - 56
	}
	for i, s := range wrap(name, room) {
		d.text(at, y+4+14*float64(i), anchor, s)
	}
}
