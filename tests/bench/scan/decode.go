package main

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// A reader reads the QR symbols in pictures: for each picture what it found, in any number. Several
// goroutines may use it at once.
type reader struct {
	name string
	read func(ctx context.Context, pictures []*image.Gray) ([][]string, error)
}

// zxing is ZXing in Go: the hybrid binarizer, trying harder. It finds one symbol in a picture.
func zxing() reader {
	return reader{"gozxing", func(ctx context.Context, pictures []*image.Gray) ([][]string, error) {
		found := make([][]string, len(pictures))
		for i, picture := range pictures {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(gozxing.NewLuminanceSourceFromImage(picture)))
			if err != nil {
				return nil, fmt.Errorf("decode with gozxing: %w", err)
			}
			result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
			if nothing := gozxing.ReaderException(nil); errors.As(err, &nothing) {
				continue // none found, or one found that cannot be read
			}
			if err != nil {
				return nil, fmt.Errorf("decode with gozxing: %w", err)
			}
			found[i] = []string{result.GetText()}
		}
		return found, nil
	}}
}
