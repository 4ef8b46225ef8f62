package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A Problem is what is wrong with one cell, row or table, and where.
type problem struct {
	file, sheet string
	row         int    // as a spreadsheet counts; 0 for a whole table
	column      string // as the header spells it
	rule        string
	text        inspection.Text
	whole       bool // not of a row that could be left out
}

func (p problem) String() string {
	at := p.at()
	if p.column != "" {
		at += " " + p.column
	}
	return strings.TrimSpace(at+": "+p.text.ZH+" / "+p.text.EN+" ("+p.rule+")") + "\n"
}

// at is the row it stands in.
func (p problem) at() string {
	at := p.file
	if p.sheet != "" {
		at += " [" + p.sheet + "]"
	}
	if p.row > 0 {
		at += ":" + strconv.Itoa(p.row)
	}
	return at
}

// hopeless reports whether something is wrong that leaving rows out does not mend.
func (g *gathering) hopeless() bool {
	return slices.ContainsFunc(g.problems, func(p problem) bool { return p.whole })
}

// shown problems are printed; the report has them all.
const shown = 200

// tell prints what is wrong, file by file from the top, and how much of it there is.
func (g *gathering) tell(out io.Writer) {
	slices.SortStableFunc(g.problems, func(a, b problem) int {
		if a.file != b.file || a.sheet != b.sheet {
			return 0 // as they were given
		}
		return a.row - b.row
	})
	for _, p := range g.problems[:min(len(g.problems), shown)] {
		fmt.Fprint(out, p)
	}
	if more := len(g.problems) - shown; more > 0 {
		fmt.Fprintf(out, "另有%d处，见-report。 %d more, see -report.\n", more, more)
	}
	if len(g.problems) > 0 {
		rows := map[string]bool{}
		for _, p := range g.problems {
			if p.row > 0 && !p.whole {
				rows[p.at()] = true
			}
		}
		fmt.Fprintf(out, "共%d处问题，涉及%d行。 %d problems, in %d rows.\n", len(g.problems), len(rows), len(g.problems), len(rows))
	}
	for _, note := range g.notes {
		fmt.Fprintln(out, note)
	}
}

// writeReport writes what is wrong as CSV, for whoever keeps the table: with a byte order mark, so that
// Excel reads the Chinese, and no cell a formula.
func (g *gathering) writeReport(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer f.Close()
	f.WriteString(byteOrderMark)
	w := csv.NewWriter(f)
	w.Write([]string{"文件 file", "工作表 sheet", "行 row", "列 column", "规则 rule", "问题", "problem"})
	for _, p := range g.problems {
		row := ""
		if p.row > 0 {
			row = strconv.Itoa(p.row)
		}
		line := []string{p.file, p.sheet, row, p.column, p.rule, p.text.ZH, p.text.EN}
		for i := range line {
			if formula(line[i]) {
				line[i] = "'" + line[i]
			}
		}
		w.Write(line)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return f.Close()
}

// formula reports whether a spreadsheet would compute s instead of showing it.
func formula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }
