// Package workbook writes a summary of the night as an Excel workbook: one sheet a subject, charts of Excel's own, and
// beside every share the interval it lies in. Whatever people wrote stands in cells of text, which are never formulas. It
// computes nothing.
package workbook

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"inspectioncode.example/shared/analysis"
)

// A book is a workbook being written; the first error stays.
type book struct {
	*excelize.File
	head    int // style of heads
	percent int // of shares
	err     error
}

// Write is the workbook of a summary.
func Write(s *analysis.Summary) ([]byte, error) {
	b := &book{File: excelize.NewFile()}
	defer b.Close()
	b.head, b.err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EDF5"}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	var err error
	b.percent, err = b.NewStyle(&excelize.Style{NumFmt: 10}) // 0.00%
	b.try(err)
	b.usage(s)
	b.agencies(s)
	b.items(s)
	b.frequency(s)
	b.evaluations(s)
	b.concern(s)
	b.feedback(s)
	b.try(b.DeleteSheet("Sheet1"))
	b.SetActiveSheet(0)
	b.try(b.SetDocProps(&excelize.DocProperties{Title: s.Name.ZH + "检查码统计", Created: s.Made.UTC().Format("2006-01-02T15:04:05Z"), Modified: s.Made.UTC().Format("2006-01-02T15:04:05Z"), Language: "zh-CN"}))
	if b.err != nil {
		return nil, fmt.Errorf("write workbook: %w", b.err)
	}
	var out bytes.Buffer
	if err := b.File.Write(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

// sheet writes a table with its heads on a sheet of its own: heads stay in view, and can be filtered by. A cell is a
// string, an int, a float64 or a ratio.
func (b *book) sheet(name string, widths []float64, heads []string, rows [][]any) {
	_, err := b.NewSheet(name)
	b.try(err)
	for i, h := range heads {
		b.cell(name, i, 0, h)
	}
	for y, row := range rows {
		for x, v := range row {
			b.cell(name, x, y+1, v)
		}
	}
	last := at(len(heads)-1, 0)
	b.try(b.SetCellStyle(name, "A1", last, b.head))
	for i, w := range widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		b.try(err)
		b.try(b.SetColWidth(name, column, column, w))
	}
	b.try(b.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if len(rows) > 0 {
		b.try(b.AutoFilter(name, "A1:"+at(len(heads)-1, len(rows)), nil))
	}
	landscape, fit, a4, one, any := "landscape", true, 9, 1, 0
	b.try(b.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	b.try(b.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// A ratio is a share of a whole, which is read in per cent.
type ratio float64

// cell writes a value; text as text, whatever it begins with.
func (b *book) cell(sheet string, x, y int, v any) {
	switch v := v.(type) {
	case string:
		b.try(b.SetCellStr(sheet, at(x, y), v))
	case ratio:
		b.try(b.SetCellValue(sheet, at(x, y), float64(v)))
		b.try(b.SetCellStyle(sheet, at(x, y), at(x, y), b.percent))
	default:
		b.try(b.SetCellValue(sheet, at(x, y), v))
	}
}

// at is the name of a cell, from 0.
func at(x, y int) string {
	name, err := excelize.CoordinatesToCellName(x+1, y+1)
	if err != nil {
		panic(err) // no summary has sixteen thousand columns
	}
	return name
}

// chart draws columns of values over names, both columns of the same sheet.
func (b *book) chart(sheet, cell, title string, kind excelize.ChartType, names, first int, values []int, rows int) {
	if rows == 0 {
		return
	}
	c := &excelize.Chart{Type: kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Size: 12, Color: "000000"}}}}, VaryColors: new(bool),
		Legend: excelize.ChartLegend{Position: "top"}, Dimension: excelize.ChartDimension{Width: 640, Height: 340},
		XAxis: excelize.ChartAxis{Font: excelize.Font{Color: "000000"}, ReverseOrder: kind == excelize.Bar}, YAxis: excelize.ChartAxis{Font: excelize.Font{Color: "000000"}, Minimum: new(float64)}, PlotArea: excelize.ChartPlotArea{ShowVal: true}}
	span := func(column int) string {
		return fmt.Sprintf("'%s'!%s:%s", sheet, absolute(column, first), absolute(column, first+rows-1))
	}
	for _, v := range values {
		c.Series = append(c.Series, excelize.ChartSeries{Name: fmt.Sprintf("'%s'!%s", sheet, absolute(v, first-1)), Categories: span(names), Values: span(v)})
	}
	b.try(b.AddChart(sheet, cell, c))
}

func absolute(x, y int) string {
	name, err := excelize.CoordinatesToCellName(x+1, y+1, true)
	if err != nil {
		panic(err)
	}
	return name
}
