package chart

import (
	"html/template"

	"inspectioncode.example/shared/inspection"
)

// Bars are shares, or counts, one below the other, each under its own name however long that is, with its interval
// where there is one.
type Bars struct {
	Head
	Counts    bool            `json:"counts"` // values are counts, not shares
	Rows      []Bar           `json:"rows"`
	Reference float64         `json:"reference,omitempty"` // a dashed line all rows are compared with
	Refers    inspection.Text `json:"refers,omitzero"`     // what that is
}

// A Bar is one of them.
type Bar struct {
	Label   inspection.Text `json:"label"`
	Value   float64         `json:"value"`
	Low     float64         `json:"low"` // of the interval; none where both ends are 0
	High    float64         `json:"high"`
	Says    string          `json:"says"`              // the value in full, such as 18/120 15%
	Hollow  bool            `json:"hollow,omitempty"`  // to be told apart from the others
	Address string          `json:"address,omitempty"` // of the rows counted
}

// Kind is bars.
func (Bars) Kind() string { return "bars" }

// SVG draws them.
func (b Bars) SVG(l inspection.Lang) template.HTML {
	d := &drawing{lang: l}
	top := b.Reference
	for _, r := range b.Rows {
		top = max(top, r.Value, r.High)
	}
	marks := ticks(top, b.Counts)
	if !b.Counts {
		marks = ticks(min(top, 1), false)
	}
	most := marks[len(marks)-1]
	const left, right = 1.0, width - 18
	x := func(v float64) float64 { return left + (right-left)*min(v, most)/most }
	y := 0.0
	if b.Reference > 0 {
		y = 16
		s := b.Refers.In(l)
		half := wide(s) / 2
		d.text(min(max(x(b.Reference), half), width-half), 11, "middle", s)
	}
	begin := y
	for _, r := range b.Rows {
		label := r.Label.In(l)
		end := d.lead(r.Address)
		y = d.label(y, label, r.Says)
		class := "a"
		if r.Hollow {
			class = "b"
		}
		d.bar(class, left, y+2, x(r.Value)-left, 12, "")
		d.WriteString(end)
		if r.High > 0 {
			d.interval(x(r.Low), x(r.High), y+8)
		}
		y += 20
	}
	for _, m := range marks {
		d.line("g", x(m), y, x(m), y+4)
		s := num(m)
		if !b.Counts {
			s = Percent(m)
		}
		anchor := "middle"
		if m == 0 {
			anchor = "start"
		}
		d.text(x(m), y+15, anchor, s)
	}
	d.line("x", left, y, right, y)
	if b.Reference > 0 {
		d.line("r", x(b.Reference), begin, x(b.Reference), y)
	}
	return d.finish(b.Head, y+20)
}

// label writes what a row is called, and its value on the right of the same line where both fit; it returns where the
// row's mark may begin.
func (d *drawing) label(y float64, label, says string) float64 {
	room := width - wide(says) - 12
	if room < width/3 {
		room = width
	}
	lines := wrap(label, room)
	for _, s := range lines {
		y += 15
		d.text(0, y, "start", s)
	}
	if room == width {
		y += 15
	}
	d.text(width, y, "end", says)
	return y + 2
}
