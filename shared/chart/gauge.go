package chart

import (
	"fmt"
	"html/template"

	"inspectioncode.example/shared/inspection"
)

// A Gauge is one share of a whole, with its interval.
type Gauge struct {
	Head
	K    int     `json:"k"`
	N    int     `json:"n"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Kind is gauge.
func (Gauge) Kind() string { return "gauge" }

// SVG draws it.
func (g Gauge) SVG(l inspection.Lang) template.HTML {
	d := &drawing{lang: l}
	share := 0.0
	if g.N > 0 {
		share = float64(g.K) / float64(g.N)
	}
	says := fmt.Sprintf("%d/%d %s (%s–%s)", g.K, g.N, Percent(share), Percent(g.Low), Percent(g.High))
	const left, right = 1.0, width - 20
	x := func(v float64) float64 { return left + (right-left)*v }
	const y = 18.0
	d.text(0, 13, "start", says)
	d.bar("t", left, y+4, right-left, 14, "")
	d.bar("a", left, y+4, x(share)-left, 14, "")
	if g.N > 0 {
		d.interval(x(g.Low), x(g.High), y+11)
	}
	for _, m := range []float64{0, .25, .5, .75, 1} {
		anchor := "middle"
		if m == 0 {
			anchor = "start"
		}
		d.text(x(m), y+33, anchor, Percent(m))
	}
	return d.finish(g.Head, y+38)
}
