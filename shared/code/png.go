package code

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/adler32"
	"hash/crc32"
)

// MaxScale is the largest scale PNG takes: 3392 pixels for a symbol of 45 modules.
const MaxScale = 64

// PNG is the symbol in black and white, one bit a pixel, with its quiet zone. Scale is the width of
// a module in pixels, 1 to MaxScale. It is written here (W3C PNG, RFC 1950) because the library's own encoder
// clears a megabyte of tables for a picture of three thousand bytes, which at a cold start takes longer than all
// the rest of a symbol.
func (s *Symbol) PNG(scale int) ([]byte, error) {
	if scale < 1 || scale > MaxScale {
		return nil, fmt.Errorf("draw PNG: scale %d is not 1 to %d", scale, MaxScale)
	}
	width := uint32((s.Size + 2*Quiet) * scale)
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, width)
	header = append(header, 1, 3, 0, 0, 0) // bits a pixel, of a palette; deflate, rows filtered, from top to bottom

	out := []byte("\x89PNG\r\n\x1a\n")
	out = chunk(out, "IHDR", header)
	out = chunk(out, "PLTE", []byte{0xff, 0xff, 0xff, 0, 0, 0}) // 0 is white, 1 is black
	out = chunk(out, "IDAT", s.pixels(scale))
	return chunk(out, "IEND", nil), nil
}

// chunk appends one part of a PNG.
func chunk(out []byte, kind string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	begin := len(out)
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[begin:]))
}

// pixels are the rows of the picture, each after a 0 that says it is not filtered, compressed. Each row of
// modules is said once, and then that it comes again.
func (s *Symbol) pixels(scale int) []byte {
	length := 1 + ((s.Size+2*Quiet)*scale+7)/8
	said := make([]byte, length)
	packed := deflater{out: []byte{0x78, 0x01}}
	packed.begin()
	sum := adler32.New()
	for y := -Quiet; y < s.Size+Quiet; y++ {
		row := make([]byte, length)
		for x := range s.Size {
			if s.Black(x, y) {
				for pixel := (x + Quiet) * scale; pixel < (x+Quiet+1)*scale; pixel++ {
					row[1+pixel/8] |= 0x80 >> (pixel % 8)
				}
			}
		}
		again := scale
		if y == -Quiet || !bytes.Equal(row, said) {
			packed.literals(row)
			again--
		}
		packed.repeat(length*again, length)
		for range scale {
			sum.Write(row)
		}
		said = row
	}
	return binary.BigEndian.AppendUint32(packed.end(), sum.Sum32())
}
