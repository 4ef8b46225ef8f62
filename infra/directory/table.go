package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A Table is one CSV, or one sheet of a workbook, as text.
type table struct {
	file, sheet string
	rows        []row
}

// A row and where it stands, as a spreadsheet counts.
type row struct {
	number int
	cells  []string
}

// A Gathering is what the tables say, put together, and everything that is wrong with them.
type gathering struct {
	districts map[string]inspection.Text
	problems  []problem
	notes     []string

	given       map[string]bool // kinds of which there was a table
	agencies    []from[inspection.Agency]
	officers    []from[inspection.Officer]
	enterprises []from[inspection.Enterprise]
}

// A from is an entry and the record it comes from.
type from[T any] struct {
	entry T
	*record
}

// maxFile bounds a file in bytes: fifty times the officers of a city.
const maxFile = 64 << 20

// read takes in every table of a file. An error is one of the machine; what is wrong with the file is
// a problem.
func (g *gathering) read(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	name := filepath.Base(file)
	if info.Size() > maxFile {
		g.wrong(problem{file: name, rule: "file-size", text: inspection.Text{ZH: "文件超过64 MB", EN: "the file is larger than 64 MB"}})
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	var tables []table
	switch strings.ToLower(filepath.Ext(file)) {
	case ".xlsx", ".xlsm":
		tables = g.readXLSX(name, b)
	default:
		tables = g.readCSV(name, b)
	}
	for _, t := range tables {
		g.take(t, filepath.Dir(file))
	}
	return nil
}

// wrong notes a problem of a whole table.
func (g *gathering) wrong(p problem) {
	p.whole = true
	g.problems = append(g.problems, p)
}

// headerWithin is how many rows may stand before the header, the header included.
const headerWithin = 10

// take finds the header of a table and reads every row below it. Folder is where its files are.
func (g *gathering) take(t table, folder string) {
	var k *kind
	var head row
	var body []row
	for i, r := range t.rows[:min(len(t.rows), headerWithin)] {
		if k, _ = headed(r.cells); k != nil {
			head, body = r, t.rows[i+1:]
			break
		}
	}
	at := problem{file: t.file, sheet: t.sheet}
	if k == nil {
		if len(t.rows) > 0 {
			at.rule, at.text = "header", inspection.Text{ZH: "前10行中没有可识别的表头：须有“执法主体代码”“执法证号”或“统一社会信用代码”等列名；显示为乱码的，请按原来的编码重新打开后另存",
				EN: "none of the first ten rows is a header: it names columns such as 执法主体代码 (code), 执法证号 (certificate) or 统一社会信用代码 (uscc); if letters look garbled, open the file in its own encoding and save it again"}
			g.wrong(at)
		}
		return
	}
	at.row = head.number
	columns := map[string]heading{}
	for i, word := range head.cells {
		name, known := k.at(word)
		_, twice := columns[name]
		switch at.column = word; {
		case strings.TrimSpace(word) == "":
		case !known:
			g.notes = append(g.notes, fmt.Sprintf("%s: 未读取的列%q。 Column not read.", strings.TrimSpace(t.file+" "+t.sheet), word))
		case twice:
			at.rule, at.text = "header-twice", inspection.Text{ZH: "同一内容的列出现两次", EN: "two columns say the same"}
			g.wrong(at)
		default:
			columns[name] = heading{i, word}
		}
	}
	for _, c := range k.columns {
		if _, ok := columns[c.name]; !ok && !c.may {
			at.column, at.rule = c.name, "header-missing"
			at.text = inspection.Text{ZH: "缺少列“" + c.words[0] + "”", EN: "there is no column " + c.name}
			g.wrong(at)
			return
		}
	}
	if g.given == nil {
		g.given = map[string]bool{}
	}
	g.given[k.name] = true
	for _, r := range body {
		if blank(r.cells) {
			continue
		}
		rec := &record{g: g, table: &t, columns: columns, row: r, folder: folder}
		switch k.name {
		case "agencies":
			g.agency(rec)
		case "officers":
			g.officer(rec)
		case "enterprises":
			g.enterprise(rec)
		}
	}
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}
