package code

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// MaxScale is the largest scale PNG takes: 3392 pixels for a symbol of 45 modules.
const MaxScale = 64

// PNG is the symbol in black and white, one bit a pixel, with its quiet zone. Scale is the width of
// a module in pixels, 1 to MaxScale.
func (s *Symbol) PNG(scale int) ([]byte, error) {
	if scale < 1 || scale > MaxScale {
		return nil, fmt.Errorf("draw PNG: scale %d is not 1 to %d", scale, MaxScale)
	}
	width := (s.Size + 2*Quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, width, width), color.Palette{color.White, color.Black})
	for y := range s.Size {
		top := (y + Quiet) * scale * img.Stride
		row := img.Pix[top : top+width]
		for x := range s.Size {
			if s.Black(x, y) {
				for i := range scale {
					row[(x+Quiet)*scale+i] = 1
				}
			}
		}
		for i := 1; i < scale; i++ {
			copy(img.Pix[top+i*img.Stride:], row)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil { // a palette of two is written as one bit a pixel
		return nil, fmt.Errorf("draw PNG: %w", err)
	}
	return b.Bytes(), nil
}
