package browser

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// scan reads the symbol in a picture of a screen, as a phone's camera would. How well cameras read it
// is measured in tests/bench/scan.
func scan(t *testing.T, picture []byte) string {
	t.Helper()
	text, err := decode(picture)
	if err != nil {
		t.Fatalf("no symbol can be read in the picture: %v", err)
	}
	return text
}

// decode tries as a scanner does while it is held there: in two ways to tell black from white, and from
// two distances.
func decode(picture []byte) (text string, err error) {
	screen, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", err
	}
	for _, image := range []image.Image{screen, halved(screen)} {
		light := gozxing.NewLuminanceSourceFromImage(image)
		for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(light), gozxing.NewGlobalHistgramBinarizer(light)} {
			var bitmap *gozxing.BinaryBitmap
			if bitmap, err = gozxing.NewBinaryBitmap(binarizer); err != nil {
				return "", err
			}
			var read *gozxing.Result
			if read, err = qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}); err == nil {
				return read.GetText(), nil
			}
		}
	}
	return "", err
}

// halved is a picture in grey, of half the size.
func halved(from image.Image) *image.Gray {
	b := from.Bounds()
	to := image.NewGray(image.Rect(0, 0, b.Dx()/2, b.Dy()/2))
	light := func(x, y int) int { return int(color.GrayModel.Convert(from.At(x, y)).(color.Gray).Y) }
	for i := range to.Pix {
		x, y := b.Min.X+2*(i%to.Stride), b.Min.Y+2*(i/to.Stride)
		to.Pix[i] = uint8((light(x, y) + light(x+1, y) + light(x, y+1) + light(x+1, y+1)) / 4)
	}
	return to
}

// pathOf is the path of an address that was scanned.
func pathOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}
