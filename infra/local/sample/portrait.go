package sample

import (
	"bytes"
	"encoding/base64"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
)

// portrait draws a figure of circles and bars, which nobody can take for a person: the colours and the
// hat follow from the certificate, so that two officers at one door look unlike.
func portrait(certificate string) string {
	h := fnv.New32a()
	h.Write([]byte(certificate))
	n := int(h.Sum32() >> 4)
	shades := [][3]color.RGBA{
		{{222, 235, 247, 255}, {33, 72, 122, 255}, {246, 190, 120, 255}}, {{229, 245, 224, 255}, {22, 92, 58, 255}, {232, 170, 110, 255}},
		{{254, 237, 222, 255}, {140, 61, 10, 255}, {250, 205, 150, 255}}, {{240, 230, 246, 255}, {84, 39, 120, 255}, {240, 180, 130, 255}},
	}[n%4]
	p := image.NewPaletted(image.Rect(0, 0, 48, 64), color.Palette{shades[0], shades[1], shades[2], color.Black})
	disc := func(x, y, r int, c uint8) {
		for dy := -r; dy <= r; dy++ {
			for dx := -r; dx <= r; dx++ {
				if dx*dx+dy*dy <= r*r {
					p.SetColorIndex(x+dx, y+dy, c)
				}
			}
		}
	}
	bar := func(x, y, w, h int, c uint8) {
		for dy := range h {
			for dx := range w {
				p.SetColorIndex(x+dx, y+dy, c)
			}
		}
	}
	disc(24, 68, 22, 1)
	disc(24, 28, 14, 2)
	for bit := range 4 { // a hat of one of sixteen shapes
		bar(12+6*bit, 8, 6, 4+3*(n>>(2+bit)&1), 1)
	}
	disc(19, 28, 2, 3)
	disc(29, 28, 2, 3)
	bar(19, 35, 10+n>>6&3, 2, 3)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, p); err != nil {
		panic(err) // a picture of this size in memory can be written
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}
