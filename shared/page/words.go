package page

import (
	"html/template"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// words are what templates say things with, in one language.
func words(l inspection.Lang) template.FuncMap {
	return template.FuncMap{
		"t": func(zh, en string) string {
			return map[inspection.Lang]string{inspection.Chinese: zh, inspection.English: en}[l]
		},
		"in":      func(t inspection.Text) string { return t.In(l) },
		"window":  func(from, until time.Time) string { return window(l, from, until) },
		"moment":  func(t time.Time) string { return day(l, t) + " " + t.In(inspection.Shanghai).Format("15:04") },
		"date":    func(d inspection.Date) string { return day(l, d.Start()) },
		"clock":   func(t time.Time) string { return t.In(inspection.Shanghai).Format("15:04") },
		"input":   func(t time.Time) string { return t.In(inspection.Shanghai).Format("2006-01-02T15:04") },
		"stamp":   func(t time.Time) string { return t.In(inspection.Shanghai).Format(time.RFC3339) },
		"door":    func(in inspection.Inspection) Door { return Door{Inspection: &in} },
		"english": func() bool { return l == inspection.English },
		"host": func(address string) string {
			return strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
		},
	}
}

var weekdays = [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// day is 2023年9月5日（周二） or Tuesday, 5 September 2023.
func day(l inspection.Lang, t time.Time) string {
	t = t.In(inspection.Shanghai)
	if l == inspection.English {
		return t.Format("Monday, 2 January 2006")
	}
	return t.Format("2006年1月2日") + "（" + weekdays[t.Weekday()] + "）"
}

// window is 2023年9月5日（周二）09:00-12:00, with a second day only where there is one.
func window(l inspection.Lang, from, until time.Time) string {
	from, until = from.In(inspection.Shanghai), until.In(inspection.Shanghai)
	gap := map[inspection.Lang]string{inspection.English: ", "}[l]
	text := day(l, from) + gap + from.Format("15:04") + "–"
	if inspection.DateOf(from) != inspection.DateOf(until) {
		text += day(l, until) + gap
	}
	return text + until.Format("15:04")
}
