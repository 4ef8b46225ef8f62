package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

const hostile = `</svg><script>alert(1)</script>"'&`

func text(s string) inspection.Text { return inspection.Text{ZH: s, EN: s} }

// charts is one of each kind, all of whose words are name.
func charts(name string) []Chart {
	h := Head{Title: text(name), Desc: text(name)}
	var groups []Group
	var bars []Bar
	for i := range 14 {
		groups = append(groups, Group{Label: text(name), Values: []int{i * 37, i}})
		bars = append(bars, Bar{Label: text(name), Value: float64(i) / 20, Low: .01, High: .9, Says: "7/140 5% (2.4–10%)", Hollow: i == 3})
	}
	return []Chart{
		Columns{Head: h, Series: []inspection.Text{text("a"), text("b")}, Groups: groups, Axis: text("x")},
		Columns{Head: h, Series: []inspection.Text{text("a")}, Groups: groups[:1]},
		Columns{Head: h},
		Bars{Head: h, Rows: bars, Reference: .05, Refers: text("all")},
		Bars{Head: h, Counts: true, Rows: []Bar{{Label: text(name), Value: 3, Says: "3"}}},
		Bars{Head: h},
		Funnel{Head: h, Rate: .05, Points: []Point{{Label: text(name), K: 1, N: 20}, {Label: text(name), K: 50, N: 90, Outside: true}, {Label: text(name), K: 9, N: 9, Outside: true}}, X: text("n"), Y: text("%")},
		Funnel{Head: h},
		Forest{Head: h, Factors: []Factor{{Label: text(name), Odds: 3.4, Low: 1.2, High: 1e9, Clear: true}, {Label: text(name), Odds: .01, Low: 1e-12, High: 2}}, Less: text("less"), More: text("more")},
		Gauge{Head: h, K: 9, N: 10, Low: .6, High: .98},
		Gauge{Head: h},
	}
}

// Ensure that every chart is well-formed, that nobody's words become marks, and that no word is cut off at an edge.
func TestNoWordIsClippedOrTakenForAMark(t *testing.T) {
	for _, name := range []string{hostile, "上海市浦东新区建设和管理委员会", strings.Repeat("长", 80), "A rather long English name of some district's commission"} {
		for _, c := range charts(name) {
			svg := string(c.SVG(inspection.Chinese))
			if strings.Contains(svg, "<script") || strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") || strings.Contains(svg, "style=") {
				t.Errorf("%s: %.200s", c.Kind(), svg)
			}
			inside(t, c.Kind(), svg)
		}
	}
}

// inside makes sure that every text lies within the picture, by the width it is reckoned to have.
func inside(t *testing.T, kind, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	height, x, y, anchor, in := 0.0, 0.0, 0.0, "", false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			anchor, in = "start", e.Name.Local == "text"
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "viewBox":
					fmt.Sscanf(a.Value, "0 0 340 %g", &height)
				case "x":
					x, _ = strconv.ParseFloat(a.Value, 64)
				case "y":
					y, _ = strconv.ParseFloat(a.Value, 64)
				case "class":
					anchor = map[string]string{"m": "middle", "e": "end"}[a.Value]
				}
			}
		case xml.CharData:
			if !in {
				continue
			}
			w := wide(string(e))
			left := x - map[string]float64{"start": 0, "middle": w / 2, "end": w}[anchor]
			if left < -1 || left+w > width+1 || y > height || y < 8 {
				t.Errorf("%s: %q lies at %.0f–%.0f, %.0f of %.0f×%.0f", kind, e, left, left+w, y, width, height)
			}
		}
	}
}

// Ensure that a count is as tall as it is large: the axis begins at 0.
func TestCountsBeginAtNought(t *testing.T) {
	svg := string(Columns{Series: []inspection.Text{text("a")}, Groups: []Group{{Label: text("x"), Values: []int{1000}}, {Label: text("y"), Values: []int{990}}, {Label: text("z"), Values: []int{500}}}}.SVG(inspection.Chinese))
	var tall []float64
	for part := range strings.SplitSeq(svg, `<rect class="a"`) {
		if _, after, ok := strings.Cut(part, `height="`); ok && strings.Contains(part, `width="3`) {
			h, _, _ := strings.Cut(after, `"`)
			v, _ := strconv.ParseFloat(h, 64)
			tall = append(tall, v)
		}
	}
	if len(tall) != 3 || tall[0] != 2*tall[2] || tall[1] < .98*tall[0] {
		t.Errorf("1000, 990 and 500 are %v tall", tall)
	}
}

func TestTicksAreRoundAndReachTheTop(t *testing.T) {
	for _, c := range []struct {
		top   float64
		whole bool
		want  string
	}{{0, true, "[0 1]"}, {1, true, "[0 1]"}, {3, true, "[0 1 2 3]"}, {17, true, "[0 5 10 15 20]"}, {1000, true, "[0 250 500 750 1000]"}, {.07, false, "[0 0.02 0.04 0.06 0.08]"}, {1, false, "[0 0.25 0.5 0.75 1]"}} {
		if got := fmt.Sprint(ticks(c.top, c.whole)); got != c.want {
			t.Errorf("up to %v: %s, want %s", c.top, got, c.want)
		}
	}
}

func TestWhatIsLongIsBrokenWhereItMayBe(t *testing.T) {
	for s, want := range map[string]string{
		"上海市浦东新区":                "[上海市浦 东新区]",
		"Pudong New Area":        "[Pudong New Area]",
		"2023年9月":                "[2023年 9月]",
		"Unbreakablelongishword": "[Unbreak ablelon gishwor d]",
	} {
		if got := fmt.Sprint(wrap(s, 53)); got != want {
			t.Errorf("%s: %v, want %s", s, got, want)
		}
	}
}
