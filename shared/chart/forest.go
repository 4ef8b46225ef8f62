package chart

import (
	"html/template"
	"math"

	"inspectioncode.example/shared/inspection"
)

// A Forest shows how strongly each factor goes with something: odds ratios with their intervals on a scale of ratios, where
// twice and half lie equally far from 1, which is no association.
type Forest struct {
	Head
	Factors []Factor        `json:"factors"`
	Less    inspection.Text `json:"less"` // what lies left of 1
	More    inspection.Text `json:"more"`
}

// A Factor is one row.
type Factor struct {
	Label inspection.Text `json:"label"`
	Odds  float64         `json:"odds"` // above 0, as are
	Low   float64         `json:"low"`
	High  float64         `json:"high"`
	Clear bool            `json:"clear"` // stands; what does not is hollow
}

// Says is the ratio with its interval.
func (f Factor) Says() string {
	return Ratio(f.Odds) + " (" + Ratio(f.Low) + "–" + Ratio(f.High) + ")"
}

// Kind is forest.
func (Forest) Kind() string { return "forest" }

// SVG draws it. What lies beyond sixteen times either way is drawn at the edge, and said in figures.
func (f Forest) SVG(l inspection.Lang) template.HTML {
	d := &drawing{lang: l}
	reach := 2.0
	for _, r := range f.Factors {
		for reach < 16 && (r.High > reach || r.Low < 1/reach) {
			reach *= 2
		}
	}
	const left, right = 14.0, width - 14
	x := func(odds float64) float64 {
		at := math.Log(max(odds, 1e-9)) / math.Log(reach)
		return left + (right-left)*(1+min(max(at, -1), 1))/2
	}
	y := 18.0
	d.text(0, 11, "start", "← "+f.Less.In(l))
	d.text(width, 11, "end", f.More.In(l)+" →")
	for _, r := range f.Factors {
		label := r.Label.In(l)
		y = d.label(y, label, r.Says())
		d.line("g", x(1), y, x(1), y+18)
		d.interval(x(r.Low), x(r.High), y+8)
		class := "b"
		if r.Clear {
			class = "a"
		}
		d.bar(class, x(r.Odds)-5, y+3, 10, 10, "")
		y += 20
	}
	d.line("x", left, y, right, y)
	for m := 1 / reach; m <= reach; m *= 2 {
		d.line("x", x(m), y, x(m), y+4)
		s := num(m)
		if m < 1 {
			s = "1/" + num(1/m)
		}
		d.text(x(m), y+16, "middle", s)
	}
	return d.finish(f.Head, y+22)
}
