package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"inspectioncode.example/shared/inspection"
)

const byteOrderMark = "\uFEFF"

// readCSV reads a CSV in whichever of the encodings it is written.
func (g *gathering) readCSV(name string, b []byte) []table {
	text, ok := decode(b)
	if !ok {
		g.wrong(problem{file: name, rule: "encoding", text: inspection.Text{ZH: "不是UTF-8、GB18030或带标记的UTF-16文本", EN: "it is no text in UTF-8, GB18030, or UTF-16 with a mark"}})
		return nil
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	t := table{file: name}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return []table{t}
		}
		if err != nil {
			p := problem{file: name, rule: "csv", text: inspection.Text{ZH: "引号不成对，自此行起无法读取", EN: "quotes do not match: it cannot be read from this row on"}}
			if at := (*csv.ParseError)(nil); errors.As(err, &at) {
				p.row = at.StartLine
			}
			g.wrong(p)
			return []table{t}
		}
		line, _ := r.FieldPos(0)
		t.rows = append(t.rows, row{line, cells})
	}
}

// decode turns the bytes of a text file into UTF-8 without a mark; false if they are no text.
func decode(b []byte) ([]byte, bool) {
	var err error
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(b)
	case !utf8.Valid(b):
		b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	}
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	return b, err == nil && !bytes.ContainsRune(b, utf8.RuneError) && !bytes.ContainsRune(b, 0)
}

// separator is what parts the fields: whichever there is most of in the first line that has any.
func separator(text []byte) rune {
	for line := range bytes.Lines(text) {
		best, n := ',', bytes.Count(line, []byte(","))
		for _, c := range "\t;" {
			if m := bytes.Count(line, []byte(string(c))); m > n {
				best, n = c, m
			}
		}
		if n > 0 {
			return best
		}
	}
	return ','
}
