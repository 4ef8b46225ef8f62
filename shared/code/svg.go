package code

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// SVG is the symbol as one black path on white, measured in modules and with its quiet zone, to be
// sized by whoever shows it. Title is what a screen reader says, in any characters.
func (s *Symbol) SVG(title string) []byte {
	var b bytes.Buffer
	width := s.Size + 2*Quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img">`, width, width)
	b.WriteString("<title>")
	if err := xml.EscapeText(&b, []byte(title)); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	fmt.Fprintf(&b, `</title><rect width="%d" height="%d" fill="#fff"/><path d="`, width, width)
	b.Write(s.path())
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}

// path outlines each run of black modules in a row as a bar one module high.
func (s *Symbol) path() (d []byte) {
	for y := range s.Size {
		for x := 0; x < s.Size; x++ {
			run := 0
			for s.Black(x+run, y) {
				run++
			}
			if run == 0 {
				continue
			}
			d = append(d, 'M')
			d = strconv.AppendInt(d, int64(x+Quiet), 10)
			d = append(d, ' ')
			d = strconv.AppendInt(d, int64(y+Quiet), 10)
			d = append(d, 'h')
			d = strconv.AppendInt(d, int64(run), 10)
			d = append(d, "v1h-"...)
			d = strconv.AppendInt(d, int64(run), 10)
			d = append(d, 'z')
			x += run
		}
	}
	return d
}
