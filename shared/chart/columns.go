package chart

import (
	"html/template"
	"strconv"

	"inspectioncode.example/shared/inspection"
)

// Columns are counts side by side: of months, or of enterprises by their number of visits. Of two series the second is
// hollow.
type Columns struct {
	Head
	Series []inspection.Text `json:"series"` // one or two
	Groups []Group           `json:"groups"`
	Axis   inspection.Text   `json:"axis"` // what the groups are
}

// A Group is the columns over one label, one of each series.
type Group struct {
	Label     inspection.Text `json:"label"`
	Values    []int           `json:"values"`
	Addresses []string        `json:"addresses,omitempty"` // of the rows each counts
}

// Kind is columns.
func (Columns) Kind() string { return "columns" }

// SVG draws them.
func (c Columns) SVG(l inspection.Lang) template.HTML {
	d := &drawing{lang: l}
	top := 0
	for _, g := range c.Groups {
		for _, v := range g.Values {
			top = max(top, v)
		}
	}
	marks := ticks(float64(top), true)
	left := wide(strconv.Itoa(int(marks[len(marks)-1]))) + 6
	const head, tall = 30.0, 150.0
	y := func(v float64) float64 { return head + tall - tall*v/marks[len(marks)-1] }
	for _, m := range marks {
		d.line("g", left, y(m), width, y(m))
		d.text(left-4, y(m)+4, "end", strconv.Itoa(int(m)))
	}
	d.legend(c.Series)
	step := (width - left) / float64(max(len(c.Groups), 1))
	each := min(step*.7/float64(max(len(c.Series), 1)), 34)
	lowest := 0
	every := 1 // labels that would stand in more than three lines are thinned out
	for i := 0; i < len(c.Groups); i++ {
		if len(wrap(c.Groups[i].Label.In(l), step*float64(every)-2)) > 3 {
			every, i = every+1, -1
		}
	}
	for i, g := range c.Groups {
		middle := left + step*(float64(i)+.5)
		label := g.Label.In(l)
		for j, v := range g.Values[:min(len(g.Values), len(c.Series))] {
			x := middle + each*(float64(j)-float64(len(g.Values))/2)
			end := ""
			if j < len(g.Addresses) && v > 0 {
				end = d.lead(g.Addresses[j])
			}
			s, says := strconv.Itoa(v), label+" "+c.Series[j].In(l)+" "+strconv.Itoa(v)
			room := each // beside lower columns there is none; over the first, as wide as all of the group
			if j == 0 {
				room = max(each, step)
			}
			said := wide(s) <= room+2
			if said && i%every == 0 {
				says = ""
			}
			d.bar(string("ab"[j%2]), x+1, y(float64(v)), each-2, tall+head-y(float64(v)), says)
			if said {
				d.text(x+each/2, y(float64(v))-4, "middle", s)
			}
			d.WriteString(end)
		}
		if i%every == 0 {
			lines := wrap(label, step*float64(every)-2)
			for k, s := range lines {
				half := wide(s) / 2
				d.text(min(max(middle, half), width-half), head+tall+15+14*float64(k), "middle", s)
			}
			lowest = max(lowest, len(lines))
		}
	}
	bottom := head + tall + 14*float64(lowest) + 6
	if s := c.Axis.In(l); s != "" {
		bottom += 14
		d.text(width, bottom-3, "end", s)
	}
	return d.finish(c.Head, bottom)
}

// legend names the series in the first line.
func (d *drawing) legend(series []inspection.Text) {
	x := width
	for i := len(series) - 1; i >= 0; i-- {
		s := series[i].In(d.lang)
		x -= wide(s) + 4
		d.text(x, 11, "start", s)
		x -= 15
		d.WriteString(`<rect class="` + string("ab"[i%2]) + `" x="` + num(x) + `" y="2" width="10" height="10"/>`)
		x -= 12
	}
}
