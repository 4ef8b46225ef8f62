package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Heading is where a column stands, and the word it is headed by.
type heading struct {
	at   int
	word string
}

// A Record is one row as its columns name it, and knows whether something is wrong with it.
type record struct {
	g       *gathering
	table   *table
	columns map[string]heading
	row     row
	folder  string
	bad     bool
}

// fault says what is wrong with a cell, and that the row is bad.
func (r *record) fault(column, rule, zh, en string, args ...any) {
	r.bad = true
	r.g.problems = append(r.g.problems, problem{file: r.table.file, sheet: r.table.sheet, row: r.row.number, column: r.columns[column].word,
		rule: rule, text: inspection.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
}

// cell is what stands in a column, as people mean it: blanks trimmed, full-width letters and digits in
// their plain form where codes are read.
func (r *record) cell(column string) string {
	h, ok := r.columns[column]
	if !ok || h.at >= len(r.row.cells) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(r.row.cells[h.at], "\u00a0", " "))
}

// said is a text that must be there.
func (r *record) said(column string, max int) string {
	s := r.may(column, max)
	if s == "" && r.cell(column) == "" {
		r.fault(column, "required", "未填写", "it is empty")
	}
	return s
}

// may is a text that may be left out; "" if it is not fit to be kept.
func (r *record) may(column string, max int) string {
	s := r.cell(column)
	switch {
	case !inspection.Writable(s, max) || strings.Contains(s, "\n"):
		r.fault(column, "text", "超过%d个字符，或含有换行、不可显示的字符", "longer than %d characters, or with line breaks or characters that cannot be shown", max)
		return ""
	case formula(s):
		r.fault(column, "formula", "以=、+、-或@开头，表格软件会当作公式", "it begins with =, +, - or @, which spreadsheets take for a formula")
		return ""
	}
	return s
}

var spoiled = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+[0-9]+$`)

// code is an identifier that must be there: plain characters, no blanks.
func (r *record) code(column string, max int) string {
	s := narrow(r.cell(column))
	switch {
	case s == "":
		r.fault(column, "required", "未填写", "it is empty")
	case spoiled.MatchString(s):
		r.fault(column, "number-spoiled", "号码被表格软件变成了%s，原号已丢失；请把该列设为文本后重新填写", "a spreadsheet has turned the number into %s, and lost it; make the column text and enter it again", s)
	case len(s) > max || !inspection.Writable(s, max) || strings.ContainsAny(s, " \t\n\u3000") || formula(s):
		r.fault(column, "code", "号码过长，或含有空格、不可显示的字符", "it is too long, or has blanks or characters that cannot be shown")
	default:
		return s
	}
	return ""
}

// narrow writes full-width letters, digits and signs as plain ones.
func narrow(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '！' && c <= '～' {
			return c - '！' + '!'
		}
		return c
	}, s)
}

// choice is the value that a word of the table stands for.
func choice[T any](r *record, column string, words map[string]T) (v T) {
	s := strings.ToLower(narrow(r.cell(column)))
	v, ok := words[s]
	switch {
	case ok:
	case s == "":
		r.fault(column, "required", "未填写", "it is empty")
	default:
		r.notIn(column, s, slices.Collect(maps.Keys(words)))
	}
	return v
}

// notIn says that a word is none of those that can stand in a column, and what those are.
func (r *record) notIn(column, word string, words []string) {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	slices.Sort(words)
	slices.SortStableFunc(words, func(a, b string) int { return len(a) - len(b) })
	list := strings.Join(words, "、")
	r.fault(column, "choice", "“%s”不在可填的内容中；可填：%s", "%q is none of the words there are: %s", clip(word), list)
}

// clip cuts what is repeated from a table to a length one can read.
func clip(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

// dates are the ways people write days.
var dates = []string{time.DateOnly, "2006/1/2", "2006.1.2", "2006年1月2日", "20060102", "2006-1-2", "2006-01-02 15:04:05", "2006/1/2 15:04", "2006/1/2 15:04:05"}

// day is a date; "" if it is left out, which must is about.
func (r *record) day(column string, must bool) inspection.Date {
	s := narrow(r.cell(column))
	if s == "" {
		if must {
			r.fault(column, "required", "未填写", "it is empty")
		}
		return ""
	}
	for _, layout := range dates {
		t, err := time.Parse(layout, s)
		if err == nil && t.Year() >= 1990 && t.Year() < 2100 {
			return inspection.Date(t.Format(time.DateOnly))
		}
	}
	r.fault(column, "date", "“%s”不是日期，例如2023-09-05", "%q is no date, such as 2023-09-05", clip(s))
	return ""
}

// district is a code of GB/T 2260 in the trial's city, given as code or by name.
func (r *record) district(column string) string {
	s := narrow(r.cell(column))
	if s == "" {
		r.fault(column, "required", "未填写", "it is empty")
		return ""
	}
	for code, name := range r.g.districts {
		if s == code || s == name.ZH || strings.EqualFold(s, name.EN) {
			return code
		}
	}
	r.fault(column, "district", "“%s”不是试点城市的区", "%q is no district of the trial's city", clip(s))
	return ""
}
