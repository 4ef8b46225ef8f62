package browser

import (
	"bytes"
	"image"
	_ "image/png"
	"net/url"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// scan reads the symbol in a picture of a screen, as a phone's camera would. How well cameras read it
// is measured in tests/bench/scan.
func scan(t *testing.T, png []byte) string {
	t.Helper()
	text, err := decode(png)
	if err != nil {
		t.Fatalf("no symbol can be read in the picture: %v", err)
	}
	return text
}

func decode(png []byte) (string, error) {
	picture, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		return "", err
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", err
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
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
