package page

import (
	"html/template"
	"regexp"
	"strings"
	"time"

	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
)

// together keeps two times, as 09:00–12:00, on one line.
func together(window string) template.HTML {
	return template.HTML(times.ReplaceAllString(template.HTMLEscapeString(window), `<span class="times">$0</span>`))
}

var times = regexp.MustCompile(`\d\d:\d\d–\d\d:\d\d`)

// words are what templates say things with, in one language.
func words(l inspection.Lang) template.FuncMap {
	return template.FuncMap{
		"t": func(zh, en string) string {
			return map[inspection.Lang]string{inspection.Chinese: zh, inspection.English: en}[l]
		},
		"in": func(t inspection.Text) string { return t.In(l) },
		"window": func(from, until time.Time) template.HTML {
			return together(inspection.WindowInWords(from, until).In(l))
		},
		"moment":  func(t time.Time) string { return inspection.MomentInWords(t).In(l) },
		"date":    func(d inspection.Date) string { return inspection.DayInWords(d.Start()).In(l) },
		"clock":   func(t time.Time) string { return t.In(inspection.Shanghai).Format("15:04") },
		"input":   func(t time.Time) string { return t.In(inspection.Shanghai).Format("2006-01-02T15:04") },
		"stamp":   func(t time.Time) string { return t.In(inspection.Shanghai).Format(time.RFC3339) },
		"door":    func(in inspection.Inspection) Door { return Door{Inspection: &in} },
		"draw":    func(c chart.Chart) template.HTML { return c.SVG(l) },
		"english": func() bool { return l == inspection.English },
		"host": func(address string) string {
			return strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
		},
	}
}
