package gongwen

import (
	"fmt"
	"strconv"
	"strings"

	"inspectioncode.example/shared/chart"
)

// drawing writes a chart as DrawingML with its values inside: it is redrawn and restyled as any chart of a document. Kinds
// that a document cannot draw are refused.
func drawing(c chart.Chart) (string, error) {
	var plot string
	switch c := c.(type) {
	case chart.Columns:
		plot = columns(c)
	case chart.Bars:
		plot = bars(c)
	case chart.Funnel:
		plot = funnel(c)
	default:
		return "", fmt.Errorf("a document has no chart of kind %s", c.Kind())
	}
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` +
		`<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:roundedCorners val="0"/>` +
		`<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>` + plot + `</c:plotArea>` + legend(c) + `<c:plotVisOnly val="1"/></c:chart>` +
		`<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1000"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr></c:chartSpace>`, nil
}

func legend(c chart.Chart) string {
	if cols, ok := c.(chart.Columns); !ok || len(cols.Series) < 2 {
		return ""
	}
	return `<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>`
}

// fills are solid and hollow, so that they are told apart without colour.
var fills = []string{
	`<c:spPr><a:solidFill><a:srgbClr val="0B54A0"/></a:solidFill></c:spPr>`,
	`<c:spPr><a:noFill/><a:ln w="12700"><a:solidFill><a:srgbClr val="0B54A0"/></a:solidFill></a:ln></c:spPr>`,
}

func columns(c chart.Columns) string {
	var names []string
	for _, g := range c.Groups {
		names = append(names, g.Label.ZH)
	}
	var s strings.Builder
	s.WriteString(`<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>`)
	for i, name := range c.Series {
		var values []float64
		for _, g := range c.Groups {
			values = append(values, float64(g.Values[i]))
		}
		s.WriteString(series(i, name.ZH, fills[i%2], "") + labels("General") + `<c:cat>` + words(names) + `</c:cat><c:val>` + numbers(values) + `</c:val></c:ser>`)
	}
	return s.String() + `<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>` + category("b", "minMax") + value(2, 1, "l", "General", 0)
}

func bars(b chart.Bars) string {
	var names []string
	var values, plus, minus []float64
	intervals := false
	for _, r := range b.Rows {
		names = append(names, r.Label.ZH)
		values = append(values, r.Value)
		intervals = intervals || r.High > 0
		plus, minus = append(plus, max(r.High-r.Value, 0)), append(minus, max(r.Value-r.Low, 0))
	}
	format, errors := "0.0%", ""
	if b.Counts {
		format = "General"
	}
	if intervals {
		errors = `<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/><c:plus>` + numbers(plus) + `</c:plus><c:minus>` + numbers(minus) + `</c:minus></c:errBars>`
	}
	return `<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>` + series(0, b.Title.ZH, fills[0], "") + labels(format) + errors +
		`<c:cat>` + words(names) + `</c:cat><c:val>` + numbers(values) + `</c:val></c:ser><c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>` +
		category("l", "maxMin") + value(2, 1, "b", format, 0)
}

func funnel(f chart.Funnel) string {
	var inX, inY, outX, outY []float64
	most := 1
	for _, p := range f.Points {
		most = max(most, p.N)
		if p.Outside {
			outX, outY = append(outX, float64(p.N)), append(outY, float64(p.K)/float64(p.N))
		} else {
			inX, inY = append(inX, float64(p.N)), append(inY, float64(p.K)/float64(p.N))
		}
	}
	length := max(40, len(f.Points)) // of every series: LibreOffice fills shorter ones up with points at nought
	points := func(i int, name, symbol string, size int, x, y []float64) string {
		for len(x) > 0 && len(x) < length {
			x, y = append(x, x[len(x)-1]), append(y, y[len(y)-1])
		}
		marker := `<c:marker><c:symbol val="` + symbol + `"/><c:size val="` + strconv.Itoa(size) + `"/><c:spPr><a:solidFill><a:srgbClr val="0B54A0"/></a:solidFill></c:spPr></c:marker>`
		return series(i, name, `<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>`, marker) + `<c:xVal>` + numbers(x) + `</c:xVal><c:yVal>` + numbers(y) + `</c:yVal><c:smooth val="0"/></c:ser>`
	}
	s := `<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>`
	for i, z := range []float64{0, 1.96, -1.96, 3.09, -3.09} {
		var x, y []float64
		for step := 1; step <= length; step++ {
			n := float64(most) * float64(step) / float64(length)
			low, high := f.Limit(n, max(z, -z))
			at := high
			if z < 0 {
				at = low
			}
			x, y = append(x, n), append(y, at)
		}
		dash := map[bool]string{true: `<a:prstDash val="dash"/>`}[z*z > 1 && z*z < 4]
		line := `<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="404040"/></a:solidFill>` + dash + `</a:ln></c:spPr>`
		s += series(i, "界限", line, `<c:marker><c:symbol val="none"/></c:marker>`) + `<c:xVal>` + numbers(x) + `</c:xVal><c:yVal>` + numbers(y) + `</c:yVal><c:smooth val="0"/></c:ser>`
	}
	s += points(5, "界限内", "circle", 6, inX, inY)
	if outX != nil {
		s += points(6, "界限外", "diamond", 10, outX, outY)
	}
	top := f.Rate * 3
	for _, p := range f.Points {
		top = max(top, float64(p.K)/float64(p.N)*1.1)
	}
	return s + `<c:axId val="1"/><c:axId val="2"/></c:scatterChart>` + value(1, 2, "b", "General", 0) + value(2, 1, "l", "0%", min(top, 1))
}

func series(i int, name, shape, marker string) string {
	n := strconv.Itoa(i)
	safe, _ := escape(name) // a buffer takes everything
	return `<c:ser><c:idx val="` + n + `"/><c:order val="` + n + `"/><c:tx><c:strRef><c:f>_` + n + `</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>` + safe + `</c:v></c:pt></c:strCache></c:strRef></c:tx>` + shape + invert(marker) + marker
}

// invert keeps bars from changing fill below nought; points have no such thing.
func invert(marker string) string {
	if marker != "" {
		return ""
	}
	return `<c:invertIfNegative val="0"/>`
}

func labels(format string) string {
	return `<c:dLbls><c:numFmt formatCode="` + format + `" sourceLinked="0"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`
}

func words(all []string) string {
	var s strings.Builder
	fmt.Fprintf(&s, `<c:strLit><c:ptCount val="%d"/>`, len(all))
	for i, w := range all {
		safe, _ := escape(w)
		fmt.Fprintf(&s, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, safe)
	}
	return s.String() + `</c:strLit>`
}

func numbers(all []float64) string {
	var s strings.Builder
	fmt.Fprintf(&s, `<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="%d"/>`, len(all))
	for i, v := range all {
		fmt.Fprintf(&s, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, strconv.FormatFloat(v, 'g', 6, 64))
	}
	return s.String() + `</c:numLit>`
}

func category(side, order string) string {
	return `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="` + order + `"/></c:scaling><c:delete val="0"/><c:axPos val="` + side + `"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>`
}

// value is an axis that begins at nought; top of 0 lets it find its own end.
func value(id, cross int, side, format string, top float64) string {
	end := ""
	if top > 0 {
		end = `<c:max val="` + strconv.FormatFloat(top, 'g', 3, 64) + `"/>`
	}
	crosses := "autoZero"
	if side == "b" && id == 2 {
		crosses = "max"
	}
	return fmt.Sprintf(`<c:valAx><c:axId val="%d"/><c:scaling><c:orientation val="minMax"/>%s<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="%s"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D0D0D0"/></a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="%s" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="%d"/><c:crosses val="%s"/></c:valAx>`, id, end, side, format, cross, crosses)
}
