// Package chart draws typed series as SVG that stands in a page: without script, printable, in the page's own colours, light
// or dark, with every value in words beside its mark. Counts and shares begin at nought. It knows nothing of where the
// numbers come from; its charts also marshal as JSON, for a script that draws them larger.
package chart

import (
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A Chart is one of the kinds of this package.
type Chart interface {
	SVG(inspection.Lang) template.HTML
	Kind() string // as its JSON names it
	About() Head
}

// A Head is what every chart has to say of itself.
type Head struct {
	Title inspection.Text `json:"title"` // what is shown
	Desc  inspection.Text `json:"desc"`  // how to read it, for those who cannot see it and those who never saw its like
}

// About is what a chart says of itself.
func (h Head) About() Head { return h }

const (
	width = 340.0 // of every chart, in its own units; type is 12 of them
	em    = 12.0
)

// A drawing grows downwards. Every text that goes in is escaped in one place.
type drawing struct {
	strings.Builder
	lang inspection.Lang
	led  bool // some mark leads to the rows it counts
}

// lead begins what leads to an address, if there is one, and returns how it ends.
func (d *drawing) lead(address string) (end string) {
	if address == "" {
		return ""
	}
	d.led = true
	d.WriteString(`<a href="` + html.EscapeString(address) + `">`)
	return "</a>"
}

// finish frames what was drawn: one picture, or a group of what leads somewhere.
func (d *drawing) finish(h Head, height float64) template.HTML {
	title := html.EscapeString(h.Title.In(d.lang))
	role := "img"
	if d.led {
		role = "group"
	}
	return template.HTML(`<svg class="chart" role="` + role + `" viewBox="0 0 ` + num(width) + " " + num(height) + `" aria-label="` + title + `"><desc>` +
		html.EscapeString(h.Desc.In(d.lang)) + `</desc>` + d.String() + `</svg>`)
}

// text writes s at a point; anchor is start, middle or end.
func (d *drawing) text(x, y float64, anchor, s string) {
	d.WriteString(`<text x="` + num(x) + `" y="` + num(y) + `"`)
	if anchor != "start" {
		d.WriteString(` class="` + anchor[:1] + `"`) // as the page's style says
	}
	d.WriteString(`>` + html.EscapeString(s) + `</text>`)
}

// line draws from one point to another; class says what it is: g grid, x axis, i interval, r reference.
func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	d.WriteString(`<path class="` + class + `" d="M` + num(x1) + " " + num(y1) + "L" + num(x2) + " " + num(y2) + `"/>`)
}

// bar draws a rectangle, which says what it stands for when it is pointed at where no words beside it do.
func (d *drawing) bar(class string, x, y, w, h float64, says string) {
	d.WriteString(`<rect class="` + class + `" x="` + num(x) + `" y="` + num(y) + `" width="` + num(max(w, 0)) + `" height="` + num(max(h, 0)) + `"`)
	if says == "" {
		d.WriteString("/>")
		return
	}
	d.WriteString(">" + title(says) + "</rect>")
}

// interval draws a line with ends: where the true value may lie.
func (d *drawing) interval(x1, x2, y float64) {
	d.WriteString(`<path class="i" d="M` + num(x1) + " " + num(y-4) + "v8m0-4H" + num(x2) + `m0-4v8"/>`)
}

func title(s string) string { return "<title>" + html.EscapeString(s) + "</title>" }

// num writes a coordinate to a tenth.
func num(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }

// wide is about how wide s is: Chinese characters are square, others a little over half as wide.
func wide(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r >= 0x1100 {
			w += em
		} else {
			w += em * .58
		}
	}
	return w
}

// wrap breaks s into lines no wider than room: at blanks, and between Chinese characters.
func wrap(s string, room float64) []string {
	var lines []string
	line, last := "", 0 // last: where the line may break
	for _, r := range s {
		if line != "" && wide(line+string(r)) > room {
			cut := len(line)
			numeral := line[cut-1] <= '9' // stays with what it counts
			if last > 0 && r != ' ' && (r < 0x1100 || numeral) {
				cut = last
			}
			lines = append(lines, strings.TrimSpace(line[:cut]))
			line, last = line[cut:], 0
		}
		line += string(r)
		if r == ' ' || r >= 0x1100 {
			last = len(line)
		}
	}
	if line = strings.TrimSpace(line); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// ticks are round numbers from 0 to at least top, four or five of them; whole ones where only those make sense.
func ticks(top float64, whole bool) []float64 {
	if top <= 0 {
		top = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(top/4)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if top/(m*step) <= 4 {
			step *= m
			break
		}
	}
	if whole {
		step = math.Ceil(step)
	}
	marks := []float64{0}
	for marks[len(marks)-1] < top {
		marks = append(marks, float64(len(marks))*step)
	}
	return marks
}

// Percent writes a share as it is read: 7.4%.
func Percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1000)/10, 'f', -1, 64) + "%"
}

// Ratio writes a ratio as it is read, to two digits that count: 3.4, 0.81, 12.
func Ratio(x float64) string {
	switch {
	case x >= 10:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case x >= 1:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}
