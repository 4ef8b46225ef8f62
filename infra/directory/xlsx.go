package main

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"inspectioncode.example/shared/inspection"
)

// Bounds of a workbook, so that one that unpacks to more than it seems does no harm.
const (
	maxUnpacked = 256 << 20
	maxRows     = 200_000
	maxColumns  = 64
)

// readXLSX reads every sheet that is not hidden.
func (g *gathering) readXLSX(name string, b []byte) (tables []table) {
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		g.wrong(problem{file: name, rule: "xlsx", text: inspection.Text{ZH: "无法作为XLSX打开，或解压后过大", EN: "it cannot be opened as XLSX, or unpacks to too much"}})
		return nil
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err == nil && !visible {
			g.notes = append(g.notes, fmt.Sprintf("%s: 未读取隐藏的工作表%q。 Hidden sheet not read.", name, sheet))
			continue
		}
		t, fault := readSheet(f, name, sheet)
		if fault != nil {
			g.wrong(*fault)
			continue
		}
		g.merged(f, &t)
		g.serials(f, &t)
		tables = append(tables, t)
	}
	return tables
}

func readSheet(f *excelize.File, name, sheet string) (table, *problem) {
	t := table{file: name, sheet: sheet}
	fault := func(rule, zh, en string) *problem {
		return &problem{file: name, sheet: sheet, rule: rule, text: inspection.Text{ZH: zh, EN: en}}
	}
	rows, err := f.Rows(sheet)
	if err != nil {
		return t, fault("xlsx", "无法读取工作表", "the sheet cannot be read")
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		switch {
		case err != nil:
			return t, fault("xlsx", "无法读取工作表", "the sheet cannot be read")
		case n > maxRows:
			return t, fault("sheet-size", "工作表超过20万行", "the sheet has more than 200,000 rows")
		case len(cells) > maxColumns && !blank(cells[maxColumns:]):
			return t, fault("sheet-size", "工作表超过64列", "the sheet has more than 64 columns")
		}
		t.rows = append(t.rows, row{n, cells[:min(len(cells), maxColumns)]})
	}
	if rows.Error() != nil {
		return t, fault("xlsx", "无法读取工作表", "the sheet cannot be read")
	}
	return t, nil
}

// merged writes what stands in cells merged downwards into each of them, which is how people read
// them. Cells merged across columns could mean either column, and are a problem below the header.
func (g *gathering) merged(f *excelize.File, t *table) {
	ranges, err := f.GetMergeCells(t.sheet)
	if err != nil {
		return // then there are none
	}
	header, filled := headerOf(t), 0
	for _, m := range ranges {
		left, top, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, bottom, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || top <= header || top > len(t.rows) || right > maxColumns {
			continue // a title above the table
		}
		if left != right {
			g.wrong(problem{file: t.file, sheet: t.sheet, row: top, column: m.GetStartAxis() + ":" + m.GetEndAxis(), rule: "merged",
				text: inspection.Text{ZH: "跨列合并的单元格含义不明，请取消合并", EN: "cells merged across columns could mean either; part them"}})
			continue
		}
		if filled += min(bottom, len(t.rows)) - top; filled > maxRows {
			g.wrong(problem{file: t.file, sheet: t.sheet, rule: "merged", text: inspection.Text{ZH: "合并的单元格过多", EN: "too many cells are merged"}})
			return
		}
		var value string
		if first := t.rows[top-1].cells; left <= len(first) {
			value = first[left-1]
		}
		for n := top; n < min(bottom, len(t.rows)); n++ {
			for len(t.rows[n].cells) < left {
				t.rows[n].cells = append(t.rows[n].cells, "")
			}
			t.rows[n].cells[left-1] = value
		}
	}
}

// headerOf is the number of the header's row; 0 if there is none.
func headerOf(t *table) int {
	for _, r := range t.rows[:min(len(t.rows), headerWithin)] {
		if k, _ := headed(r.cells); k != nil {
			return r.number
		}
	}
	return 0
}

// serials turns days that the workbook keeps as numbers into dates, in the columns of days.
func (g *gathering) serials(f *excelize.File, t *table) {
	header := headerOf(t)
	if header == 0 {
		return
	}
	props, err := f.GetWorkbookProps()
	since1904 := err == nil && props.Date1904 != nil && *props.Date1904
	k, _ := headed(t.rows[header-1].cells)
	for i, word := range t.rows[header-1].cells {
		if name, _ := k.at(word); name != "from" && name != "until" && name != "withdrawn" {
			continue
		}
		for _, r := range t.rows[header:] {
			if i >= len(r.cells) {
				continue
			}
			n, err := strconv.ParseFloat(r.cells[i], 64)
			if err != nil || n < 20_000 || n > 80_000 { // 1954 to 2119; 20230905 is a date as it stands
				continue
			}
			if day, err := excelize.ExcelDateToTime(n, since1904); err == nil {
				r.cells[i] = day.Format(time.DateOnly)
			}
		}
	}
}
