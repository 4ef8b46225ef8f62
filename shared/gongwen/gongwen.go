// Package gongwen (公文) lays out an official document as GB/T 9704-2012 has it and writes it as .docx: A4 with a type area
// of 156 by 225 mm, 22 lines a page, title in 小标宋 二号, text in 仿宋 三号, headings 一、（一） in 黑体 and 楷体, page numbers
// — 1 — outside. It knows layout only, and nothing of what the document says. Fonts are named, not embedded.
package gongwen

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"strings"
	"text/template"
	"time"

	"inspectioncode.example/shared/chart"
)

// A Document is what is written, in order.
type Document struct {
	Title  string
	To     string // 主送机关, with no colon
	Blocks []Block
	Issuer string // 发文机关署名
	Date   string // 成文日期, as 2024年1月5日
	Made   time.Time
}

// A Block is one of: a heading of level 1 or 2, a paragraph, a table, a chart, a page break, or the signature, which stands
// before what is annexed (附件).
type Block struct {
	Level int
	Runs  []Run
	Table *Table
	Chart chart.Chart
	Break bool
	Sign  bool // 发文机关署名和成文日期
}

// A Run is text, and after it, small and raised, the number of the note that says where it comes from; 0 for none.
type Run struct {
	Text string
	Note int
}

// A Table has a caption and as many cells in each row as it has heads.
type Table struct {
	Caption string
	Heads   []string
	Rows    [][]string
	Widths  []int // of the columns, in parts of their sum; equal if there are none
}

// Text is a block of plain text; of level 0 a paragraph.
func Text(level int, s string) Block { return Block{Level: level, Runs: []Run{{Text: s}}} }

//go:embed parts
var parts embed.FS

// escape writes text into XML; what XML cannot say becomes U+FFFD.
func escape(s string) (string, error) {
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// area is the width of the type area in twentieths of a point: 156 mm.
const area = 8845

// Wide is the width of a column in twentieths of a point.
func (t *Table) Wide(column int) int {
	if len(t.Widths) != len(t.Heads) {
		return area / len(t.Heads)
	}
	sum := 0
	for _, w := range t.Widths {
		sum += w
	}
	return area * t.Widths[column] / sum
}

// A drawn is a chart with its number in the document, from 1.
type drawn struct {
	N     int
	Title string
	XML   string
}

// numbered is a block, with its chart where it has one.
type numbered struct {
	Block
	Drawn *drawn
}

// DOCX writes the document. The same document is the same bytes.
func (d Document) DOCX() ([]byte, error) {
	t, err := template.New("").Funcs(template.FuncMap{"x": escape}).ParseFS(parts, "parts/*")
	if err != nil {
		return nil, fmt.Errorf("parse parts: %w", err)
	}
	data := struct {
		Document
		Blocks []numbered
		Charts []*drawn
		Stamp  string
	}{Document: d, Stamp: d.Made.UTC().Format(time.RFC3339)}
	for _, b := range d.Blocks {
		n := numbered{Block: b}
		if b.Chart != nil {
			body, err := drawing(b.Chart)
			if err != nil {
				return nil, err
			}
			n.Drawn = &drawn{len(data.Charts) + 1, b.Chart.About().Title.ZH, body}
			data.Charts = append(data.Charts, n.Drawn)
		}
		data.Blocks = append(data.Blocks, n)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	write := func(name string, fill func(*bytes.Buffer) error) error {
		var b bytes.Buffer
		if err := fill(&b); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.Made.UTC()})
		if err == nil {
			_, err = w.Write(b.Bytes())
		}
		return err
	}
	for _, p := range []struct{ name, part string }{
		{"[Content_Types].xml", "content-types.xml"}, {"_rels/.rels", "rels.xml"}, {"docProps/core.xml", "core.xml"},
		{"word/document.xml", "document.xml"}, {"word/_rels/document.xml.rels", "document-rels.xml"}, {"word/styles.xml", "styles.xml"},
		{"word/settings.xml", "settings.xml"}, {"word/fontTable.xml", "fonts.xml"}, {"word/footer1.xml", "footer-odd.xml"}, {"word/footer2.xml", "footer-even.xml"},
	} {
		if err := write(p.name, func(b *bytes.Buffer) error { return t.ExecuteTemplate(b, p.part, data) }); err != nil {
			return nil, err
		}
	}
	for _, c := range data.Charts {
		if err := write(fmt.Sprintf("word/charts/chart%d.xml", c.N), func(b *bytes.Buffer) error { b.WriteString(c.XML); return nil }); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Plain is a block's text without its notes.
func (b Block) Plain() string {
	var s strings.Builder
	for _, r := range b.Runs {
		s.WriteString(r.Text)
	}
	return s.String()
}
